/** Rules that a business has: what must not come, what must come first, how often, and how close together. They order and drop, and leave scores alone. */

import { invalidArgument } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { checkAttribute, checkCandidates, checkCount, checkUnit, labelsOf } from './candidates.ts'
import type { RerankCandidate, RerankContext } from './reranker.ts'

/** A re-ranker that answers at once. */
export type OrderedRule = (candidates: readonly RerankCandidate[], context: RerankContext) => readonly RerankCandidate[]

/** Drops these items. */
export function block(itemIds: Iterable<string>): OrderedRule {
  const blocked = new Set(checkIds(itemIds))
  return (candidates, context) => {
    checkCandidates(candidates, context)
    return candidates.filter(({ itemId }) => !blocked.has(itemId))
  }
}

/** Puts these items first, in the order given; those that are not among the candidates are passed over. */
export function pin(itemIds: Iterable<string>): OrderedRule {
  const places = new Map(checkIds(itemIds).map((id, place) => [id, place]))
  return (candidates, context) => {
    checkCandidates(candidates, context)
    const pinned = candidates.filter(({ itemId }) => places.has(itemId))
    pinned.sort((a, b) => places.get(a.itemId)! - places.get(b.itemId)!)
    return [...pinned, ...candidates.filter(({ itemId }) => !places.has(itemId))]
  }
}

/** Drops all but the first `n` items with each value of an attribute (`'tags'` for tags). An item with several values counts for each, and needs room in each. */
export function maxPerAttribute(attribute: string, n: number): OrderedRule {
  checkAttribute(attribute)
  checkCount(n, 'n')
  return (candidates, context) => {
    checkCandidates(candidates, context)
    const counts = new Map<string, number>()
    return candidates.filter((candidate) => {
      const labels = new Set(labelsOf(candidate, attribute))
      if ([...labels].some((label) => (counts.get(label) ?? 0) >= n)) return false
      for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
      return true
    })
  }
}

/** Options of {@link apart}. */
export interface ApartOptions {
  /** How many other items have to stand between two with the same value. Default 1. */
  readonly distance?: number
}

/**
 * No two items with the same value of an attribute closer than `distance` to each other, as long as there is another item to put between: each place goes to the first candidate
 * that keeps the distance, or, where none does, to the one whose value was seen longest ago.
 */
export function apart(attribute: string, options: ApartOptions = {}): OrderedRule {
  checkNames(options, ['distance'])
  const { distance = 1 } = options
  checkAttribute(attribute)
  checkCount(distance, 'distance')
  return (candidates, context) => {
    checkCandidates(candidates, context)
    const waiting = candidates.map((candidate) => ({ candidate, labels: labelsOf(candidate, attribute) }))
    const lastPlace = new Map<string, number>()
    const ordered: RerankCandidate[] = []
    while (waiting.length > 0) {
      const place = ordered.length
      const since = waiting.map(({ labels }) =>
        Math.min(
          ...labels.map((label) => place - (lastPlace.get(label) ?? Number.NEGATIVE_INFINITY)),
          Number.POSITIVE_INFINITY,
        ),
      )
      const free = since.findIndex((one) => one > distance)
      const at = free >= 0 ? free : since.indexOf(Math.max(...since))
      const [next] = waiting.splice(at, 1)
      for (const label of next!.labels) lastPlace.set(label, place)
      ordered.push(next!.candidate)
    }
    return ordered
  }
}

/** Options of {@link quota}. */
export interface QuotaOptions {
  /** The attribute that names the provider: seller, publisher, label ... */
  readonly attribute: string
  /** The least share of the list that each value is to have, from 0 to 1; together at most 1. */
  readonly shares: Readonly<Record<string, number>>
}

/**
 * Exposure by provider: at every place the value that is furthest below its share, if it is below by a whole item, gives its best candidate; otherwise the next best of all comes (as in
 * deterministic constrained sorting, Geyik, Ambler and Kenthapadi 2019). Holds for every beginning of the list, as far as there are candidates.
 */
export function quota(options: QuotaOptions): OrderedRule {
  checkNames(options, ['attribute', 'shares'])
  const { attribute, shares } = options
  checkAttribute(attribute)
  const wanted = Object.entries(shares)
  for (const [name, share] of wanted) checkUnit(share, `shares.${name}`)
  const sum = wanted.reduce((total, [, share]) => total + share, 0)
  if (sum > 1 + 1e-9) throw invalidArgument('shares', sum, 'Together the shares are at most 1.')
  return (candidates, context) => {
    checkCandidates(candidates, context)
    const waiting = candidates.map((candidate) => ({ candidate, labels: new Set(labelsOf(candidate, attribute)) }))
    const counts = new Map<string, number>()
    const ordered: RerankCandidate[] = []
    while (waiting.length > 0) {
      const lacking = wanted
        .map(([label, share]) => ({
          missing: Math.floor(share * (ordered.length + 1) + 1e-9) - (counts.get(label) ?? 0),
          at: waiting.findIndex(({ labels }) => labels.has(label)),
        }))
        .filter(({ missing, at }) => missing > 0 && at >= 0)
        .sort((a, b) => b.missing - a.missing || a.at - b.at)
      const [next] = waiting.splice(lacking[0]?.at ?? 0, 1)
      for (const label of next!.labels) counts.set(label, (counts.get(label) ?? 0) + 1)
      ordered.push(next!.candidate)
    }
    return ordered
  }
}

/** Options of {@link sprinkle}. */
export interface SprinkleOptions {
  /** Which items are to be strewn in: ids, or a test. */
  readonly items: Iterable<string> | ((candidate: RerankCandidate) => boolean)
  /** Which share of the list is to be of them, from 0 to 1: 0.2 is every fifth place. */
  readonly rate: number
}

/**
 * Strews items in at a steady rate: place n belongs to them where `floor(n * rate)` rises, from the first such place on, in the order in which they came; items of theirs that stand
 * high on their own count towards the rate. Nothing is dropped.
 */
export function sprinkle(options: SprinkleOptions): OrderedRule {
  checkNames(options, ['items', 'rate'])
  const { items, rate } = options
  checkUnit(rate, 'rate')
  const chosen = typeof items === 'function' ? items : asTest(checkIds(items))
  return (candidates, context) => {
    checkCandidates(candidates, context)
    const waiting = [...candidates]
    const strewn = new Set(candidates.filter(chosen))
    const ordered: RerankCandidate[] = []
    let count = 0
    while (waiting.length > 0) {
      const due = count < Math.floor((ordered.length + 1) * rate + 1e-9)
      const at = due ? waiting.findIndex((candidate) => strewn.has(candidate)) : 0
      const [next] = waiting.splice(Math.max(0, at), 1)
      if (strewn.has(next!)) count++
      ordered.push(next!)
    }
    return ordered
  }
}

function asTest(itemIds: readonly string[]): (candidate: RerankCandidate) => boolean {
  const ids = new Set(itemIds)
  return ({ itemId }) => ids.has(itemId)
}

function checkIds(itemIds: unknown): string[] {
  const iterable = typeof itemIds === 'object' && itemIds !== null && Symbol.iterator in itemIds
  const ids = iterable ? [...(itemIds as Iterable<unknown>)] : undefined
  if (ids?.every((id) => typeof id === 'string')) return ids as string[]
  throw invalidArgument('itemIds', itemIds, "Pass a list of item ids: ['dune'].")
}
