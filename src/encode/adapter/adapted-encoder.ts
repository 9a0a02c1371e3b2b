/** An encoder whose vectors were adapted to what users like: a frozen encoder, and small heads on its vectors. */

import { invalidArgument, RecommenderError } from '../../errors.ts'
import { Fingerprint } from '../../math/fingerprint.ts'
import { packSnapshot, unpackSnapshot } from '../../snapshot/container.ts'
import { type JsonValue, nestParts, type SnapshotParts, unnestParts } from '../../snapshot/parts.ts'
import { Pacer, type WorkOptions } from '../../work.ts'
import type { EncodeOptions, Encoder } from '../encoder.ts'
import type { DenseMatrix, SparseMatrix } from '../matrix.ts'
import { type Block, BlockSpace, firstRows } from './blocks.ts'
import { unitRows } from './examples.ts'
import { type HeadShape, headSize } from './head.ts'
import { between } from './options.ts'
import { projectRows } from './projection.ts'
import { type AdapterState, Towers } from './towers.ts'

/** Rows that go through the heads at a time. */
const GROUP = 256

/** How a training went. */
export interface AdapterReport {
  /** Pairs that were trained on. */
  readonly pairs: number
  /** Documents that were held out with all their pairs. */
  readonly heldOut: number
  /** Steps made, and the step whose state was kept. */
  readonly steps: number
  readonly bestStep: number
  /**
   * Quality on what was held out, before training and of the state that was kept: the share of what belongs to a query among the 20 documents (a tenth of those held out, where that is
   * less) closest to it; for `'cosine'` with scores the correlation of cosines and scores. NaN where nothing was held out.
   */
  readonly before: number
  readonly validation: number
  /** Temperature at the end. */
  readonly temperature: number
}

/** Everything that an {@link AdaptedEncoder} is made of besides its encoder. @internal */
export interface AdapterParts {
  readonly state: AdapterState
  readonly strength: number
  /** For a sparse encoder: one row of `dimensions` numbers for each of its columns. */
  readonly basis: Float32Array | undefined
  readonly dimensions: number
  readonly baseHash: string
  readonly report: AdapterReport
}

/**
 * What `trainAdapter` gives: the vectors of a frozen encoder, each x turned into x + strength f(x), f being learned.
 *
 * `kind: 'document'` goes through the document head and gives rows of length 1. `kind: 'query'` goes through the query head; its rows keep the length that they come out with, so that for a
 * `'linear'` or `'low-rank'` head a weighted sum of adapted rows is the adapted weighted sum. A zero row of the encoder stays zero. The encoder itself must not learn anew meanwhile (then
 * `encode` throws `fingerprint-mismatch`): it was what the heads were trained for.
 */
export class AdaptedEncoder implements Encoder {
  readonly id: string
  readonly dimensions: number
  readonly output = 'dense'
  readonly metric = 'cosine'
  /** The encoder underneath. */
  readonly base: Encoder
  /** How much of what was learned is used, 0 to 1. */
  readonly strength: number
  /** How the training went. */
  readonly report: AdapterReport
  readonly stateHash: string

  readonly #parts: AdapterParts
  #room: Room | undefined

  /** For `trainAdapter` and `fromParts`. @internal */
  constructor(base: Encoder, parts: AdapterParts) {
    this.base = base
    this.#parts = parts
    this.dimensions = parts.dimensions
    this.strength = parts.strength
    this.report = parts.report
    this.stateHash = hashOf(parts)
    this.id = `adapter@1(${shapeText(parts)},strength:${parts.strength},state:${this.stateHash};${base.id})`
  }

  get accepts(): readonly ('text' | 'image' | 'audio')[] {
    return this.base.accepts ?? ['text']
  }

  /** Loads what the encoder underneath needs. */
  async ready(): Promise<void> {
    await this.base.ready?.()
  }

