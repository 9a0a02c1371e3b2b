/** Which items may be in a list: what is there, not expired, in its domain, asked for, not excluded, and passes the app's filter. */

import { invalidArgument, RecommenderError, show } from '../errors.ts'
import type { Catalogue } from '../events/catalogue.ts'

/** Rules of a query, ids already looked up. */
export interface Rules<TItem> {
  readonly now: number
  readonly domain: string | undefined
  readonly only: ReadonlySet<number> | undefined
  readonly excluded: ReadonlySet<number>
  readonly filter: ((item: TItem) => boolean) | undefined
}

/** A test of items by index; `allowed` is one more rule. The filter is asked at most once for each. */
export function eligibility<TItem extends { readonly id: string }>(
  catalogue: Catalogue<TItem>,
  { now, domain, only, excluded, filter }: Rules<TItem>,
  allowed?: (item: number) => boolean,
): (item: number) => boolean {
  const passes = filter === undefined ? undefined : remembered(catalogue, filter)
  return (item) =>
    catalogue.has(item) &&
    !excluded.has(item) &&
    (only === undefined || only.has(item)) &&
    (domain === undefined || catalogue.domain(item) === domain) &&
    !(catalogue.expiresAt(item) <= now) &&
    (allowed === undefined || allowed(item)) &&
    (passes === undefined || passes(item))
}

function remembered<TItem extends { readonly id: string }>(
  catalogue: Catalogue<TItem>,
  filter: (item: TItem) => boolean,
): (item: number) => boolean {
  const answers = new Uint8Array(catalogue.slots)
  return (item) => {
    if (answers[item] === 0) answers[item] = yes(callOwn('filter', catalogue, item, filter)) ? 1 : 2
    return answers[item] === 1
  }
}

/** What a filter answered; a promise is always true, and never meant so. */
function yes(answer: unknown): boolean {
  if (answer instanceof Promise)
    throw invalidArgument('filter', answer, 'A filter answers at once: look up what it needs before.')
  return Boolean(answer)
}

/** Calls one of the app's functions with an item; an error of it is passed on with the name of the option and of the item. */
export function callOwn<TItem extends { readonly id: string }, T>(
  option: string,
  catalogue: Catalogue<TItem>,
  item: number,
  own: (item: TItem) => T,
): T {
  try {
    return own(catalogue.at(item))
  } catch (cause) {
    const message = `\`${option}\` threw for item ${show(catalogue.idOf(item))}: ${cause instanceof Error ? cause.message : show(cause)}`
    throw new RecommenderError('invalid-argument', message, { field: option, cause })
  }
}
