/** Latent semantic analysis (Deerwester et al. 1990): TF-IDF rows brought to a few hundred dimensions, in which texts that share no word can still be close. */

import { invalidArgument, RecommenderError } from '../errors.ts'
import { Fingerprint } from '../math/fingerprint.ts'
import { truncatedSvd } from '../math/truncated-svd.ts'
import { checkNames } from '../option-names.ts'
import { nestParts, type SnapshotParts, unnestParts } from '../snapshot/parts.ts'
import type { WorkOptions } from '../work.ts'
import type { EncodeOptions, Encoder } from './encoder.ts'
import type { DenseMatrix, SparseMatrix } from './matrix.ts'
import { type TfidfOptions, tfidfNames } from './options.ts'
import { TfidfEncoder } from './tfidf.ts'

/** Options of {@link LsaEncoder}: those of {@link TfidfEncoder}, and these. */
export interface LsaOptions extends TfidfOptions {
  /** The number of dimensions, from 1 to 512. A hundred is enough for most catalogues; more keeps finer shades and costs as much more. Default 100. */
  readonly components?: number
  /** Chooses the random start of the search. Default 0. */
  readonly seed?: number
}

/**
 * Gives each text a dense row: its TF-IDF row times the leading singular vectors of the fitted texts' TF-IDF matrix (randomised block Krylov; Halko et al. 2011).
 *
 * The singular values are within 1e-3 of the true ones, which scikit-learn's `TruncatedSVD` gives with `algorithm='arpack'` (with its default, a few per cent less where values fall slowly). Beyond the rank of the matrix (fewer texts than `components`) values and dimensions are 0.
 *
 * @example
 * ```ts
 * const encoder = new LsaEncoder({ components: 2 })
 * const matrix = await encoder.fitEncode(['ship sea', 'boat sea', 'tree wood', 'leaf wood'])
 * matrix.columns // 2: 'ship' and 'boat' have come together, though no text has both
 * ```
 */
export class LsaEncoder implements Encoder {
  readonly id: string
  readonly output = 'dense'
  readonly dimensions: number
  readonly metric = 'cosine'
  readonly accepts: readonly ['text'] = ['text']

  readonly #tfidfOptions: TfidfOptions
  readonly #seed: number
  #learned: Learned | undefined

  constructor(options: LsaOptions = {}) {
    checkNames(options, [...tfidfNames, 'components', 'seed'])
    const { components = 100, seed = 0, ...tfidfOptions } = options
    if (!Number.isInteger(components) || components < 1 || components > 512)
      throw invalidArgument('components', components, 'Expected an integer from 1 to 512.')
    if (!Number.isInteger(seed)) throw invalidArgument('seed', seed, 'Expected an integer.')
    this.dimensions = components
    this.#seed = seed
    this.#tfidfOptions = tfidfOptions
    this.id = `lsa@1(${components},seed:${seed};${new TfidfEncoder(tfidfOptions).id})`
  }

  /** The singular values, largest first. Throws `not-fitted` before `fit`. */
  get singularValues(): Float64Array {
    return this.#fitted().singularValues
  }

  /** Learns terms, weights and dimensions from these texts, instead of what was there. Throws `invalid-argument`, with nothing changed, if they hold no term. */
  async fit(texts: readonly string[], options: WorkOptions = {}): Promise<void> {
    this.#learned = (await this.#learn(texts, options)).learned
  }

  /** Encodes texts, in order. A text without a known term gives a zero row. */
  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<DenseMatrix> {
    const learned = this.#fitted()
    return project(await learned.tfidf.encode(texts, options), learned.rightVectors, this.dimensions)
  }

  /** `fit` and `encode` of the same texts, reading them once. */
  async fitEncode(texts: readonly string[], options: WorkOptions = {}): Promise<DenseMatrix> {
    const { learned, matrix } = await this.#learn(texts, options)
    this.#learned = learned
    return project(matrix, learned.rightVectors, this.dimensions)
  }

  /** Tells two fitted states apart; empty before `fit`. */
  get stateHash(): string {
    if (this.#learned === undefined) return ''
    const { tfidf, singularValues } = this.#learned
    return new Fingerprint().text(tfidf.stateHash).text(singularValues.join()).toString()
  }

  save(): SnapshotParts {
    if (this.#learned === undefined) return { encoder: { json: this.id } }
    const { tfidf, singularValues, rightVectors } = this.#learned
    return {
      encoder: { json: this.id },
      singularValues: singularValues.slice(),
      rightVectors: rightVectors.slice(),
      ...nestParts('tfidf', tfidf.save()),
    }
  }

  load(parts: SnapshotParts): void {
    const saved = parts['encoder']
    if (saved === undefined || !('json' in saved) || saved.json !== this.id) {
      const message = `The state was saved by another encoder than ${this.id}. Use the same options, or fit again.`
      throw new RecommenderError('fingerprint-mismatch', message, { field: 'encoder', value: saved })
    }
    const { singularValues, rightVectors } = parts
    if (singularValues === undefined && rightVectors === undefined) {
      this.#learned = undefined
      return
    }
    const tfidf = new TfidfEncoder(this.#tfidfOptions)
    tfidf.load(unnestParts('tfidf', parts))
    if (
      !(singularValues instanceof Float64Array) ||
      !(rightVectors instanceof Float32Array) ||
      singularValues.length !== this.dimensions ||
      rightVectors.length !== tfidf.dimensions * this.dimensions
    )
      throw new RecommenderError(
        'snapshot-corrupt',
        'The saved dimensions do not fit the terms. Fit again and save anew.',
      )
    this.#learned = { tfidf, singularValues: singularValues.slice(), rightVectors: rightVectors.slice() }
  }

  #fitted(): Learned {
    if (this.#learned === undefined)
      throw new RecommenderError('not-fitted', 'The encoder has not learned its dimensions yet. Call `fit` first.')
    return this.#learned
  }

  async #learn(texts: readonly string[], work: WorkOptions): Promise<{ learned: Learned; matrix: SparseMatrix }> {
    const tfidf = new TfidfEncoder(this.#tfidfOptions)
    const matrix = await tfidf.fitEncode(texts, work)
    const options = { ...work, seed: this.#seed }
    const learned = { tfidf, ...(await truncatedSvd(matrix, this.dimensions, options)) }
    return { learned, matrix }
  }
}

interface Learned {
  readonly tfidf: TfidfEncoder
  readonly singularValues: Float64Array
  /** One row of `dimensions` numbers a column of the TF-IDF matrix. */
  readonly rightVectors: Float32Array
}

/** Each sparse row times the matrix of singular vectors. */
function project(matrix: SparseMatrix, vectors: Float32Array, dimensions: number): DenseMatrix {
  const { rows, indptr, indices, values } = matrix
  const projected = new Float32Array(rows * dimensions)
  const sum = new Float64Array(dimensions)
  for (let row = 0; row < rows; row++) {
    sum.fill(0)
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      const value = values[at]!
      const from = indices[at]! * dimensions
      for (let j = 0; j < dimensions; j++) sum[j]! += value * vectors[from + j]!
    }
    projected.set(sum, row * dimensions)
  }
  return { kind: 'dense', rows, columns: dimensions, values: projected }
}