  /** One row a text, in order. */
  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<DenseMatrix> {
    const { kind = 'document' } = options
    this.#checkBase()
    const { onProgress, ...rest } = options
    const rows = await this.base.encode(texts, onProgress === undefined ? rest : { ...rest, onProgress })
    return this.adapt(rows, options.kind === undefined ? { ...options, kind } : options)
  }

  /**
   * Takes vectors of the encoder underneath (of its `encode`, or sums of such rows: what a user likes) through a head. Of a row only the direction counts. Rows of zeros stay.
   *
   * @example
   * ```ts
   * const liked = await adapted.base.encode(textsThatAnnLiked) // rows of length 1: their sum is what Ann likes
   * const sum = new Float32Array(liked.columns)
   * for (let at = 0; at < liked.values.length; at++) sum[at % liked.columns] += liked.values[at]
   * const ann = await adapted.adapt({ kind: 'dense', rows: 1, columns: liked.columns, values: sum }, { kind: 'query' })
   * ```
   */
  async adapt(vectors: DenseMatrix | SparseMatrix, options: EncodeOptions = {}): Promise<DenseMatrix> {
    const { kind = 'document' } = options
    if (kind !== 'document' && kind !== 'query') throw invalidArgument('kind', kind, "Pass 'query' or 'document'.")
    const { dimensions } = this
    const { rows } = vectors
    const expected = this.#parts.basis === undefined ? dimensions : this.#parts.basis.length / dimensions
    if (vectors.columns !== expected) {
      const remedy = `Expected vectors of ${expected} dimensions, as ${this.base.id} gives them.`
      throw invalidArgument('vectors', vectors.columns, remedy)
    }
    const pacer = new Pacer(options)
    const values =
      this.#parts.basis === undefined ? copied(vectors) : projectRows(vectors, this.#parts.basis, dimensions)
    const present = unitRows(values, dimensions)
    for (let start = 0; start < rows; start += GROUP) {
      const { space, towers, x, y } = this.#heads()
      const end = Math.min(rows, start + GROUP)
      const group = values.subarray(start * dimensions, end * dimensions)
      space.values(x).set(group)
      const result = firstRows(y, end - start)
      towers.forward(kind, firstRows(x, end - start), result, this.strength)
      group.set(space.values(result))
      if (pacer.due()) await pacer.pause({ phase: 'adapt', done: end, total: rows })
    }
    for (let row = 0; row < rows; row++)
      if (present[row] === 0) values.fill(0, row * dimensions, (row + 1) * dimensions)
    if (kind === 'document') unitRows(values, dimensions)
    pacer.report({ phase: 'adapt', done: rows, total: rows })
    return { kind: 'dense', rows, columns: dimensions, values }
  }

