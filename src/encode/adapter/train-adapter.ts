/** Fine-tuning to behaviour: learns small heads on the frozen vectors of an encoder. */

import { invalidArgument } from '../../errors.ts'
import { loadKernel } from '../../kernels/index.ts'
import { MATRIX_WASM } from '../../kernels/matrix.generated.ts'
import { randomNumbers } from '../../math/random.ts'
import type { TruncatedSvdOptions } from '../../math/truncated-svd.ts'
import type { Steps } from '../../steps.ts'
import { Pacer, throwIfAborted } from '../../work.ts'
import type { Encoder } from '../encoder.ts'
import type { DenseMatrix, SparseMatrix } from '../matrix.ts'
import { AdaptedEncoder, type AdapterReport, onlySignal } from './adapted-encoder.ts'
import { type Examples, makeExamples } from './examples.ts'
import { type HeadKind, type HeadShape, initialParameters } from './head.ts'
import { type AdapterData, readLinks } from './links.ts'
import { type AdapterOptions, type ResolvedAdapterOptions, resolveAdapterOptions } from './options.ts'
import { projectRows } from './projection.ts'
import type { AdapterState } from './towers.ts'
import { STREAMS, Training } from './training.ts'

/** The most steps with something held out to stop by, and without. */
const STEPS = 1000
const STEPS_BLIND = 200
/** Documents that stand in for everyday sentences, where the encoder does not know those. */
const PROBES = 100
/** Progress is reported no more often than this, in milliseconds. */
const REPORT_EVERY = 200

/**
 * Adapts an encoder to what users like. Its vectors stay as they are; heads on top of them learn to bring queries (or what a user likes) close to the documents that belong to them. The result is
 * an encoder again, which knows items and texts that it was never trained on.
 *
 * The encoder must have learned what it learns from texts beforehand. Rows of a sparse encoder (TF-IDF) are first brought to `components` dimensions by a truncated singular value decomposition of
 * the documents' rows, as `LsaEncoder` does; that becomes part of the result.
 *
 * Throws `invalid-argument`, with the field, for data or options that cannot be right, and where fewer than two pairs are left to learn from. An aborted call leaves nothing behind. The same
 * encoder, data, options and seed give the same bits on the same kernels.
 *
 * @example
 * ```ts
 * const adapted = await trainAdapter(encoder, { interactions: likes, items: books }, { seed: 1 })
 * adapted.report.validation // share of held-out books found, before: adapted.report.before
 * const recommender = new Recommender({ encoder: adapted })
 * ```
 */
export async function trainAdapter(
  encoder: Encoder,
  data: AdapterData,
  options: AdapterOptions = {},
): Promise<AdaptedEncoder> {
  checkEncoder(encoder)
  if (typeof options !== 'object' || options === null)
    throw invalidArgument('options', options, 'Pass an object, or nothing.')
  const work = onlySignal(options)
  throwIfAborted(work.signal)
  const links = await readLinks(data, work)
  const resolved = resolveAdapterOptions(options, { kind: links.kind, scored: links.scores !== undefined })
  await encoder.ready?.()

  const encodeWork = { ...work, ...(options.onProgress && { onProgress: options.onProgress }) }
  const documentRows = await encoder.encode(links.documents, { ...encodeWork, kind: 'document' })
  const queryRows =
    links.queries === undefined ? undefined : await encoder.encode(links.queries, { ...encodeWork, kind: 'query' })
  const baseHash = encoder.stateHash ?? ''
  const basis = documentRows.kind === 'sparse' ? await basisOf(documentRows, resolved, encodeWork) : undefined
  const dimensions = basis === undefined ? documentRows.columns : resolved.components

  const examples = makeExamples(
    links,
    denseRows(documentRows, basis, dimensions),
    queryRows === undefined ? undefined : denseRows(queryRows, basis, dimensions),
    resolved,
    randomNumbers(resolved.seed, STREAMS.heldOut),
  )
  await loadKernel(MATRIX_WASM)
  const { state, report } = await train(examples, initialState(dimensions, resolved), resolved, options)
  const parts = { state, basis, dimensions, baseHash, report }
  if (resolved.strength !== 'general') return new AdaptedEncoder(encoder, { ...parts, strength: resolved.strength })
  const full = new AdaptedEncoder(encoder, { ...parts, strength: 1 })
  return full.withStrength(await full.generalStrength({ ...work, texts: links.documents.slice(0, PROBES) }))
}

