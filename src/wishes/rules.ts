/** Hard wishes as a test of items. */

import type { CheckedDescription } from '../events/item.ts'
import { labelsOf } from '../rerank/candidates.ts'
import { isDirection } from './parse.ts'
import { fold, type Wish, type WishSubject } from './wish.ts'

/** What a test needs of an item. */
export interface TestedItem {
  readonly itemId: string
  readonly description: Pick<CheckedDescription, 'tags' | 'attributes'>
}

/** What a label may be called, folded; by subject, since it is asked of thousands of items. */
const wantedOf = new WeakMap<WishSubject, ReadonlySet<string>>()

/** Whether an item is what a subject names; words name nothing for certain. */
export function isAbout(subject: WishSubject, { itemId, description }: TestedItem): boolean {
  switch (subject.kind) {
    case 'item':
      return subject.itemId === itemId
    case 'label': {
      const wanted = wantedOf.get(subject) ?? new Set([subject.value, ...(subject.also ?? [])].map(fold))
      wantedOf.set(subject, wanted)
      const { tags, attributes } = description
      return labelsOf({ itemId, score: 0, tags, attributes }, subject.name).some((label) => wanted.has(fold(label)))
    }
    case 'range': {
      const { name, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = subject
      const value = Object.hasOwn(description.attributes, name) ? description.attributes[name] : undefined
      return typeof value === 'number' && value >= min && value <= max
    }
    default:
      return false
  }
}

/**
 * Whether all hard wishes let an item through: nothing that a `no` is about (its exceptions aside), and, for each attribute that some `only` is about, one of what these name and none of their exceptions.
 * Undefined where there are no hard wishes.
 */
export function hardRules(wishes: readonly Wish[]): ((item: TestedItem) => boolean) | undefined {
  const refused = wishes.filter(({ kind, subject }) => kind === 'no' && subject.kind !== 'words')
  const allowed = wishes.filter(({ kind }) => kind === 'only')
  const demanded = new Map<string, WishSubject[]>()
  for (const { kind, subject } of wishes) {
    if (kind !== 'only' || (subject.kind !== 'label' && subject.kind !== 'range')) continue
    if (subject.kind === 'range' && isDirection(subject)) continue
    // Several values of an attribute are alternatives; several bounds of a number all hold.
    const group = subject.kind === 'label' ? subject.name : JSON.stringify(subject)
    demanded.set(group, [...(demanded.get(group) ?? []), subject])
  }
  if (refused.length === 0 && demanded.size === 0) return undefined
  return (item) =>
    !refused.some(
      ({ subject, except = [] }) => isAbout(subject, item) && !except.some((exception) => isAbout(exception, item)),
    ) &&
    !allowed.some(({ except = [] }) => except.some((exception) => isAbout(exception, item))) &&
    [...demanded.values()].every((subjects) => subjects.some((subject) => isAbout(subject, item)))
}
