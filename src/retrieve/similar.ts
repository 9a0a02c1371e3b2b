/** Candidates by likeness: the items closest, in one space, to what the user's signals are about. */

import type { CheckedDescription } from '../events/item.ts'
import type { Signal } from '../profile/signals.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'
import type { WorkOptions } from '../work.ts'
import type { Evidence, Retrieval, RetrieveRequest, Retriever } from './retriever.ts'
import { selectBest } from './select.ts'
import type { Learnable, Match, Space, Words } from './space.ts'

/** What the query itself says, against what is known of the user, where there are both. */
const QUERY_SHARE = 0.8
/**
 * A largest score from which on the source's weight is fully deserved, in usual lengths of an item's vector; so it is a cosine in a space of cosines, and
 * much the same in one of dot products, whatever their scale. What is left where pulls and pushes cancel is next to nothing, and must not be blown up to
 * a full weight because it is the largest there is.
 */
const FULL_LIKENESS = 0.1
/** Score arrays that are kept for the next lists: one is large, and the collector of garbage would have most of the work with them. */
const SPARE = 2
/** Signals that are named one by one in the evidence for an item: so many that speak for it, and one against. */
const NAMED_FOR = 2
const NAMED_AGAINST = 1
const NAMED_TERMS = 3

/** A signal with its vector and the factor by which it enters the sum. */
interface Pull<TVector> {
  readonly signal: Signal
  readonly vector: TVector
  readonly factor: number
}

/** Puts prepared items in; to be called at once, or never. */
export type Commit = (items: readonly number[]) => void

/**
 * The score of an item is the sum, over the signals, of weight times cosine, divided by the length of the sum of the vectors that pull (or of
 * those that push, if that is longer). So it lies within -1 and 1 where all signals agree, falls by exactly a signal's share when that signal is
 * taken away at equal length, and pulls and pushes that cancel do not blow up what is left.
 *
 * In a space of dot products the item's vector enters as it is, and only the signals are brought to length 1: how much a signal counts is said by its
 * weight, not by how long a text the user liked or typed, and for a single signal that changes no order.
 */
export class SimilarItems<TVector, TPrepared> implements Retriever {
  readonly name: string
  readonly #space: Space<TVector, TPrepared>
  readonly #indexOf: (itemId: string) => number | undefined
  readonly #byLabel: boolean
  readonly #spare: Float64Array[] = []

  constructor(
    space: Space<TVector, TPrepared>,
    indexOf: (itemId: string) => number | undefined,
    { byLabel = false }: { readonly byLabel?: boolean } = {},
  ) {
    this.name = space.name
    this.#space = space
    this.#indexOf = indexOf
    this.#byLabel = byLabel
  }

  get bytes(): number {
    return this.#space.bytes
  }

  /** Reads descriptions; the returned function puts them in. */
  prepare(descriptions: readonly CheckedDescription[], options?: WorkOptions): Commit | Promise<Commit> {
    const commit =
      (prepared: TPrepared): Commit =>
      (items) =>
        this.#space.set(items, prepared)
    const prepared = this.#space.prepare(descriptions, options)
    return prepared instanceof Promise ? prepared.then(commit) : commit(prepared)
  }

  /** Learns from all items where the space learns. */
  async learn(items: () => Learnable, options?: WorkOptions): Promise<void> {
    await this.#space.learn?.(items, options)
  }

  vectorOf(item: number): TVector | undefined {
    return this.#space.vectorOf(item)
  }

  remove(items: readonly number[]): void {
    this.#space.remove(items)
  }

  compact(moved: Int32Array): void {
    this.#space.compact(moved)
  }

  save(): SnapshotParts {
    return this.#space.save()
  }

  load(parts: SnapshotParts): void {
    this.#space.load(parts)
  }

  async retrieve({ signals, limit, eligible }: RetrieveRequest): Promise<Retrieval | undefined> {
    const pulls = await this.#pulls(signals)
    if (pulls.length === 0) return undefined
    const vectors = pulls.map(({ vector }) => vector)
    const { vector, norm } = this.#space.sum(
      vectors,
      pulls.map(({ factor }) => factor),
    )
    if (norm === 0) return undefined
    const scores = this.#space.scores(vector, this.#spare.pop())
    const scoreOf = (item: number): number => scores[item] ?? 0
    const candidates = selectBest(scores, limit, eligible)
    const origins = new Set(pulls.map(({ signal }) => signal.origin))
    // Where the query says nothing here, what is known of the user keeps to its share all the same.
    const part = !origins.has('query') && signals.some(({ origin }) => origin === 'query') ? 1 - QUERY_SHARE : 1
    const largest = candidates.reduce((most, item) => Math.max(most, Math.abs(scores[item]!)), 0)
    const full = FULL_LIKENESS * this.#space.usualLength
    const share = part * (largest < full ? largest / full : 1)
    const evidenceOf = (item: number): Evidence[] => this.#evidence(pulls, vector, item, scoreOf(item))
    const release = (): void => {
      if (this.#spare.length < SPARE) this.#spare.push(scores)
    }
    return { candidates, share, origins, scoreOf, evidenceOf, release }
  }

