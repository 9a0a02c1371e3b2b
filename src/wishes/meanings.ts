/** What phrases do in a message. */

import type { WishKind } from './wish.ts'

/** What a phrase does in a message. */
export type Meaning =
  | { readonly is: 'operator'; readonly kind: WishKind }
  /** "not again": against the item that the message is about. */
  | { readonly is: 'not-again' }
  | { readonly is: 'except' }
  | { readonly is: 'like' }
  /** "this", "it": the item that the message is about. */
  | { readonly is: 'this' }
  | { readonly is: 'unseen' }
  | { readonly is: 'surprise' }
  /** "actually": what follows stands against what was said before. */
  | { readonly is: 'correction' }
  /** Days that the wish lasts; 0 until the day is over, 7 until the week is. */
  | { readonly is: 'time'; readonly span: 'day' | 'week' | 'month' }
  /** A quality that is more or less of a label, of words, or of a number. */
  | { readonly is: 'quality'; readonly label?: string; readonly number?: NumberName; readonly direction: 1 | -1 }
  | { readonly is: 'than' }
  | { readonly is: 'bound'; readonly side: 'below' | 'above'; readonly inclusive: boolean; readonly of?: NumberName }
  | { readonly is: 'between' }
  | { readonly is: 'unit'; readonly of: NumberName; readonly factor: number }
  /** "price": what the numbers that follow are of. */
  | { readonly is: 'number-name'; readonly of: NumberName }
  | { readonly is: 'and' }
  | { readonly is: 'but' }
  | { readonly is: 'stop' }
  | { readonly is: 'nothing' }
  /** "don't mind": what it is said of is no wish; before it, or, where `after`, behind it. */
  | { readonly is: 'neutral'; readonly after: boolean }
  /** "them": what was named last. */
  | { readonly is: 'them' }
  /** "about": what follows is wanted. */
  | { readonly is: 'about' }
  /** "forget romance": takes back what was said of it. */
  | { readonly is: 'forget' }
  | { readonly is: 'comma' }
  | { readonly is: 'except-after' }
  | { readonly is: 'like-this' }

/** What numbers of items are called, whatever the catalogue's own name for it is. */
export type NumberName = 'year' | 'length' | 'pages' | 'price' | 'rating'

/** Names that catalogues give to such attributes. */
export const numberAttributes: Readonly<Record<NumberName, readonly string[]>> = {
  year: ['year', 'released', 'release year', 'published', 'publication year', 'original publication year'],
  length: ['runtime', 'length', 'duration', 'minutes', 'running time', 'pages', 'page count'],
  pages: ['pages', 'page count', 'num pages', 'length'],
  price: ['price', 'cost'],
  rating: ['rating', 'average rating', 'stars', 'score', 'vote average'],
}

/** Every way to take one part of each. */
export function joined(...parts: readonly (readonly string[])[]): string[] {
  return parts.reduce<string[]>((begun, part) => begun.flatMap((one) => part.map((next) => one + next)), [''])
}

/** Phrases that say how much of something is wanted: a list, or text with commas between them. */
export const operator = (kind: WishKind, phrases: string | readonly string[]): [string, Meaning][] =>
  meaning({ is: 'operator', kind }, phrases)

/** Phrases that mean one thing: a list, or text with commas between them. */
export const meaning = (what: Meaning, phrases: string | readonly string[]): [string, Meaning][] =>
  (typeof phrases === 'string' ? phrases.trim().split(/\s*,\s*/) : phrases).map((phrase) => [phrase, what])
