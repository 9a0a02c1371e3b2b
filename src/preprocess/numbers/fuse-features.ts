/** Text, tags and numbers of each item as one vector, in which each block has the share that its weight says. */

import type { DenseMatrix, SparseMatrix } from '../../encode/matrix.ts'
import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { checkOneOf } from './options.ts'
import { type NumberMatrix, type NumberRows, readNumbers } from './rows.ts'
import { readTags, type TagLists, type TagVocabulary, tagVocabulary } from './tag-features.ts'

/** The kinds of blocks, in the order in which their columns stand. */
export type FeatureBlockName = 'text' | 'tags' | 'numbers'

/** What is known of the items: one row, list or vector an item in each block; at least one block. */
export interface FeatureBlocks {
  /** Rows of an encoder. */
  readonly text?: SparseMatrix | DenseMatrix
  /** Each item's tags. */
  readonly tags?: TagLists
  /** Numbers, already scaled; or raw ones with a fitted scaler. NaN is refused: fill it first. */
  readonly numbers?:
    | NumberRows
    | { readonly rows: NumberRows; readonly scaler: { transform(rows: NumberRows): NumberRows } }
}

/** Weights of 0 or more; only their proportions count. Those left out are 1. */
export type FeatureWeights = Readonly<Partial<Record<FeatureBlockName, number>>>

/** Options of {@link fuseFeatures}. */
export interface FuseFeaturesOptions {
  /** Weigh a tag by ln((1 + n) / (1 + items with it)) + 1, so that rare ones count more. Default false: each tag of an item counts the same. */
  readonly tagIdf?: boolean
  /**
   * What has length 1 in the block of numbers: each row (`'row'`, default: direction counts), or the rows on average (`'block'`: differences in size
   * stay, which is what one or two columns need).
   */
  readonly numbersNorm?: 'row' | 'block'
  /** Names of the columns of text and of numbers, for explanations. Default: `text[0]`, `numbers[0]` and so on. */
  readonly names?: { readonly text?: readonly string[]; readonly numbers?: readonly string[] }
  /** An earlier outcome whose columns, tags, idf and weights to use again, so that new items can be compared with those. `weights` and other options are then not read. */
  readonly like?: FusedFeatures
}

/** Where a block's columns stand, and what it counts. */
export interface FeatureBlock {
  readonly name: FeatureBlockName
  /** First column. */
  readonly start: number
  /** One past the last column. */
  readonly end: number
  /** The weight as a share: those of all blocks sum to 1. */
  readonly share: number
  /** What the block's unit vectors were multiplied by: the root of `share`, over `norm` where the whole block was scaled. */
  readonly factor: number
}

/** One vector an item, and what its columns are. */
export interface FusedFeatures {
  /** Sparse if any block is (tags always are). */
  readonly features: SparseMatrix | DenseMatrix
  readonly blocks: readonly FeatureBlock[]
  /** One name a column: a tag is `tag:NAME`. */
  readonly columnNames: readonly string[]
  /** The tags that have columns, and their weights. */
  readonly tags: TagVocabulary
  /** How the numbers were brought to length 1. */
  readonly numbersNorm: 'row' | 'block'
}

/** One block's rows before they are joined. */
interface Part {
  readonly name: FeatureBlockName
  readonly columns: number
  readonly names: readonly string[]
  readonly matrix: SparseMatrix | DenseMatrix | NumberMatrix
  /** Whether each row is brought to length 1; otherwise all are divided by `length`. */
  readonly byRow: boolean
}

/**
 * Joins what is known of each item into one vector.
 *
 * Each block's rows are brought to length 1 and multiplied by the root of the block's share of the weights. So the dot product of two fused vectors is
 * the weighted mean of the blocks' cosines, and {@link FusedFeatures.blocks | the ranges} split it into what text, tags and numbers contribute. An item without
 * anything in a block (a zero row) has a shorter vector: under the cosine its other blocks count more.
 *
 * @example
 * ```ts
 * const { features, blocks } = fuseFeatures(
 *   { text: await encoder.encode(texts), tags: [['jazz'], ['rock', 'live']], numbers: new StandardScaler().fitTransform(prices) },
 *   { text: 2, tags: 1, numbers: 1 },
 * )
 * ```
 */
