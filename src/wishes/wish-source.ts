/** Soft wishes as a source of candidates: what is wanted more comes in and up, what is wanted less goes down. */

import type { ItemTest } from '../item-labels.ts'
import type { Signal } from '../profile/signals.ts'
import { type Blend, blend, byScore, type RankedCandidate, type RankWeights } from '../rank/blend.ts'
import { defaultWeights } from '../rank/weights.ts'
import type { Evidence, Retrieval, RetrieveRequest, Retriever } from '../retrieve/retriever.ts'
import { selectBest } from '../retrieve/select.ts'
import type { WishInForce } from './in-force.ts'
import type { NumberColumn } from './number-column.ts'
import { pullsOf, type SoftWish } from './pull.ts'
import { anyOf } from './rules.ts'
import type { WishSubject } from './wish.ts'

/** What the source needs of the recommender. */
export interface WishedIn {
  /** Sources that read texts, and those of labels. */
  readonly content: readonly Retriever[]
  readonly labels: readonly Retriever[]
  /** How many items there are. */
  readonly items: number
  /** Tests items for what a subject names. */
  about(subject: WishSubject): ItemTest
  /** What items have as a numeric attribute. */
  column(name: string): NumberColumn
}

/**
 * How hard a wish pulls at least, as a share of the weight of wishes, from 0.2 to 1: of what there is much of, some stands high already and little is needed for more of it; what is rare has to come up from far below to be seen at all. On the
 * Goodbooks sample a wish about a genre of hundreds of books makes its share of a list half or three times what it was, at a tenth of the nDCG (`npm run bench -- wishes`).
 */
function pullOf(fitting: number): number {
  return Math.max(0.2, Math.min(1, 2.8 / Math.sqrt(Math.max(1, fitting))))
}

/** How well an item fits one wish, from -1 to 1. */
type Fit = (item: number) => number

/** What fits one wish. */
interface Found {
  readonly candidates: readonly number[] | Int32Array
  /** How many there are, where they were not looked for. */
  readonly count?: number
  readonly fit: Fit
  /** Called when the list is made. */
  release?(): void
}

/** A wish at work. */
interface Pulling extends SoftWish {
  readonly wish: WishInForce
  /** What an item that fits wholly gains. */
  pull: number
  release(): void
}

/**
 * The score of an item is the sum over the wishes of how well it fits each, times how hard that one pulls ({@link pullsOf}), negative for `less`. Labels fit or do not; words and items fit by likeness;
 * a wish for higher or lower numbers fits by how far the number is from the catalogue's mean.
 */
export class WishSource implements Retriever {
  readonly name = 'wishes'
  readonly #wishes: readonly WishInForce[]
  readonly #in: WishedIn
  /** The wishes of the latest answer. */
  #pulling: readonly Pulling[] = []

  constructor(wishes: readonly WishInForce[], wishedIn: WishedIn) {
    this.#wishes = wishes
    this.#in = wishedIn
  }

  async retrieve(request: RetrieveRequest): Promise<Retrieval | undefined> {
    const pulling: Pulling[] = []
    const candidates = new Set<number>()
    for (const wish of this.#wishes) {
      const found = await this.#fitOf(wish, request)
      if (found === undefined) continue
      for (const item of found.candidates) candidates.add(item)
      const sign = wish.kind === 'more' || wish.kind === 'only' ? 1 : -1
      const least = defaultWeights.interest[this.name]! * pullOf(found.count ?? found.candidates.length)
      pulling.push({
        wish,
        sign,
        strength: wish.strength,
        least,
        pull: sign * wish.strength * least,
        fits: this.#butFor(wish, found.fit),
        release: () => found.release?.(),
      })
    }
    this.#pulling = pulling
    if (pulling.length === 0) return undefined
    return {
      candidates: listed(candidates, scoreOf),
      scoreOf,
      evidenceOf: (item) =>
        pulling.flatMap(({ wish, pull, fits }): Evidence[] => {
          const amount = pull * fits(item)
          return amount === 0 ? [] : [{ kind: 'wish', amount, wishId: wish.id, wish: wish.text }]
        }),
      release() {
        for (const { release } of pulling) release()
      },
    }

    function scoreOf(item: number): number {
      return pulling.reduce((sum, { pull, fits }) => sum + pull * fits(item), 0)
    }
  }

