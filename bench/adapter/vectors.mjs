/** Sentence vectors of local transformer weights for the adapter bench, kept in `.bench/adapter/` from one run to the next. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { shared } from './worlds.mjs'

const cache = new URL('../../.bench/adapter/', import.meta.url)
const BATCH = 16

/** The weights that are used, by name: folder under `models/` of the shared data, number type, and what is put before every text. */
export const models = {
  MiniLM: { folder: 'all-MiniLM-L6-v2', dtype: 'fp32', prefix: '' },
  E5: { folder: 'multilingual-e5-small-en-zh', dtype: 'q8', prefix: 'passage: ' },
  'E5 as queries': { folder: 'multilingual-e5-small-en-zh', dtype: 'q8', prefix: 'query: ' },
}

/** Whether the weights are there. */
export const hasModel = (name) => existsSync(new URL(`models/${models[name].folder}/config.json`, shared))

/**
 * An encoder over a model whose vectors of `texts` are at hand: read from the cache, or made now and put there. Other texts are encoded when they are asked for.
 */
export async function cachedEncoder(name, texts) {
  const { folder, dtype, prefix } = models[name]
  const id = `${folder}/${dtype}/${prefix}`
  const key = createHash('sha256')
    .update(JSON.stringify([id, texts]))
    .digest('hex')
    .slice(0, 16)
  const file = new URL(`${folder}-${key}.f32`, cache)
  const encodeAll = modelEncoder(folder, dtype, prefix)
  const dimensions = 384
  if (!existsSync(file)) {
    const values = await encodeAll(texts, (done) =>
      process.stderr.write(`\r${name}: ${done} of ${texts.length} texts `),
    )
    process.stderr.write('\n')
    mkdirSync(cache, { recursive: true })
    writeFileSync(file, new Uint8Array(values.buffer))
  }
  const bytes = readFileSync(file)
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  const known = new Map(texts.map((text, row) => [text, values.subarray(row * dimensions, (row + 1) * dimensions)]))
  return {
    id,
    dimensions,
    output: 'dense',
    metric: 'cosine',
    async encode(wanted) {
      const missing = wanted.filter((text) => !known.has(text))
      if (missing.length > 0) {
        const rows = await encodeAll(missing)
        for (const [row, text] of missing.entries())
          known.set(text, rows.subarray(row * dimensions, (row + 1) * dimensions))
      }
      const result = new Float32Array(wanted.length * dimensions)
      for (const [row, text] of wanted.entries()) result.set(known.get(text), row * dimensions)
      return { kind: 'dense', rows: wanted.length, columns: dimensions, values: result }
    },
  }
}

/** Texts to vectors of length 1, by the mean of the tokens; short texts together with short ones. */
function modelEncoder(folder, dtype, prefix) {
  let loaded
  return async (texts, onProgress = () => {}) => {
    loaded ??= await load(folder, dtype)
    const order = texts.map((_, row) => row).sort((a, b) => texts[a].length - texts[b].length)
    let values
    for (let start = 0; start < order.length; start += BATCH) {
      const rows = order.slice(start, start + BATCH)
      const { data } = await loaded(
        rows.map((row) => prefix + texts[row]),
        { pooling: 'mean', normalize: true },
      )
      const width = data.length / rows.length
      values ??= new Float32Array(texts.length * width)
      for (const [at, row] of rows.entries()) values.set(data.subarray(at * width, (at + 1) * width), row * width)
      onProgress(start + rows.length)
    }
    return values ?? new Float32Array()
  }
}

async function load(folder, dtype) {
  const { env, pipeline } = await import('@huggingface/transformers')
  env.allowRemoteModels = false
  env.localModelPath = fileURLToPath(new URL('models/', shared))
  return pipeline('feature-extraction', folder, { dtype })
}