  /** What these signals add up to, in words: the strongest words or labels for (positive amounts) and against. Empty where columns have no names. */
  async describe(signals: readonly Signal[], limit: number): Promise<readonly Match[]> {
    const pulls = await this.#pulls(signals)
    if (pulls.length === 0) return []
    const { vector } = this.#space.sum(
      pulls.map(({ vector }) => vector),
      pulls.map(({ factor }) => factor),
    )
    return this.#space.describe(vector, limit)
  }

  /** The signals that say something here; what the query says and what is known of the user are brought to their shares. */
  async #pulls(signals: readonly Signal[]): Promise<Pull<TVector>[]> {
    const vectors = await this.#vectorsOf(signals)
    const known = signals.flatMap((signal, at) => {
      const vector = vectors[at]
      if (vector === undefined) return []
      const length = this.#space.lengthOf(vector)
      return length === 0 ? [] : [{ signal, vector, factor: signal.weight / length }]
    })
    const query = this.#scaled(known.filter(({ signal }) => signal.origin === 'query'))
    const user = this.#scaled(known.filter(({ signal }) => signal.origin !== 'query'))
    if (query.length === 0 || user.length === 0) return [...query, ...user]
    const share = (pulls: Pull<TVector>[], by: number): Pull<TVector>[] =>
      pulls.map((pull) => ({ ...pull, factor: pull.factor * by }))
    return [...share(query, QUERY_SHARE), ...share(user, 1 - QUERY_SHARE)]
  }

  /** Divides the factors by the length of what pulls, or of what pushes if that is longer. */
  #scaled(pulls: readonly Pull<TVector>[]): Pull<TVector>[] {
    const lengthOf = (sign: 1 | -1): number => {
      const side = pulls.filter(({ factor }) => factor * sign > 0)
      return side.length === 0
        ? 0
        : this.#space.sum(
            side.map(({ vector }) => vector),
            side.map(({ factor }) => factor),
          ).norm
    }
    const length = Math.max(lengthOf(1), lengthOf(-1))
    return length === 0 ? [] : pulls.map((pull) => ({ ...pull, factor: pull.factor / length }))
  }

  async #vectorsOf(signals: readonly Signal[]): Promise<(TVector | undefined)[]> {
    const words: Words[] = []
    for (const { subject } of signals) if (subject.kind !== 'item') words.push(subject)
    const read = words.length === 0 ? [] : await this.#space.read(words)
    let next = 0
    return signals.map(({ subject }) => {
      if (subject.kind !== 'item') return read[next++]
      const index = this.#indexOf(subject.itemId)
      return index === undefined ? undefined : this.#space.vectorOf(index)
    })
  }

  #evidence(pulls: readonly Pull<TVector>[], interest: TVector, item: number, score: number): Evidence[] {
    if (score === 0) return []
    const vector = this.#space.vectorOf(item)
    const asked = pulls.filter(({ signal }) => signal.origin === 'query')
    const origin = asked.length === pulls.length ? 'query' : 'event'
    // Replaced, while another source had to wait, by an item that says nothing here.
    if (vector === undefined) return [{ kind: 'interest', amount: score, terms: [], origin }]
    const named = this.#byLabel ? this.#labels(interest, asked, vector) : this.#signals(pulls, vector)
    const rest = score - named.reduce((sum, { amount }) => sum + amount, 0)
    const terms = this.#byLabel ? [] : this.#space.matches(interest, vector, NAMED_TERMS).map(({ term }) => term)
    return [...named, { kind: 'interest', amount: rest, terms, origin }]
  }

  /** The labels that interest and item share; those that the query itself asks for are told from those that are only known of the user. */
  #labels(interest: TVector, asked: readonly Pull<TVector>[], vector: TVector): Evidence[] {
    const wanted = new Set(
      asked.flatMap((pull) => this.#space.matches(pull.vector, vector, Number.POSITIVE_INFINITY)).map(labelKey),
    )
    return this.#space.matches(interest, vector, NAMED_FOR + NAMED_AGAINST).map((match) => {
      const { term, name = '', amount } = match
      return { kind: 'label', amount, name, value: term, origin: wanted.has(labelKey(match)) ? 'query' : 'event' }
    })
  }

  #signals(pulls: readonly Pull<TVector>[], vector: TVector): Evidence[] {
    const products = this.#space.products(
      pulls.map((pull) => pull.vector),
      vector,
    )
    const amounts = pulls.map(({ factor }, at) => factor * products[at]!)
    const order = [...amounts.keys()].sort((a, b) => amounts[b]! - amounts[a]! || a - b)
    const named = [
      ...order.slice(0, NAMED_FOR).filter((at) => amounts[at]! > 0),
      ...order.slice(-NAMED_AGAINST).filter((at) => amounts[at]! < 0),
    ]
    return named.map((at) => {
      const pull = pulls[at]!
      const terms = this.#space.matches(pull.vector, vector, NAMED_TERMS).map(({ term }) => term)
      return { kind: 'signal', amount: amounts[at]!, signal: pull.signal, terms }
    })
  }
}

const labelKey = ({ name = '', term }: Match): string => JSON.stringify([name, term])
