/** Soft wishes as a source of candidates: what is wanted more comes in and up, what is wanted less goes down. */

import type { ItemTest } from '../item-labels.ts'
import type { Signal } from '../profile/signals.ts'
import type { Evidence, Retrieval, RetrieveRequest, Retriever } from '../retrieve/retriever.ts'
import { selectBest } from '../retrieve/select.ts'
import type { WishInForce } from './in-force.ts'
import { isDirection, isDown } from './ranges.ts'
import { anyOf } from './rules.ts'
import type { WishSubject } from './wish.ts'

/** What the source needs of the recommender. */
export interface WishedIn {
  /** Sources that read texts, and those of labels. */
  readonly content: readonly Retriever[]
  readonly labels: readonly Retriever[]
  /** Tests items for what a subject names. */
  about(subject: WishSubject): ItemTest
  /** Items by index with their values of a numeric attribute. */
  numbersOf(name: string): readonly (readonly [number, number])[]
}

/**
 * How hard a wish pulls, from 0.2 to 1: of what there is much of, some stands high already and little is needed for more of it; what is rare has to come up from far below to be seen at all. On the
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
  readonly fit: Fit
  /** Called when the list is made. */
  release?(): void
}

/**
 * The score of an item is the sum over the wishes of how well it fits each, times what is left of it, negative for `less`. Labels fit or do not; words and items fit by likeness;
 * a wish for higher or lower numbers fits by how far the number is from the catalogue's mean.
 */
export class WishSource implements Retriever {
  readonly name = 'wishes'
  readonly #wishes: readonly WishInForce[]
  readonly #in: WishedIn

  constructor(wishes: readonly WishInForce[], wishedIn: WishedIn) {
    this.#wishes = wishes
    this.#in = wishedIn
  }

  async retrieve(request: RetrieveRequest): Promise<Retrieval | undefined> {
    const answers: { readonly wish: WishInForce; readonly sign: number; readonly fits: Fit; release?(): void }[] = []
    const candidates = new Set<number>()
    for (const wish of this.#wishes) {
      const found = await this.#fitOf(wish, request)
      if (found === undefined) continue
      for (const item of found.candidates) candidates.add(item)
      const size = wish.strength * pullOf(found.candidates.length)
      const sign = wish.kind === 'more' || wish.kind === 'only' ? size : -size
      answers.push({ wish, sign, fits: this.#butFor(wish, found.fit), release: () => found.release?.() })
    }
    if (answers.length === 0) return undefined
    const share = answers.reduce((most, { sign }) => Math.max(most, Math.abs(sign)), 0)
    const scoreOf = (item: number): number => answers.reduce((sum, { sign, fits }) => sum + sign * fits(item), 0)
    return {
      candidates: listed(candidates, scoreOf),
      share,
      scoreOf,
      evidenceOf: (item) =>
        answers.flatMap(({ wish, sign, fits }): Evidence[] => {
          const amount = sign * fits(item)
          return amount === 0 ? [] : [{ kind: 'wish', amount, wishId: wish.id, wish: wish.text }]
        }),
      release() {
        for (const answer of answers) answer.release?.()
      },
    }
  }

  /** A fit that holds for nothing that the wish makes an exception of. */
  #butFor({ except = [] }: WishInForce, fits: Fit): Fit {
    if (except.length === 0) return fits
    const excepts = anyOf(except.map((one) => this.#in.about(one)))
    return (item) => (excepts(item) ? 0 : fits(item))
  }

  async #fitOf({ subject, id }: WishInForce, request: RetrieveRequest): Promise<Found | undefined> {
    const signal = (about: Signal['subject']): Signal => ({
      subject: about,
      weight: 1,
      origin: 'event',
      type: 'wish',
      eventId: id,
    })
    switch (subject.kind) {
      case 'label': {
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
        return isDirection(subject)
          ? this.#direction(subject.name, isDown(subject), request)
          : this.#within(subject, request)
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
    const inside = new Set<number>()
    for (const [item, value] of this.#in.numbersOf(name)) if (value >= min && value <= max) inside.add(item)
    return { candidates: [...inside].filter(eligible).slice(0, limit), fit: (item) => (inside.has(item) ? 1 : 0) }
  }

  /** How many standard deviations the number lies above (or below) the catalogue's mean, squashed to -1..1; 0 for an item without it. */
  #direction(name: string, down: boolean, { limit, eligible }: RetrieveRequest): Found {
    const numbers = this.#in.numbersOf(name)
    const mean = numbers.reduce((sum, [, value]) => sum + value, 0) / numbers.length
    const deviation = Math.sqrt(numbers.reduce((sum, [, value]) => sum + (value - mean) ** 2, 0) / numbers.length)
    const scores = new Float64Array(numbers.reduce((most, [item]) => Math.max(most, item + 1), 0))
    if (deviation > 0)
      for (const [item, value] of numbers) scores[item] = Math.tanh((value - mean) / deviation) * (down ? -1 : 1)
    return { candidates: selectBest(scores, limit, eligible, 0), fit: (item) => scores[item] ?? 0 }
  }
}

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

function releaseAll(answers: readonly Retrieval[]): void {
  for (const answer of answers) answer.release?.()
}
