/** A model as the parts of a snapshot, and back. */

import { RecommenderError } from '../../errors.ts'
import type { JsonValue, SnapshotPart, SnapshotParts } from '../../snapshot/parts.ts'
import { finish } from '../../steps.ts'
import type { ModelState } from './model-state.ts'
import { type ResolvedOptions, resolveOptions, type SubwordOptions, type Word2VecOptions } from './options.ts'
import { composeVectors } from './plan.ts'
import { buildSubwords } from './subwords.ts'
import type { TrainingReport } from './training-plan.ts'
import { Vocabulary } from './vocabulary.ts'
import { FloatVectors, Int8Vectors } from './word-vectors.ts'

/** Everything that cannot be rebuilt: composed vectors and the table of n-grams can. */
export function saveState({ vocabulary, vectors, subwords, training }: ModelState): SnapshotParts {
  const description = {
    dimensions: vectors.dimensions,
    subwords: subwords?.table.options ?? null,
    options: training === undefined ? null : withoutInfinity(training.options),
    report: training === undefined ? null : training.report,
  }
  const parts: Record<string, SnapshotPart> = {
    word2vec: { json: JSON.parse(JSON.stringify(description)) as JsonValue },
    words: { json: vocabulary.words },
    counts: vocabulary.counts,
  }
  if (vectors instanceof Int8Vectors) {
    parts['codes'] = vectors.codes
    parts['scales'] = vectors.scales
  } else if (vectors instanceof FloatVectors && subwords === undefined) parts['vectors'] = vectors.values
  if (subwords !== undefined) parts['rows'] = subwords.rows
  if (training !== undefined) parts['output'] = training.weights.output
  return parts
}

/** The state that {@link saveState} gave. Throws `snapshot-corrupt` where parts are missing or do not fit together. */
export function loadState(parts: SnapshotParts): ModelState {
  const description = jsonOf(parts, 'word2vec') as {
    dimensions: number
    subwords: SubwordOptions | null
    options: Word2VecOptions | null
    report: TrainingReport | null
  }
  const words = jsonOf(parts, 'words') as readonly string[]
  const counts = arrayOf(parts, 'counts', Float64Array, words.length)
  const { dimensions, options, report } = description
  const vocabulary = new Vocabulary(words, counts)
  const table = description.subwords === null ? undefined : finish(buildSubwords(words, description.subwords))
  const rows = table && arrayOf(parts, 'rows', Float32Array, (words.length + table.buckets.length) * dimensions)
  const subwords = table && rows && { table, rows }
  const vectors = loadVectors(parts, words.length, dimensions, subwords)
  if (options === null || report === null) return { vocabulary, vectors, subwords, training: undefined }
  const resolved = resolveOptions(options)
  const input = rows ?? (vectors as FloatVectors).values
  const outputRows = resolved.loss === 'hierarchical-softmax' ? words.length - 1 : words.length
  const output = arrayOf(parts, 'output', Float32Array, outputRows * dimensions)
  return { vocabulary, vectors, subwords, training: { weights: { input, output }, options: resolved, report } }
}

function loadVectors(
  parts: SnapshotParts,
  words: number,
  dimensions: number,
  subwords: ModelState['subwords'],
): FloatVectors | Int8Vectors {
  if ('codes' in parts) {
    const codes = arrayOf(parts, 'codes', Int8Array, words * dimensions)
    return new Int8Vectors(codes, arrayOf(parts, 'scales', Float32Array, words), dimensions)
  }
  const values = subwords
    ? finish(composeVectors(subwords.rows, words, subwords.table, dimensions))
    : arrayOf(parts, 'vectors', Float32Array, words * dimensions)
  return new FloatVectors(values, dimensions)
}

function withoutInfinity({ maxVocabulary, ...rest }: ResolvedOptions): object {
  return Number.isFinite(maxVocabulary) ? { ...rest, maxVocabulary } : rest
}

function jsonOf(parts: SnapshotParts, name: string): JsonValue {
  const part = parts[name]
  if (part === undefined || !('json' in part)) throw corrupt(name)
  return part.json
}

function arrayOf<Kind extends Float32Array | Float64Array | Int8Array>(
  parts: SnapshotParts,
  name: string,
  kind: new (length: number) => Kind,
  length: number,
): Kind {
  const part = parts[name]
  if (!(part instanceof kind) || part.length !== length) throw corrupt(name)
  return part
}

function corrupt(name: string): RecommenderError {
  const message = `The snapshot's part "${name}" is missing or has the wrong size. Is it the snapshot of a Word2Vec model?`
  return new RecommenderError('snapshot-corrupt', message, { field: name })
}
