/** What rules ask of items: whether they have a label. Rules are asked of thousands of items a list, so the index of labels answers, and not the app's descriptions. */

import { TAGS } from './encode/features.ts'
import { labelsOf } from './rerank/candidates.ts'
import type { RerankCandidate } from './rerank/reranker.ts'
import type { State } from './state.ts'

/** Says something of an item by its index. */
export type ItemTest = (item: number) => boolean

/** Brings the value of a label to a form in which equal ones are equal. */
export type LabelForm = (value: string) => string

/** By form and by list of labels: ids by name and form. A list of labels only grows until ids are given anew, and then it is another. */
const known = new WeakMap<
  LabelForm,
  WeakMap<readonly string[], { read: number; readonly ids: Map<string, number[]> }>
>()

/** Whether an item has a label called `name` (`tags` for a tag) with one of these values, compared in this form. */
export function labelTest<TItem extends { readonly id: string }>(
  state: State<TItem>,
  name: string,
  values: readonly string[],
  form: LabelForm,
): ItemTest {
  const wanted = new Set(values.map(form))
  const [tags, attributes] = state.sources.labelSpaces
  const space = name === TAGS ? tags! : attributes!
  const found = idsBy(form, space.features.keys)
  const ids = new Set([...wanted].flatMap((value) => found.get(keyOf(name, value)) ?? []))
  const indexed: ItemTest = (item) => {
    const own = space.idsOf(item)
    for (let at = 0; at < own.length; at++) if (ids.has(own[at]!)) return true
    return false
  }
  if (name === TAGS || !values.some(isNoWord)) return indexed
  return (item) => indexed(item) || labelsOf(labelledItem(state, item), name).some((value) => wanted.has(form(value)))
}

/** An item's labels as the app describes it; what a description may hold was checked when the item was added. */
export function labelledItem<TItem extends { readonly id: string }>(
  state: State<TItem>,
  item: number,
): RerankCandidate {
  const { tags, attributes } = state.options.describe(state.store.catalogue.at(item))
  return { itemId: state.store.catalogue.idOf(item), score: 0, tags: tags ?? [], attributes: attributes ?? {} }
}

function idsBy(form: LabelForm, labels: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const byLabels = known.get(form) ?? new WeakMap()
  known.set(form, byLabels)
  const entry = byLabels.get(labels) ?? { read: 0, ids: new Map() }
  byLabels.set(labels, entry)
  for (; entry.read < labels.length; entry.read++) {
    const [name, value] = JSON.parse(labels[entry.read]!) as [string, string]
    const key = keyOf(name, form(value))
    const ids = entry.ids.get(key)
    if (ids === undefined) entry.ids.set(key, [entry.read])
    else ids.push(entry.read)
  }
  return entry.ids
}

const keyOf = (name: string, value: string): string => `${name}\n${value}`

/** Numbers and truth values have no place in the index of labels. */
const isNoWord = (value: string): boolean => /^\s*(true|false)\s*$/i.test(value) || Number.isFinite(Number(value))