/** Trains until nothing gets better on what is held out, or the steps are done; gives the best state there was. */
async function train(
  examples: Examples,
  initial: AdapterState,
  options: ResolvedAdapterOptions,
  { signal, onProgress }: AdapterOptions,
): Promise<{ state: AdapterState; report: AdapterReport }> {
  const pacer = new Pacer(signal === undefined ? {} : { signal })
  const training = new Training(examples, initial, options)
  const isTried = examples.heldOut !== undefined
  const total = options.steps ?? (isTried ? STEPS : STEPS_BLIND)
  let steps = 0
  let lossSum = 0
  let lossCount = 0
  let reported = performance.now()
  const run = async <Result>(work: Steps<Result>): Promise<Result> => {
    for (;;) {
      const { done, value } = work.next()
      if (done) return value
      if (pacer.due()) await pacer.pause({ phase: 'train', done: steps, total })
    }
  }
  const report = (validation?: number): void => {
    if (onProgress === undefined) return
    const loss = lossCount === 0 ? {} : { loss: lossSum / lossCount }
    onProgress({ phase: 'train', done: steps, total, ...loss, ...(validation !== undefined && { validation }) })
    lossSum = 0
    lossCount = 0
    reported = performance.now()
  }

  const before = isTried ? await run(training.evaluate()) : Number.NaN
  let best = { step: 0, validation: before, parameters: training.towers.parameters() }
  if (isTried) report(before)
  let looks = 0
  while (steps < total && looks < options.patience) {
    lossSum += await run(training.step())
    lossCount += 1
    steps += 1
    if (isTried && (steps % options.evaluateEvery === 0 || steps === total)) {
      const validation = await run(training.evaluate())
      looks += 1
      if (validation > best.validation) {
        best = { step: steps, validation, parameters: training.towers.parameters() }
        looks = 0
      }
      report(validation)
    } else if (performance.now() - reported > REPORT_EVERY) report()
    throwIfAborted(signal)
  }
  if (!isTried) best = { step: steps, validation: Number.NaN, parameters: training.towers.parameters() }
  if (lossCount > 0) report()
  return {
    state: { ...initial, parameters: best.parameters },
    report: {
      pairs: examples.documentOf.length,
      heldOut: examples.heldOut?.documents.length ?? 0,
      steps,
      bestStep: best.step,
      before,
      validation: best.validation,
      temperature: training.temperature,
    },
  }
}

function initialState(dimensions: number, options: ResolvedAdapterOptions): AdapterState {
  const { heads, hidden, rank, seed } = options
  const random = randomNumbers(seed, STREAMS.parameters)
  const sizes: Readonly<Record<HeadKind, number>> = { linear: 0, 'low-rank': rank, 'two-layer': hidden }
  const shape = (kind: HeadKind | 'none'): HeadShape | undefined =>
    kind === 'none' ? undefined : { kind, dimensions, hidden: sizes[kind] }
  const query = shape(heads.query)
  const document = heads.shared ? query : shape(heads.document)
  const learned = (heads.shared ? [query] : [query, document]).filter((one) => one !== undefined)
  return { query, document, shared: heads.shared, parameters: learned.map((one) => initialParameters(one, random)) }
}

/** The directions that sparse rows are brought to; what finds them is loaded here, since dense encoders never need it. */
async function basisOf(
  rows: SparseMatrix,
  { components, seed }: ResolvedAdapterOptions,
  work: Omit<TruncatedSvdOptions, 'seed'>,
): Promise<Float32Array> {
  const { truncatedSvd } = await import('../../math/truncated-svd.ts')
  const { rightVectors } = await truncatedSvd(rows, components, { ...work, seed })
  return rightVectors
}

function denseRows(
  matrix: SparseMatrix | DenseMatrix,
  basis: Float32Array | undefined,
  dimensions: number,
): Float32Array {
  if (basis !== undefined) return projectRows(matrix, basis, dimensions)
  return (matrix as DenseMatrix).values.slice()
}

function checkEncoder(encoder: unknown): void {
  const isEncoder =
    typeof encoder === 'object' &&
    encoder !== null &&
    'encode' in encoder &&
    typeof encoder.encode === 'function' &&
    'id' in encoder
  if (!isEncoder)
    throw invalidArgument('encoder', encoder, 'An encoder has `id`, `dimensions`, `output` and `encode(texts)`.')
}