  /** Blends what all sources answered, itself among them, each wish pulling as hard as it has to beside the others: by what they make of the list without it. */
  blend(retrievals: ReadonlyMap<string, Retrieval>, weights: RankWeights, always: readonly number[]): Blend {
    const own = retrievals.get(this.name)
    if (own === undefined) return blend(retrievals, weights, always)
    const { candidates, factors } = blend(retrievals, { ...weights, [this.name]: 0 }, always)
    const pulls = pullsOf(this.#pulling, always.length === 0 ? candidates : named(candidates, retrievals.values()))
    const counts = weights[this.name]! / defaultWeights.interest[this.name]!
    for (const [at, wish] of this.#pulling.entries()) wish.pull = counts * pulls[at]!
    // A pull is worth in a score what it is here; it comes last, as it does among the sources.
    for (const candidate of candidates) {
      const part = own.scoreOf(candidate.item)
      if (part === 0) continue
      candidate.parts[this.name] = part
      candidate.score += part
    }
    return { candidates: candidates.sort(byScore), factors: new Map(factors).set(this.name, 1) }
  }

  /** A fit that holds for nothing that the wish makes an exception of. */
  #butFor({ except = [] }: WishInForce, fits: Fit): Fit {
    if (except.length === 0) return fits
    const excepts = anyOf(except.map((one) => this.#in.about(one)))
    return (item) => (excepts(item) ? 0 : fits(item))
  }

  async #fitOf({ kind, subject, id }: WishInForce, request: RetrieveRequest): Promise<Found | undefined> {
    const signal = (about: Signal['subject']): Signal => ({
      subject: about,
      weight: 1,
      origin: 'event',
      type: 'wish',
      eventId: id,
    })
    switch (subject.kind) {
      case 'label': {
        // What only comes down is found where it is; in a catalogue that a list does not exhaust nobody has to look for it.
        if (kind === 'less' && this.#in.items > 2 * request.limit)
          return { candidates: [], count: request.limit, fit: fitOf(this.#in.about(subject)) }
        const values = [subject.value, ...(subject.also ?? [])]
        const signals = values.map((value) => signal({ kind: 'attribute', name: subject.name, value }))
        const answers = await this.#ask(this.#in.labels, { ...request, signals })
        return {
          candidates: answers.flatMap(({ candidates }) => [...candidates]),
          fit: (item) => (answers.some(({ scoreOf }) => scoreOf(item) > 0) ? 1 : 0),
          release: () => releaseAll(answers),
        }
      }
      case 'words':
      case 'item': {
        const about: Signal['subject'] = subject.kind === 'item' ? subject : { kind: 'text', text: subject.text }
        const answers = await this.#ask(this.#in.content, { ...request, signals: [signal(about)] })
        const scaled = answers.map(({ candidates, scoreOf }) => {
          const largest = candidates.reduce((most, item) => Math.max(most, scoreOf(item)), 0)
          return (item: number): number => (largest > 0 ? Math.max(0, scoreOf(item)) / largest : 0)
        })
        return {
          candidates: answers.flatMap(({ candidates }) => [...candidates]),
          fit: (item) => scaled.reduce((sum, one) => sum + one(item), 0) / Math.max(1, scaled.length),
          release: () => releaseAll(answers),
        }
      }
      case 'range':
        return this.#within(subject, request)
      case 'direction':
        return this.#direction(subject, request)
      default:
        return undefined
    }
  }

  async #ask(sources: readonly Retriever[], request: RetrieveRequest): Promise<Retrieval[]> {
    const answers = await Promise.all(sources.map(async (source) => source.retrieve(request)))
    return answers.filter((answer) => answer !== undefined)
  }

  /** Softly: items of a range come up. */
  #within(
    { name, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: Extract<WishSubject, { kind: 'range' }>,
    { limit, eligible }: RetrieveRequest,
  ): Found {
    const values = this.#in.column(name).values()
    const fits = (item: number): boolean => values[item]! >= min && values[item]! <= max
    const candidates: number[] = []
    for (let item = 0; item < values.length && candidates.length < limit; item++)
      if (fits(item) && eligible(item)) candidates.push(item)
    return { candidates, fit: fitOf(fits) }
  }

  /** How many standard deviations the number lies above (or below) the catalogue's mean, squashed to -1..1; 0 for an item without it. */
  #direction({ name, to }: Extract<WishSubject, { kind: 'direction' }>, { limit, eligible }: RetrieveRequest): Found {
    const scores = this.#in.column(name).deviations(to)
    return { candidates: selectBest(scores, limit, eligible, 0), fit: (item) => scores[item] ?? 0 }
  }
}

const fitOf =
  (test: ItemTest): Fit =>
  (item) =>
    test(item) ? 1 : 0

/**
 * The items that come up, best first, and the one that moves most, since the scale of a source is taken from its candidates. What only goes down
 * need not be a candidate: it is in the list by what other sources say of it, or not at all.
 */
function listed(found: ReadonlySet<number>, scoreOf: Fit): Int32Array {
  const scored: { readonly item: number; readonly score: number }[] = []
  let most: { readonly item: number; readonly score: number } | undefined
  for (const item of found) {
    const one = { item, score: scoreOf(item) }
    if (one.score > 0) scored.push(one)
    if (most === undefined || Math.abs(one.score) > Math.abs(most.score)) most = one
  }
  if (most !== undefined && most.score <= 0) scored.push(most)
  return Int32Array.from(
    scored.sort((a, b) => b.score - a.score || a.item - b.item),
    ({ item }) => item,
  )
}

/** Those that a source named: an item that is only explained changes nothing for the others. */
function named(candidates: readonly RankedCandidate[], retrievals: Iterable<Retrieval>): RankedCandidate[] {
  const items = new Set<number>()
  for (const { candidates } of retrievals) for (const item of candidates) items.add(item)
  return candidates.filter(({ item }) => items.has(item))
}

function releaseAll(answers: readonly Retrieval[]): void {
  for (const answer of answers) answer.release?.()
}
