/** The measures by name, and how each is best worked out for whole matrices. */

import { invalidArgument, RecommenderError } from '../errors.ts'
import { type Bm25ScoreOptions, bm25OptionNames, statisticsOf, termWeights } from './bm25.ts'
import { pearsonOf } from './correlation.ts'
import { chebyshevOf, euclideanOf, hammingOf, manhattanOf } from './distances.ts'
import { type JensenShannonOptions, jensenShannonOf } from './jensen-shannon.ts'
import { loadRows, type Rows, refuseNegative, type SparseRows } from './matrix.ts'
import { mergeEntries, type PairMeasure } from './pair.ts'
import { asItIs, type PrepareRow, toCentredRanks, toCentredUnitLength, toUnitLength } from './prepare-row.ts'
import { cosineOf } from './products.ts'
import { kendallOf, spearmanOf } from './rank-correlation.ts'
import { diceOf, jaccardOf, overlapOf, weightedJaccardOf } from './sets.ts'
import { checkPerPosition } from './vector.ts'

/** Measures that grow with closeness. Each is also a function of two vectors of the same name. */
export type SimilarityMetric =
  | 'cosine'
  | 'dot'
  | 'pearson'
  | 'spearman'
  | 'kendall'
  | 'adjustedCosine'
  | 'jaccard'
  | 'weightedJaccard'
  | 'dice'
  | 'overlap'
  | 'bm25'

/** Measures that shrink with closeness, 0 for equal vectors. Each is also a function of two vectors of the same name. */
export type DistanceMetric = 'euclidean' | 'manhattan' | 'chebyshev' | 'hamming' | 'jensenShannon'

/** The name of a measure. */
export type Metric = SimilarityMetric | DistanceMetric

/** What single measures can be told; see `jensenShannon` (`base`) and `bm25` (all others but `means`). */
export interface MetricOptions extends JensenShannonOptions, Bm25ScoreOptions {
  /** For `'adjustedCosine'`: the mean rating of each user, one a column. Default: the means of the second matrix's columns, over the ratings it has (in a sparse matrix the stored entries). */
  readonly means?: ArrayLike<number>
}

/** Names of the options of {@link MetricOptions}. */
export const metricOptionNames: readonly (keyof MetricOptions)[] = [...bm25OptionNames, 'base', 'means']

/** How the scores of two matrices come about. */
export type Plan = PairsPlan | DenseProductsPlan | SparseProductsPlan

/** Every pair of rows by itself. `align` lines up two sparse rows. */
export interface PairsPlan {
  readonly kind: 'pairs'
  readonly measure: PairMeasure
  readonly align: typeof mergeEntries
  readonly a: Rows
  readonly b: Rows
}

/** What plans that come down to dot products share. */
interface ProductsPlan {
  /** Whether scores end at -1 and 1, and rounding beyond is to be cut off. */
  readonly bounded: boolean
  /** What is added to all scores of a row of `a`. */
  readonly offsets?: Float64Array
}

/** Each row is written out and brought into form once; then dot products. */
export interface DenseProductsPlan extends ProductsPlan {
  readonly kind: 'dense-products'
  readonly prepareA: PrepareRow
  readonly prepareB: PrepareRow
  readonly a: Rows
  readonly b: Rows
}

/** Dot products of sparse rows that are in form already. */
export interface SparseProductsPlan extends ProductsPlan {
  readonly kind: 'sparse-products'
  readonly a: SparseRows
  readonly b: SparseRows
}

/** Whether smaller scores are the closer ones. */
export function isDistance(metric: Metric): metric is DistanceMetric {
  switch (metric) {
    case 'euclidean':
    case 'manhattan':
    case 'chebyshev':
    case 'hamming':
    case 'jensenShannon':
      return true
    default:
      return false
  }
}

/** Checks that the two matrices suit the measure and each other, and chooses the way. */
export function planScores(
  metric: Metric,
  a: Rows,
  b: Rows,
  options: MetricOptions,
  names: readonly [string, string],
): Plan {
  if (a.columns !== b.columns) {
    const message = `Expected \`${names[1]}\` with ${a.columns} columns, as \`${names[0]}\` has, received ${b.columns}. Were they made by the same encoder, fitted once?`
    throw new RecommenderError('invalid-argument', message, { field: `${names[1]}.columns`, value: b.columns })
  }
  const refuseAllNegative = (): void => {
    refuseNegative(a, names[0], metric)
    refuseNegative(b, names[1], metric)
  }
  const pairs = (measure: PairMeasure): Plan => ({ kind: 'pairs', measure, align: mergeEntries, a, b })
  const products = (prepare: PrepareRow, bounded = true): Plan => ({
    kind: 'dense-products',
    prepareA: prepare,
    prepareB: prepare,
    bounded,
    a,
    b,
  })
  const bothSparse = a.kind === 'sparse' && b.kind === 'sparse'

  switch (metric) {
    case 'cosine':
      if (bothSparse) return { kind: 'sparse-products', bounded: true, a: withUnitRows(a), b: withUnitRows(b) }
      return products(toUnitLength)
    case 'dot':
      if (bothSparse) return { kind: 'sparse-products', bounded: false, a, b }
      return products(asItIs, false)
    case 'pearson':
      return bothSparse ? pairs(pearsonOf) : products(toCentredUnitLength)
    case 'spearman':
      return bothSparse ? pairs(spearmanOf) : products(toCentredRanks)
    case 'kendall':
      return pairs(kendallOf)
    case 'jaccard':
      return pairs(jaccardOf)
    case 'dice':
      return pairs(diceOf)
    case 'overlap':
      return pairs(overlapOf)
    case 'euclidean':
      return pairs(euclideanOf)
    case 'manhattan':
      return pairs(manhattanOf)
    case 'chebyshev':
      return pairs(chebyshevOf)
    case 'hamming':
      return pairs(hammingOf)
    case 'weightedJaccard':
      refuseAllNegative()
      return pairs(weightedJaccardOf)
    case 'jensenShannon':
      refuseAllNegative()
      return pairs(jensenShannonOf(options))
    case 'adjustedCosine':
      return planAdjustedCosine(a, b, options, names)
    case 'bm25':
      refuseAllNegative()
      return planBm25(a, b, options)
    default:
      throw invalidArgument('metric', metric satisfies never, `Give one of: ${ALL_METRICS}.`)
  }
}