  /** The same adapter with another strength: 0 gives the vectors as they were, 1 all that was learned, and what lies between a mixture. Costs nothing. */
  withStrength(strength: number): AdaptedEncoder {
    const checked = between('strength', strength, Number.NaN, 0, 1)
    return new AdaptedEncoder(this.base, { ...this.#parts, strength: checked })
  }

  /**
   * The largest strength, in steps of 0.05, up to which likeness between texts stays what it was for general purposes: the cosines between sixty everyday English sentences correlate with those of the
   * encoder underneath by 0.9 at least, both from document to document and from query to document. (On STS-B that has cost 3 % of the correlation at most.) `texts` take the
   * place of those sentences where the encoder does not know half of them, as one that learned its words from a catalogue; without them the answer is then 0.
   */
  async generalStrength(options: WorkOptions & { readonly texts?: readonly string[] } = {}): Promise<number> {
    const { generalStrength } = await import('./keep.ts')
    const { texts = [], ...work } = options
    return generalStrength(this, texts, work)
  }

  /** The learned state, that of the encoder underneath included where it has one. */
  save(): SnapshotParts {
    const { state, basis, baseHash, strength, report, dimensions } = this.#parts
    const shape = (side: HeadShape | undefined): JsonValue =>
      side === undefined ? null : { kind: side.kind, dimensions: side.dimensions, hidden: side.hidden }
    const description: JsonValue = {
      id: this.id,
      base: this.base.id,
      baseHash,
      dimensions,
      strength,
      shared: state.shared,
      query: shape(state.query),
      document: shape(state.document),
      // NaN is no JSON.
      report: Object.fromEntries(
        Object.entries(report).map(([name, value]) => [name, Number.isNaN(value) ? null : value]),
      ),
    }
    return {
      encoder: { json: description },
      ...Object.fromEntries(state.parameters.map((parameters, at) => [`head${at}`, parameters.slice()])),
      ...(basis !== undefined && { basis: basis.slice() }),
      ...(this.base.save !== undefined && nestParts('base', this.base.save())),
    }
  }

  /** Takes over the state of the encoder underneath; the heads are already those saved, or `fingerprint-mismatch` is thrown. */
  load(parts: SnapshotParts): void {
    const { description } = readParts(parts)
    if (description.id !== this.id) {
      const message = `The state was saved by another adapter than ${this.id}. Use \`AdaptedEncoder.fromParts(encoder, parts)\` for a saved adapter, or train again.`
      throw new RecommenderError('fingerprint-mismatch', message, { field: 'encoder', value: description.id })
    }
    this.base.load?.(unnestParts('base', parts))
  }

  /**
   * An adapter out of what `save` gave. `base` is the encoder that it was trained on, made with the same options; where it learns from texts and holds another state, it takes over the
   * saved one. Throws `fingerprint-mismatch` for another encoder, `snapshot-corrupt` where something is missing.
   */
  static fromParts(base: Encoder, parts: SnapshotParts): AdaptedEncoder {
    const { description, adapter } = readParts(parts)
    if (description.base !== base.id) {
      const message = `The adapter was trained on the encoder ${String(description.base)}, not on ${base.id}. Make the encoder with the same options.`
      throw new RecommenderError('fingerprint-mismatch', message, { field: 'base', value: base.id })
    }
    if (adapter.basis === undefined && base.dimensions !== 0 && base.dimensions !== adapter.dimensions)
      throw corrupt('dimensions')
    if ((base.stateHash ?? '') !== adapter.baseHash) base.load?.(unnestParts('base', parts))
    const encoder = new AdaptedEncoder(base, adapter)
    encoder.#checkBase()
    if (encoder.id !== description.id) throw corrupt('parameters')
    return encoder
  }

  /** The state as bytes, the same in Node and in the browser. */
  toBytes(): Uint8Array {
    return packSnapshot(this.save())
  }

  /** The opposite of {@link AdaptedEncoder.toBytes}; see {@link AdaptedEncoder.fromParts}. */
  static fromBytes(base: Encoder, bytes: Uint8Array): AdaptedEncoder {
    return AdaptedEncoder.fromParts(base, unpackSnapshot(bytes))
  }

  #checkBase(): void {
    const { baseHash } = this.#parts
    if ((this.base.stateHash ?? '') === baseHash) return
    const message =
      'The encoder underneath has learned anew since the adapter was trained on it. Train the adapter again.'
    throw new RecommenderError('fingerprint-mismatch', message, { field: 'base', value: this.base.stateHash })
  }

  #heads(): Room {
    if (this.#room !== undefined) return this.#room
    const space = new BlockSpace()
    const { state } = this.#parts
    const towers = new Towers(space, state, state.shared ? [GROUP, 0] : [GROUP, GROUP])
    const x = space.allocate(GROUP, this.dimensions)
    const y = space.allocate(GROUP, this.dimensions)
    this.#room = { space, towers, x, y }
    return this.#room
  }
}

/** Kernel memory with the heads in it, and room for a group of rows. */
interface Room {
  readonly space: BlockSpace
  readonly towers: Towers
  readonly x: Block
  readonly y: Block
}

function copied(vectors: DenseMatrix | SparseMatrix): Float32Array {
  if (vectors.kind === 'dense') return vectors.values.slice()
  const { rows, columns, indptr, indices, values } = vectors
  const dense = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) dense[row * columns + indices[at]!] = values[at]!
  }
  return dense
}

