/** Wishes in the making, and what of them stands when the message is over. */

import { joined } from '../ranges.ts'
import { subjectKey, type WishKind, type WishSubject } from '../wish.ts'

/** A wish in the making. */
export interface Draft {
  kind: WishKind
  subject: WishSubject
  except: WishSubject[]
  until?: number
  confidence: number
  /** Numbers of the clause and of the part of it between commas that it belongs to. */
  readonly clause: number
  readonly segment: number
  /** Made by an exception to everything: what follows is one more, and no exception of this. */
  readonly excludes?: true
  /** The exception came first: it is one of what the next part refuses, where that refuses anything. */
  readonly leads?: boolean
  /** Words that are a wish only if something after them says so. */
  provisional?: { readonly start: number; readonly end: number }
}

/** Drafts that are wishes: of several about the same subject the last one, with the end that an earlier one had; two bounds of one number as one range. */
export function settled(drafts: readonly Draft[]): Draft[] {
  const wishes: Draft[] = []
  for (const draft of drafts) {
    if (draft.provisional !== undefined) continue
    const at = wishes.findIndex((one) => subjectKey(one.subject) === subjectKey(draft.subject))
    const earlier = wishes[at]
    if (earlier !== undefined && draft.subject.kind !== 'range') {
      wishes.splice(at, 1)
      if (earlier.until !== undefined) draft.until ??= earlier.until
    }
    if (!joinsAnother(wishes, draft)) wishes.push(draft)
  }
  return wishes
}

/** Takes a bound into the wish that has the other one, where there is such a wish. */
function joinsAnother(wishes: readonly Draft[], { kind, subject }: Draft): boolean {
  if (subject.kind !== 'range') return false
  for (const other of wishes) {
    if (other.kind !== kind || other.subject.kind !== 'range') continue
    const both = joined(other.subject, subject)
    if (both === undefined) continue
    other.subject = both
    return true
  }
  return false
}

/** What the newest draft corrects: all of the same subject, otherwise the one right before it, unless that wishes the opposite. */
export function correctedBy(newest: Draft, earlier: readonly Draft[]): readonly Draft[] {
  const same = earlier.filter(({ subject }) => subjectKey(subject) === subjectKey(newest.subject))
  const last = earlier.at(-1)
  return same.length > 0 ? same : last === undefined || isOpposite(last.kind, newest.kind) ? [] : [last]
}

const isOpposite = (a: WishKind, b: WishKind): boolean =>
  (a === 'more' || a === 'only') !== (b === 'more' || b === 'only')
