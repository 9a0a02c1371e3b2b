/** What a user may wish for in plain words, as data. */

/** What a wish is about. */
export type WishSubject =
  /** A tag (then `name` is `tags`) or a value of an attribute; `also` are other spellings of it in the same catalogue. */
  | { readonly kind: 'label'; readonly name: string; readonly value: string; readonly also?: readonly string[] }
  /** A range of a numeric attribute, both ends included; an absent end is open. */
  | { readonly kind: 'range'; readonly name: string; readonly min?: number; readonly max?: number }
  /** Higher or lower values of a numeric attribute, wherever they begin: "newer". */
  | { readonly kind: 'direction'; readonly name: string; readonly to: 'higher' | 'lower' }
  /** Likeness to an item. */
  | { readonly kind: 'item'; readonly itemId: string }
  /** Words that no label has. */
  | { readonly kind: 'words'; readonly text: string }
  /** What the user has not dealt with. */
  | { readonly kind: 'unseen' }
  /** Something other than usual. */
  | { readonly kind: 'surprise' }

/**
 * `no` and `only` are hard rules; `more` and `less` pull softly, and fade.
 */
export type WishKind = 'more' | 'less' | 'no' | 'only'

/** A wish as it was understood. */
export interface ParsedWish {
  readonly kind: WishKind
  readonly subject: WishSubject
  /** What a `no` or a `less` does not hold for; what an `only` leaves out. */
  readonly except?: readonly WishSubject[]
  /** Epoch milliseconds after which it is void. Absent where nobody said so. */
  readonly until?: number
  /** From 0 to 1. */
  readonly confidence: number
  /** A readable sentence: `less romance`. */
  readonly text: string
}

/** A wish that is in force; `id` is that of its event, and `recommender.undo(id)` withdraws it. */
export interface Wish extends ParsedWish {
  readonly id: string
}

/** A stretch of the message that was not understood. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** What two wishes have in common when the later one stands: the same subject. */
export function subjectKey(subject: WishSubject): string {
  switch (subject.kind) {
    case 'label':
      return `label ${subject.name} ${fold(subject.value)}`
    case 'range':
      return `range ${subject.name} ${subject.min === undefined ? '' : 'min'} ${subject.max === undefined ? '' : 'max'}`
    case 'direction':
      return `direction ${subject.name}`
    case 'item':
      return `item ${subject.itemId}`
    case 'words':
      return `words ${fold(subject.text)}`
    default:
      return subject.kind
  }
}

/** Labels and names as they are compared: without case, accents, hyphens and outer space. */
export function fold(text: string): string {
  // Rules fold the labels of thousands of items a list, most of them plain letters.
  const bare = /^[\x20-\x7E]*$/.test(text) ? text : text.normalize('NFKD').replace(/\p{M}/gu, '')
  return bare
    .toLowerCase()
    .replace(/[-_·.’']/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