const ALL_METRICS =
  'cosine, dot, pearson, spearman, kendall, adjustedCosine, jaccard, weightedJaccard, dice, overlap, bm25, euclidean, manhattan, chebyshev, hamming, jensenShannon'

function withUnitRows(matrix: SparseRows): SparseRows {
  const values = matrix.values.slice()
  for (let row = 0; row < matrix.rows; row++) {
    toUnitLength(values, matrix.indptr[row]!, matrix.indptr[row + 1]! - matrix.indptr[row]!)
  }
  return { ...matrix, values }
}

function planAdjustedCosine(a: Rows, b: Rows, options: MetricOptions, names: readonly [string, string]): Plan {
  if (a.kind !== b.kind) {
    const remedy = `Give both sparse or both dense: what a sparse matrix lacks is no rating, and a dense one has a rating everywhere. \`${names[0]}\` is ${a.kind}.`
    throw invalidArgument(names[1], `a ${b.kind} matrix`, remedy)
  }
  const { means = columnMeans(b) } = options
  checkPerPosition('means', means, b.columns)
  if (a.kind === 'sparse' && b.kind === 'sparse') {
    const [left, right] = [withoutMeans(a, means), withoutMeans(b, means)]
    return { kind: 'pairs', measure: cosineOf, align: intersectEntries, a: left, b: right }
  }
  const prepare: PrepareRow = (values, start, columns) => {
    for (let column = 0; column < columns; column++) values[start + column]! -= means[column]!
    toUnitLength(values, start, columns)
  }
  return { kind: 'dense-products', prepareA: prepare, prepareB: prepare, bounded: true, a, b }
}

/** The mean of each column over the entries that the matrix has; 0 for a column without any. */
function columnMeans(matrix: Rows): Float64Array {
  const { columns, values } = matrix
  const sums = new Float64Array(columns)
  const counts = new Float64Array(columns)
  for (let place = 0; place < values.length; place++) {
    const column = matrix.kind === 'sparse' ? matrix.indices[place]! : place % columns
    sums[column]! += values[place]!
    counts[column]!++
  }
  for (let column = 0; column < columns; column++) sums[column]! /= Math.max(1, counts[column]!)
  return sums
}

function withoutMeans(matrix: SparseRows, means: ArrayLike<number>): SparseRows {
  const values = matrix.values.map((value, place) => value - means[matrix.indices[place]!]!)
  return { ...matrix, values }
}

/** As {@link mergeEntries}, for the indices that both rows have. */
const intersectEntries: typeof mergeEntries = (xIndices, xValues, xFrom, xTo, yIndices, yValues, yFrom, yTo, x, y) => {
  let i = xFrom
  let j = yFrom
  let count = 0
  while (i < xTo && j < yTo) {
    const xIndex = xIndices[i]!
    const yIndex = yIndices[j]!
    if (xIndex === yIndex) {
      x[count] = xValues[i]!
      y[count++] = yValues[j]!
    }
    if (xIndex <= yIndex) i++
    if (yIndex <= xIndex) j++
  }
  return count
}

function planBm25(queries: Rows, documents: Rows, options: MetricOptions): Plan {
  const statistics = statisticsOf(documents, options.variant ?? 'lucene')
  const { idf = statistics.idf, averageLength = statistics.averageLength } = options
  const { base, weigh } = termWeights({ ...options, idf, averageLength }, documents.columns)
  if (queries.kind === 'dense' || documents.kind === 'dense') {
    const row = new Float64Array(queries.columns)
    const offsets = Float64Array.from({ length: queries.rows }, (_, query) => {
      loadRows(queries, query, 1, row)
      return base(row, 0, row.length)
    })
    return {
      kind: 'dense-products',
      prepareA: asItIs,
      prepareB: weigh,
      bounded: false,
      offsets,
      a: queries,
      b: documents,
    }
  }
  const offsets = Float64Array.from({ length: queries.rows }, (_, query) => {
    const start = queries.indptr[query]!
    return base(queries.values, start, queries.indptr[query + 1]! - start, queries.indices)
  })
  const values = documents.values.slice()
  for (let row = 0; row < documents.rows; row++) {
    const start = documents.indptr[row]!
    weigh(values, start, documents.indptr[row + 1]! - start, documents.indices)
  }
  return { kind: 'sparse-products', bounded: false, offsets, a: queries, b: { ...documents, values } }
}
