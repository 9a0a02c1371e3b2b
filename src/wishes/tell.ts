/** Plain words to a recommender: read, stored as wishes, and handed back so that a user can see and undo them. */

import { invalidArgument } from '../errors.ts'
import type { Signal } from '../profile/signals.ts'
import type { State } from '../state.ts'
import { WISH } from './in-force.ts'
import { askLanguageModel } from './language-model.ts'
import { type ParseContext, type Parsed, parseWishes } from './parse.ts'
import { vocabularyOf } from './vocabulary-of.ts'
import type { Span, Wish } from './wish.ts'

/** What `tell` understood and did. */
export interface TellResult {
  /** The wishes, now in force; each is withdrawn alone by `recommender.undo(wish.id)`. */
  readonly understood: readonly Wish[]
  /** Stretches of the message that were not understood, or are ambiguous. */
  readonly notUnderstood: readonly Span[]
  /** Whether anything was understood, and so changed. */
  readonly applied: boolean
  /** Withdraws all of it: all is as if it had never been said. */
  undo(): Promise<void>
}

/** Words have to be at least this long together to mean something on their own. */
const FEWEST_LETTERS = 3

/** Reads a message of a user and stores what it wishes for. */
export async function tell<TItem extends { readonly id: string }>(
  state: State<TItem>,
  userId: string,
  text: string,
): Promise<TellResult> {
  if (typeof text !== 'string') throw invalidArgument('text', text, 'Pass what the user said, as a string.')
  const parsed = await parse(state, userId, text)
  const events = parsed.wishes.map((wish) => ({ userId, type: WISH, text: JSON.stringify(wish) }))
  const { eventIds = [] } = events.length === 0 ? {} : await state.observe(events, { strict: true })
  return {
    understood: parsed.wishes.map((wish, at): Wish => ({ ...wish, id: eventIds[at]! })),
    notUnderstood: parsed.notUnderstood,
    applied: eventIds.length > 0,
    async undo() {
      for (const id of [...eventIds].reverse()) state.undo(id)
    },
  }
}

async function parse<TItem extends { readonly id: string }>(
  state: State<TItem>,
  userId: string,
  text: string,
): Promise<Parsed> {
  const asked = new Set<string>()
  const context = contextFor(state, userId, text)
  // Whether unknown words mean something only the sources can say, and they may have to wait: a first reading finds out which words they are.
  const ask = (words: string): number => {
    asked.add(words)
    return 0
  }
  const first = parseWishes(text, { ...context, meaningOf: ask })
  const meanings = new Map<string, number>()
  for (const words of asked) meanings.set(words, await meaningOf(state, words))
  const byRules =
    asked.size === 0 ? first : parseWishes(text, { ...context, meaningOf: (words) => meanings.get(words) ?? 0 })
  const { languageModel } = state.options
  return languageModel === undefined ? byRules : askLanguageModel(languageModel, text, byRules, context)
}

function contextFor<TItem extends { readonly id: string }>(
  state: State<TItem>,
  userId: string,
  text: string,
): ParseContext {
  const { catalogue } = state.store
  const last = state.store
    .eventsOf(userId)
    .findLast(({ itemId, type }) => itemId !== undefined && type !== 'impression')
  return {
    vocabulary: vocabularyOf(state),
    locale: /\p{Script=Han}/u.test(text) ? 'zh' : state.options.locale,
    now: state.options.clock(),
    ...(last?.itemId !== undefined && { itemId: last.itemId }),
    titleOf: (itemId) => state.titleOf(itemId),
    numberOf(itemId, name) {
      const index = catalogue.indexOf(itemId)
      const value = index === undefined ? undefined : state.describe(index).attributes[name]
      return typeof value === 'number' ? value : undefined
    },
  }
}

/** 1 where some text of the catalogue has to do with the words, by any encoder. */
async function meaningOf<TItem extends { readonly id: string }>(state: State<TItem>, words: string): Promise<number> {
  if (words.replace(/[^\p{L}\p{N}]/gu, '').length < (/\p{Script=Han}/u.test(words) ? 2 : FEWEST_LETTERS)) return 0
  const signal: Signal = { subject: { kind: 'text', text: words }, weight: 1, origin: 'query', type: 'query' }
  const found = await Promise.all(state.sources.content.map((source) => source.describe([signal], 1)))
  return found.some((matches) => matches.length > 0) ? 1 : 0
}
