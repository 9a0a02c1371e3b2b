/** Hard wishes as a test of items. */

import { type ItemTest, labelTest } from '../item-labels.ts'
import type { State } from '../state.ts'
import { columnOf } from './number-column.ts'
import { fold, type Wish, type WishSubject } from './wish.ts'

/** Whether an item is what a subject names; words name nothing for certain. */
export function aboutTest<TItem extends { readonly id: string }>(state: State<TItem>, subject: WishSubject): ItemTest {
  switch (subject.kind) {
    case 'item':
      return (item) => state.store.catalogue.idOf(item) === subject.itemId
    case 'label':
      return labelTest(state, subject.name, [subject.value, ...(subject.also ?? [])], fold)
    case 'range': {
      const { name, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = subject
      const column = columnOf(state, name)
      return (item) => {
        const value = column.valueOf(item)
        return value >= min && value <= max
      }
    }
    default:
      return () => false
  }
}

/**
 * Whether all hard wishes let an item through: nothing that a `no` is about (its exceptions aside), and, for each attribute that some `only` is about, one of what these name and none of their exceptions.
 * Undefined where there are no hard wishes.
 */
export function hardRules(wishes: readonly Wish[], about: (subject: WishSubject) => ItemTest): ItemTest | undefined {
  const testsOf = (subjects: readonly WishSubject[] = []): ItemTest => anyOf(subjects.map(about))
  const refused = wishes
    .filter(({ kind, subject }) => kind === 'no' && subject.kind !== 'words')
    .map(({ subject, except }) => ({ refuses: about(subject), excepts: testsOf(except) }))
  const leftOut = wishes.flatMap(({ kind, except = [] }) => (kind === 'only' ? except : []))
  const demanded = new Map<string, WishSubject[]>()
  for (const { kind, subject } of wishes) {
    if (kind !== 'only' || (subject.kind !== 'label' && subject.kind !== 'range')) continue
    // Several values of an attribute are alternatives; several bounds of a number all hold.
    const group = subject.kind === 'label' ? subject.name : JSON.stringify(subject)
    demanded.set(group, [...(demanded.get(group) ?? []), subject])
  }
  if (refused.length === 0 && demanded.size === 0) return undefined
  const demands = [...demanded.values()].map(testsOf)
  const isExcluded = anyOf([
    ...refused.map(
      ({ refuses, excepts }): ItemTest =>
        (item) =>
          refuses(item) && !excepts(item),
    ),
    ...leftOut.map(about),
  ])
  // One demand alone is asked without a way round.
  if (demands.length === 1 && refused.length + leftOut.length === 0) return demands[0]!
  return (item) => !isExcluded(item) && demands.every((fits) => fits(item))
}

/** The hard wishes that keep an item out; all those that name alternatives of one attribute where none of these fits. */
export function refusing<TWish extends Wish>(
  wishes: readonly TWish[],
  about: (subject: WishSubject) => ItemTest,
  item: number,
): readonly TWish[] {
  return wishes.filter((wish) => hardRules(alternativesOf(wish, wishes), about)?.(item) === false)
}

/** A wish, with those that name other values of the same attribute. */
function alternativesOf(wish: Wish, wishes: readonly Wish[]): readonly Wish[] {
  const { kind, subject } = wish
  if (kind !== 'only' || subject.kind !== 'label') return [wish]
  return wishes.filter(
    (other) => other.kind === 'only' && other.subject.kind === 'label' && other.subject.name === subject.name,
  )
}

/** Whether any of these holds. It is asked of thousands of items a list, and there is mostly one. */
export function anyOf(tests: readonly ItemTest[]): ItemTest {
  return tests.length === 1 ? tests[0]! : (item) => tests.some((test) => test(item))
}
