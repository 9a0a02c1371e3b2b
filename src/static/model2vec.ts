/** Model2Vec models (MinishLab): a `safetensors` file with one row a token, and a `tokenizer.json`. */

import { invalidArgument, RecommenderError } from '../errors.ts'
import { Fingerprint } from '../math/fingerprint.ts'
import { compactOf, words } from './compact.ts'
import { readTokenizer } from './read-tokenizer.ts'
import { readSafetensors } from './safetensors.ts'
import type { StaticModel } from './static-encoder.ts'
import { floatTable } from './table.ts'

/** The files of a Model2Vec model. */
export interface Model2VecFiles {
  /** The bytes of `model.safetensors`. */
  readonly weights: Uint8Array
  /** The text of `tokenizer.json`. */
  readonly tokenizer: string
  /** The text of `config.json`. Default: sums are brought to length 1. */
  readonly config?: string
}

/** The model of these files. Newer models keep fewer rows than tokens (`mapping`) and the tokens' weights apart (`weights`); both are folded into one row a token. */
export function readModel2Vec({ weights, tokenizer: json, config }: Model2VecFiles): StaticModel {
  if (!(weights instanceof Uint8Array))
    throw invalidArgument('weights', weights, 'Pass the bytes of `model.safetensors`.')
  if (typeof json !== 'string') throw invalidArgument('tokenizer', json, 'Pass the text of `tokenizer.json`.')
  const tensors = readSafetensors(weights)
  const embeddings = tensors.get('embeddings') ?? tensors.get('embedding.weight')
  const dimensions = embeddings?.shape[1]
  if (embeddings === undefined || dimensions === undefined || dimensions === 0)
    throw invalidArgument('weights', weights, 'A Model2Vec file has a tensor `embeddings` of two dimensions.')
  const mapping = tensors.get('mapping')?.values
  const factors = tensors.get('weights')?.values
  const { tokenizer, size } = readTokenizer(json)
  const rows = mapping?.length ?? embeddings.values.length / dimensions
  if (rows < size)
    throw invalidArgument('weights', rows, `The tokeniser has ${size} tokens, and the table needs a row for each.`)
  const values = new Float32Array(rows * dimensions)
  for (let token = 0; token < rows; token++) {
    const from = (mapping?.[token] ?? token) * dimensions
    const factor = factors?.[token] ?? 1
    for (let k = 0; k < dimensions; k++) values[token * dimensions + k] = embeddings.values[from + k]! * factor
  }
  const normalize = (config === undefined ? {} : (JSON.parse(config) as { normalize?: boolean })).normalize !== false
  const hash = new Fingerprint()
    .number(dimensions)
    .number(normalize ? 1 : 0)
    .text(json)
    .numbers(words(new Uint8Array(values.buffer)))
  return {
    id: `static-f32-1/${hash}`,
    tokenizer,
    table: floatTable(values, dimensions),
    normalize,
    stored: () => compactOf({ values, dimensions }, normalize, { kind: 'json', json }),
  }
}

interface FileSystem {
  existsSync(path: string): boolean
  promises: { readFile(path: string): Promise<Uint8Array> }
}

/** The files of a folder on the disk. */
export async function readFolder(folder: string): Promise<Model2VecFiles> {
  if (typeof folder !== 'string' || folder === '')
    throw invalidArgument('folder', folder, 'Pass the path of a folder with `model.safetensors` and `tokenizer.json`.')
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  const files = process?.getBuiltinModule?.('node:fs') as FileSystem | undefined
  if (files === undefined)
    throw new RecommenderError(
      'missing-dependency',
      'Folders are read in Node 20.16 or later only. Elsewhere fetch the files and pass them to `StaticEncoder.fromModel2Vec`.',
    )
  const path = (name: string): string => `${folder}/${name}`
  for (const name of ['model.safetensors', 'tokenizer.json']) {
    if (!files.existsSync(path(name)))
      throw invalidArgument('folder', folder, `It has no \`${name}\`. Pass the path of a Model2Vec folder.`)
  }
  const text = async (name: string): Promise<string> =>
    new TextDecoder().decode(await files.promises.readFile(path(name)))
  return {
    weights: await files.promises.readFile(path('model.safetensors')),
    tokenizer: await text('tokenizer.json'),
    ...(files.existsSync(path('config.json')) ? { config: await text('config.json') } : {}),
  }
}