function shapeText({ state, basis, dimensions }: AdapterParts): string {
  const side = (shape: HeadShape | undefined): string =>
    shape === undefined ? 'none' : shape.hidden === 0 ? shape.kind : `${shape.kind}:${shape.hidden}`
  const heads = state.shared ? side(state.query) : `query:${side(state.query)},document:${side(state.document)}`
  return `${heads},dimensions:${dimensions}${basis === undefined ? '' : ',svd'}`
}

function hashOf({ state, basis, baseHash }: AdapterParts): string {
  const hash = new Fingerprint().text(baseHash)
  for (const values of [...state.parameters, ...(basis === undefined ? [] : [basis])])
    hash.numbers(new Int32Array(values.buffer, values.byteOffset, values.length))
  return hash.toString()
}

/** What `save` wrote, checked. */
function readParts(parts: SnapshotParts): {
  readonly description: { readonly id: JsonValue | undefined; readonly base: JsonValue | undefined }
  readonly adapter: AdapterParts
} {
  const saved = parts['encoder']
  if (saved === undefined || !('json' in saved) || !isRecord(saved.json)) {
    const message = 'The state was not saved by an adapter. Load it with the class that saved it.'
    throw new RecommenderError('fingerprint-mismatch', message, { field: 'encoder', value: saved })
  }
  const { id, base, baseHash, dimensions, strength, shared, query, document, report } = saved.json
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0
  if (!isCount(dimensions) || typeof baseHash !== 'string' || typeof strength !== 'number' || !isRecord(report))
    throw corrupt('encoder')
  if (typeof shared !== 'boolean') throw corrupt('shared')
  const shapes = [readShape(query, dimensions), readShape(document, dimensions)] as const
  if (shared && shapes[0] === undefined) throw corrupt('query')
  const learned = (shared ? [shapes[0]] : [...shapes]).filter((shape) => shape !== undefined)
  const parameters = learned.map((shape, at) => {
    const values = parts[`head${at}`]
    if (!(values instanceof Float32Array) || values.length !== headSize(shape)) throw corrupt(`head${at}`)
    return values.slice()
  })
  const { basis } = parts
  if (basis !== undefined && !(basis instanceof Float32Array && basis.length % dimensions === 0)) throw corrupt('basis')
  const number = (name: keyof AdapterReport): number => {
    const value = report[name] ?? Number.NaN
    if (typeof value !== 'number') throw corrupt(`report.${name}`)
    return value
  }
  return {
    description: { id, base },
    adapter: {
      state: { query: shapes[0], document: shapes[1], shared, parameters },
      strength,
      basis: basis?.slice(),
      dimensions,
      baseHash,
      report: {
        pairs: number('pairs'),
        heldOut: number('heldOut'),
        steps: number('steps'),
        bestStep: number('bestStep'),
        before: number('before'),
        validation: number('validation'),
        temperature: number('temperature'),
      },
    },
  }
}

function readShape(shape: JsonValue | undefined, dimensions: number): HeadShape | undefined {
  if (shape === null) return undefined
  if (!isRecord(shape) || shape['dimensions'] !== dimensions) throw corrupt('head')
  const { kind, hidden } = shape
  if (kind !== 'linear' && kind !== 'low-rank' && kind !== 'two-layer') throw corrupt('head')
  if (!Number.isSafeInteger(hidden) || (hidden as number) < 0) throw corrupt('head')
  return { kind, dimensions, hidden: hidden as number }
}

function isRecord(value: unknown): value is { readonly [key: string]: JsonValue | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function corrupt(field: string): RecommenderError {
  const message = `\`${field}\` is missing or does not fit the rest. Train again and save anew.`
  return new RecommenderError('snapshot-corrupt', message, { field })
}

/** For `WorkOptions` with progress of another type: the signal alone. @internal */
export function onlySignal({ signal }: Pick<WorkOptions, 'signal'>): WorkOptions {
  return signal === undefined ? {} : { signal }
}
