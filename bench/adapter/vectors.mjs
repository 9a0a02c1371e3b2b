/** Sentence vectors of local transformer weights for the adapter bench, kept in `.bench/adapter/` from one run to the next. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { shared } from './worlds.mjs'

const cache = new URL('../../.bench/adapter/', import.meta.url)
const e5 = { query: 'query: ', document: 'passage: ' }

/** The weights that are used, by name: folder under `models/` of the shared data, number type, and for E5 what the texts are. */
export const models = {
  MiniLM: { folder: 'all-MiniLM-L6-v2', dtype: 'fp32' },
  E5: { folder: 'multilingual-e5-small-en-zh', dtype: 'q8', kind: 'document' },
  'E5 as queries': { folder: 'multilingual-e5-small-en-zh', dtype: 'q8', kind: 'query' },
}

/** Whether the weights are there. */
export const hasModel = (name) => existsSync(new URL(`models/${models[name].folder}/config.json`, shared))

/**
 * An encoder over a model whose vectors of `texts` are at hand: read from the cache, or made now and put there. Other texts are encoded when they are asked for.
 */
export async function cachedEncoder(name, texts) {
  const { folder, dtype, kind } = models[name]
  const id = `${folder}/${dtype}/${kind === undefined ? '' : e5[kind]}`
  const key = createHash('sha256')
    .update(JSON.stringify([id, texts]))
    .digest('hex')
    .slice(0, 16)
  const file = new URL(`${folder}-${key}.f32`, cache)
  let loaded
  const encodeAll = async (wanted, options) => {
    loaded ??= await loadEncoder(models[name])
    return (await loaded(wanted, options)).values
  }
  const dimensions = 384
  if (!existsSync(file)) {
    const onProgress = ({ done }) => process.stderr.write(`\r${name}: ${done} of ${texts.length} texts `)
    const values = await encodeAll(texts, { onProgress })
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

/** What encodes texts with a model; it is loaded when it is first needed. */
async function loadEncoder({ folder, dtype, kind }) {
  const { BertEncoder } = await import('penchant/bert')
  const localModelPath = fileURLToPath(new URL('models/', shared))
  const encoder = new BertEncoder({
    model: folder,
    localModelPath,
    dtype,
    cache: false,
    maxTokens: 512,
    ...(kind && { prefix: e5 }),
  })
  return (texts, options) => encoder.encode(texts, { kind: kind ?? 'document', ...options })
}
