/** The built-in weights: one table for English and Chinese, in one data module that is loaded on first use. */

import { invalidArgument } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { decodeBase64, decodeBase64Parts } from './base64.ts'
import { openCompact } from './compact.ts'
import { readDataFile } from './semantic-file.ts'
import { semanticId } from './semantic-id.ts'
import { StaticEncoder } from './static-encoder.ts'

/** Options of {@link semanticEncoder}. */
export interface SemanticOptions {
  /** The languages that texts are in. There is one table, for both, so either gives the same encoder. Default `'en-zh'`. */
  readonly language?: 'en' | 'en-zh'
}

let loading: Promise<StaticEncoder> | undefined

/**
 * The encoder with the built-in weights: 256 dimensions, English and Chinese in one space, so that a query in one language finds texts in the other. Nothing is
 * downloaded; the weights are a module of this package that is imported on the first call (about 6 MB), and every later call gives the same encoder.
 *
 * Distilled from all-MiniLM-L6-v2 and multilingual-e5-small; `NOTICE` in the package has their licences and the texts that were used.
 *
 * @example
 * ```ts
 * const encoder = await semanticEncoder()
 * const { values, columns } = await encoder.encode(['a film about space', '一部关于太空的电影'])
 * console.log(columns, values.length) // 256 512
 * ```
 */
export async function semanticEncoder(options: SemanticOptions = {}): Promise<StaticEncoder> {
  check(options)
  loading ??= load()
  try {
    return await loading
  } catch (error) {
    loading = undefined // the next call tries again
    throw error
  }
}

async function load(): Promise<StaticEncoder> {
  const { id, dimensions, pieces, scores, scales, codes } =
    readDataFile((import.meta as { url?: string }).url, semanticId) ?? (await import('./semantic-weights.js'))
  return new StaticEncoder(
    openCompact(
      {
        dimensions,
        normalize: true,
        tokenizer: { kind: 'pieces', pieces, scores },
        scales: decodeBase64(scales),
        codes: codes instanceof Uint8Array ? codes : decodeBase64Parts(codes),
      },
      id,
    ),
  )
}

function check(options: SemanticOptions): void {
  checkNames(options, ['language'])
  const { language = 'en-zh' } = options
  if (language !== 'en' && language !== 'en-zh')
    throw invalidArgument('options.language', language, "The built-in table is for 'en' and 'en-zh'.")
}