export function fuseFeatures(
  input: FeatureBlocks,
  weights: FeatureWeights = {},
  options: FuseFeaturesOptions = {},
): FusedFeatures {
  checkNames(options, ['tagIdf', 'numbersNorm', 'names', 'like'])
  checkOneOf('numbersNorm', options.numbersNorm ?? 'row', ['row', 'block'])
  const { like } = options
  const numbersNorm = like?.numbersNorm ?? options.numbersNorm ?? 'row'
  const tags = like?.tags ?? tagVocabulary(input.tags ?? [], options.tagIdf ?? false)
  const parts = readParts(input, tags, numbersNorm, options.names)
  const blocks = like === undefined ? newBlocks(parts, weights) : sameBlocks(parts, like.blocks)
  const columnNames = like?.columnNames ?? parts.flatMap((part) => part.names)
  const sparse = parts.some(({ matrix }) => 'indptr' in matrix)
  const features = sparse ? joinSparse(parts, blocks) : joinDense(parts, blocks)
  return { features, blocks, columnNames, tags, numbersNorm }
}

function readParts(
  input: FeatureBlocks,
  tags: TagVocabulary,
  numbersNorm: 'row' | 'block',
  names: FuseFeaturesOptions['names'] = {},
): Part[] {
  const parts: Part[] = []
  if (input.text !== undefined) {
    const matrix = readText(input.text)
    parts.push({ name: 'text', ...named('text', matrix.columns, names.text), matrix, byRow: true })
  }
  if (input.tags !== undefined) {
    const columns = tags.names.length
    parts.push({
      name: 'tags',
      columns,
      names: tags.names.map((tag) => `tag:${tag}`),
      matrix: readTags(input.tags, tags),
      byRow: true,
    })
  }
  if (input.numbers !== undefined) {
    const matrix = readScaled(input.numbers)
    parts.push({
      name: 'numbers',
      ...named('numbers', matrix.columns, names.numbers),
      matrix,
      byRow: numbersNorm === 'row',
    })
  }
  if (parts.length === 0) throw invalidArgument('input', input, 'Pass at least one of text, tags and numbers.')
  const rows = parts[0]!.matrix.rows
  for (const { name, matrix } of parts) {
    if (matrix.rows === rows) continue
    throw invalidArgument(name, `of ${matrix.rows} items`, `Pass one row an item; \`${parts[0]!.name}\` has ${rows}.`)
  }
  return parts
}

function named(
  field: 'text' | 'numbers',
  columns: number,
  names: readonly string[] | undefined,
): { columns: number; names: readonly string[] } {
  if (names === undefined) return { columns, names: Array.from({ length: columns }, (_, c) => `${field}[${c}]`) }
  if (names.length === columns) return { columns, names }
  throw invalidArgument(`names.${field} length`, names.length, `Pass one name a column, ${columns} in all.`)
}

function readText(text: SparseMatrix | DenseMatrix): SparseMatrix | DenseMatrix {
  if (typeof text === 'object' && text !== null && (text.kind === 'sparse' || text.kind === 'dense')) {
    const at = text.values.findIndex((value) => !Number.isFinite(value))
    if (at < 0) return text
    throw invalidArgument(`text.values[${at}]`, text.values[at], 'Pass rows of finite numbers.')
  }
  throw invalidArgument('text', text, "Pass what an encoder's `encode` gives: a matrix of kind 'sparse' or 'dense'.")
}

function readScaled(numbers: NonNullable<FeatureBlocks['numbers']>): NumberMatrix {
  if (!('scaler' in numbers)) return readNumbers(numbers, { missing: 'refused', field: 'numbers' })
  return readNumbers(numbers.scaler.transform(numbers.rows), { missing: 'refused', field: 'numbers' })
}

