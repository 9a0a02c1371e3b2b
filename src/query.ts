/** What can be asked of a recommender, and the check of it. */

import { invalidArgument, RecommenderError } from './errors.ts'
import type { ResolvedBehavior } from './events/behavior.ts'
import { checkId } from './events/ids.ts'
import { checkInteraction, type Interaction } from './events/interaction.ts'
import { toMilliseconds } from './events/time.ts'
import type { Locale } from './explain/sentences.ts'
import { checkNames } from './option-names.ts'
import { checkBoolean, checkFunctions, checkLocale, queryNames } from './options.ts'
import type { ProfileEvent } from './profile/signals.ts'

/** What a list is wanted for. Everything is optional, and everything works together. */
export interface RecommendQuery<TItem> {
  /** Whose list it is. Somebody unknown gets the best list that can be made without knowing them. */
  readonly userId?: string
  /** What was done in this visit, oldest first: item ids (each counts as a view) or interactions. On top of what is stored where there is a `userId`, alone otherwise. */
  readonly history?: readonly (string | Omit<Interaction, 'userId'>)[]
  /** An item that the list should be like. */
  readonly itemId?: string
  /** Words that the list should match. */
  readonly text?: string
  /** How many items are wanted, from 1. Fewer come only where fewer are eligible. Default 10. */
  readonly k?: number
  /** The only items that may be in the list. Unknown ids are passed over. */
  readonly candidates?: readonly string[]
  /** Items that may not. */
  readonly exclude?: readonly string[]
  /** Leave out what the user has dealt with already. Default true. */
  readonly excludeSeen?: boolean
  /** Says which items may be in the list. */
  readonly filter?: (item: TItem) => boolean
  /** A factor for an item's score, 0 or more: 2 lifts it, 0.5 holds it back. */
  readonly boost?: (item: TItem) => number
  /** How much the list may vary, from 0 (the best first) to 1: see the guide on diversity. Default 0. */
  readonly diversity?: number
  /** How likely each place is to go to finding out what the user likes, from 0 to 1: to any candidate, or, with the option `feedback`, by Thompson sampling on what was learned. Default 0. */
  readonly exploration?: number
  /** Give reasons. Default true; without them a list is cheaper. */
  readonly explain?: boolean
  /** Stay within one part of the catalogue. */
  readonly domain?: string
  /** The language of reasons, if not that of the recommender. */
  readonly locale?: Locale
  /** The time for which the list is made: epoch milliseconds or a `Date`. Default: the recommender's clock. */
  readonly now?: number | Date
  /** Stops the work with an `aborted` error. */
  readonly signal?: AbortSignal
}

/** A query with nothing left open. */
export interface CheckedQuery<TItem> {
  readonly userId: string | undefined
  readonly history: readonly ProfileEvent[]
  readonly itemId: string | undefined
  readonly text: string | undefined
  readonly k: number
  readonly candidates: readonly string[] | undefined
  readonly exclude: readonly string[]
  readonly excludeSeen: boolean
  readonly filter: ((item: TItem) => boolean) | undefined
  readonly boost: ((item: TItem) => number) | undefined
  readonly diversity: number
  readonly exploration: number
  readonly explain: boolean
  readonly domain: string | undefined
  readonly locale: Locale
  readonly now: number
  readonly signal: AbortSignal | undefined
}

/** What a query is checked against. */
export interface QueryDefaults {
  readonly behaviors: ReadonlyMap<string, ResolvedBehavior>
  readonly locale: Locale
  readonly clock: () => number
}

/** Checks a query; throws an error that names the field. */
export function checkQuery<TItem>(query: RecommendQuery<TItem>, defaults: QueryDefaults): CheckedQuery<TItem> {
  checkNames(query, queryNames, 'query')
  const { userId, itemId, text, k = 10, candidates, exclude = [], filter, boost, domain } = query
  if (userId !== undefined) checkId(userId, 'userId')
  if (itemId !== undefined) checkId(itemId, 'itemId')
  if (text !== undefined && typeof text !== 'string') throw invalidArgument('text', text, 'Pass a string.')
  if (domain !== undefined && typeof domain !== 'string') throw invalidArgument('domain', domain, 'Pass a string.')
  checkFunctions({ filter, boost }, '', 'Pass a function of the item.')
  checkSignal(query.signal)
  const now = query.now === undefined ? defaults.clock() : toMilliseconds(query.now, 'now')
  return {
    userId,
    history: checkHistory(query.history ?? [], defaults.behaviors, now),
    itemId,
    text: text === undefined || text.trim() === '' ? undefined : text,
    k: checkK(k),
    candidates: candidates === undefined ? undefined : checkIds(candidates, 'candidates'),
    exclude: checkIds(exclude, 'exclude'),
    excludeSeen: checkBoolean(query.excludeSeen ?? true, 'excludeSeen'),
    filter,
    boost,
    diversity: checkShare(query.diversity ?? 0, 'diversity'),
    exploration: checkShare(query.exploration ?? 0, 'exploration'),
    explain: checkBoolean(query.explain ?? true, 'explain'),
    domain,
    locale: query.locale === undefined ? defaults.locale : checkLocale(query.locale),
    now,
    signal: query.signal,
  }
}

/** Throws unless `k` is a whole number from 1. */
export function checkK(k: unknown): number {
  if (typeof k === 'number' && Number.isInteger(k) && k >= 1) return k
  throw invalidArgument('k', k, 'Ask for a whole number of items, from 1.')
}

/** Throws unless `ids` is a list of ids; a bare string is refused, since it would be read letter by letter. */
export function checkIds(ids: unknown, field: string): string[] {
  if (typeof ids === 'string') throw invalidArgument(field, ids, `Pass a list: [${JSON.stringify(ids.slice(0, 40))}].`)
  if (typeof ids !== 'object' || ids === null || !(Symbol.iterator in ids))
    throw invalidArgument(field, ids, 'Pass a list of ids.')
  return Array.from(ids as Iterable<unknown>, (id, at) => checkId(id, `${field}[${at}]`))
}

function checkShare(value: unknown, field: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value
  throw invalidArgument(field, value, 'Pass a number from 0 to 1.')
}

function checkSignal(signal: unknown): void {
  if (signal === undefined || (typeof signal === 'object' && signal !== null && 'aborted' in signal)) return
  throw invalidArgument('signal', signal, 'Pass the `signal` of an AbortController.')
}

function checkHistory(
  history: unknown,
  behaviors: ReadonlyMap<string, ResolvedBehavior>,
  now: number,
): readonly ProfileEvent[] {
  if (!Array.isArray(history))
    throw invalidArgument('history', history, 'Pass a list of item ids or interactions, oldest first.')
  return history.map((entry: unknown, at) => {
    const field = `history[${at}]`
    if (typeof entry === 'string')
      return checkInteraction({ itemId: checkId(entry, field), type: 'view', userId: 'history' }, behaviors, now)
    if (typeof entry !== 'object' || entry === null)
      throw invalidArgument(field, entry, 'Pass an item id or an interaction.')
    try {
      return checkInteraction({ ...entry, userId: 'history' }, behaviors, now)
    } catch (error) {
      if (!(error instanceof RecommenderError) || error.field === undefined) throw error
      const { code, field: inner, value } = error
      const message = error.message.replace(`\`${inner}\``, `\`${field}.${inner}\``)
      throw new RecommenderError(code, message, { field: `${field}.${inner}`, value, cause: error })
    }
  })
}