function newBlocks(parts: readonly Part[], weights: FeatureWeights): FeatureBlock[] {
  checkNames(weights, ['text', 'tags', 'numbers'], 'weights')
  let sum = 0
  for (const { name } of parts) {
    const weight = weights[name] ?? 1
    if (!Number.isFinite(weight) || weight < 0)
      throw invalidArgument(`weights.${name}`, weight, 'Pass a finite number of 0 or more.')
    sum += weight
  }
  if (sum === 0) throw invalidArgument('weights', weights, 'Give at least one of the blocks a weight above 0.')
  let start = 0
  return parts.map((part) => {
    const { name, columns } = part
    const share = (weights[name] ?? 1) / sum
    const block = {
      name,
      start,
      end: start + columns,
      share,
      factor: Math.sqrt(share) / (part.byRow ? 1 : meanLength(part)),
    }
    start += columns
    return block
  })
}

/** The root of the mean squared length of rows; 1 if all are zero. */
function meanLength({ matrix }: Part): number {
  let squares = 0
  for (let i = 0; i < matrix.values.length; i++) squares += matrix.values[i]! ** 2
  return squares === 0 ? 1 : Math.sqrt(squares / matrix.rows)
}

function sameBlocks(parts: readonly Part[], blocks: readonly FeatureBlock[]): readonly FeatureBlock[] {
  const wanted = blocks.map(({ name, start, end }) => `${name} of ${end - start} columns`).join(', ')
  const given = parts.map(({ name, columns }) => `${name} of ${columns} columns`).join(', ')
  if (wanted === given) return blocks
  throw invalidArgument('input', given, `Pass the blocks that \`like\` was made of: ${wanted}.`)
}

function joinDense(parts: readonly Part[], blocks: readonly FeatureBlock[]): DenseMatrix {
  const { rows } = parts[0]!.matrix
  const columns = blocks.at(-1)!.end
  const values = new Float32Array(rows * columns)
  for (const [p, part] of parts.entries()) {
    const { start, factor } = blocks[p]!
    for (let r = 0; r < rows; r++) {
      const from = r * part.columns
      const scale = factor / rowLength(part, from, from + part.columns)
      for (let c = 0; c < part.columns; c++) values[r * columns + start + c] = part.matrix.values[from + c]! * scale
    }
  }
  return { kind: 'dense', rows, columns, values }
}

function joinSparse(parts: readonly Part[], blocks: readonly FeatureBlock[]): SparseMatrix {
  const { rows } = parts[0]!.matrix
  const room = parts.reduce((sum, { matrix }) => sum + matrix.values.length, 0)
  const indptr = new Int32Array(rows + 1)
  const indices = new Int32Array(room)
  const values = new Float32Array(room)
  let filled = 0
  for (let r = 0; r < rows; r++) {
    for (const [p, part] of parts.entries()) {
      const { start, factor } = blocks[p]!
      const { matrix, columns } = part
      const sparse = 'indptr' in matrix
      const from = sparse ? matrix.indptr[r]! : r * columns
      const to = sparse ? matrix.indptr[r + 1]! : from + columns
      const scale = factor / rowLength(part, from, to)
      for (let i = from; i < to; i++) {
        const value = matrix.values[i]! * scale
        // What is zero needs no place; a block of weight 0 takes none at all.
        if (value === 0) continue
        indices[filled] = start + (sparse ? matrix.indices[i]! : i - from)
        values[filled++] = value
      }
    }
    indptr[r + 1] = filled
  }
  const columns = blocks.at(-1)!.end
  return { kind: 'sparse', rows, columns, indptr, indices: indices.slice(0, filled), values: values.slice(0, filled) }
}

/** What a row is divided by: its length, or 1 for a zero row and where the block is scaled as a whole. */
function rowLength(part: Part, from: number, to: number): number {
  if (!part.byRow) return 1
  let squares = 0
  for (let i = from; i < to; i++) squares += part.matrix.values[i]! ** 2
  return squares === 0 ? 1 : Math.sqrt(squares)
}
