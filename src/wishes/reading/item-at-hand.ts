/** What is said of the item that the message is about: "this", "more of this kind", "shorter than this". */

import { fold } from '../wish.ts'
import type { Draft } from './drafts.ts'
import type { Reading } from './reading.ts'

/** "more of this kind": like the last item, unless something is named that it is like. */
export function readLikeThis(reading: Reading): undefined {
  const { itemId } = reading.context
  const follows = reading.tokens[reading.at]
  if (follows?.is === 'name' || follows?.is === 'word' || itemId === undefined) {
    reading.likeness = true
    return
  }
  if (reading.likeness || reading.drafts.some(({ subject }) => subject.kind === 'item')) return
  reading.add({ kind: reading.operator ?? 'more', subject: { kind: 'item', itemId }, confidence: 0.85 })
}

/** "this", "it". */
export function readThis(reading: Reading): undefined {
  const { itemId } = reading.context
  const comparing = reading.tokens[reading.at - 2]?.is === 'than' || reading.likeness
  reading.thisSaid = true
  if (itemId === undefined || (!comparing && reading.operator === undefined)) return
  reading.likeness = false
  const last = reading.drafts.at(-1)
  if (reading.tokens[reading.at - 2]?.is === 'than' && last?.clause === reading.clause)
    return compare(reading, last, itemId)
  // "more of this", "not this": only where nothing else follows in the clause.
  if (reading.clauseHasDraft()) return
  const follows = reading.nextMeaningful()
  if (follows !== undefined && ['name', 'word', 'quality'].includes(follows.is) && !comparing) return
  reading.add({ kind: reading.operator ?? 'more', subject: { kind: 'item', itemId }, confidence: 0.9 })
}

/** "not again". */
export function readNotAgain(reading: Reading): undefined {
  const { itemId } = reading.context
  if (itemId !== undefined) reading.add({ kind: 'no', subject: { kind: 'item', itemId }, confidence: 0.9 })
  else reading.unknown.push(reading.tokens[reading.at - 1]!)
}

/** "shorter than this": a number of that item becomes the bound. */
export function compare(reading: Reading, draft: Draft, itemId: string): undefined {
  if (draft.subject.kind !== 'direction') return
  const value = reading.context.numberOf?.(itemId, draft.subject.name)
  if (value === undefined) return
  const down = draft.subject.to === 'lower'
  const step = /year|released|published/.test(fold(draft.subject.name)) ? 1 : 0
  draft.kind = 'only'
  draft.subject = {
    kind: 'range',
    name: draft.subject.name,
    ...(down ? { max: value - step } : { min: value + step }),
  }
}

/** 比这部更短: the item that is compared with comes first. Otherwise a name that a label is compared with is wanted less. */
export function readThan(reading: Reading): undefined {
  if (reading.tokens[reading.at]?.is === 'this' && !reading.clauseHasDraft()) {
    reading.at++
    reading.compared = reading.context.itemId
    return
  }
  if (reading.nextMeaningful()?.is === 'name' && reading.drafts.at(-1)?.subject.kind === 'label')
    reading.operator = 'less'
}

/** 和 The Hobbit 一样的: what follows at the beginning of a part is one to be like, where the part says so after it. */
export function readAnd(reading: Reading): undefined {
  // "No horror. And nothing sad." A sentence that begins so goes on with what was said.
  if (reading.tokens[reading.at - 2]?.is === 'stop' && reading.drafts.length > 0)
    reading.operator ??= reading.operatorBefore ?? 'more'
  if (reading.drafts.some(({ segment }) => segment === reading.segment)) return
  const rest = reading.tokens.slice(reading.at)
  const end = rest.findIndex(({ is }) => is === 'comma' || is === 'stop' || is === 'but')
  const part = end < 0 ? rest : rest.slice(0, end)
  if (part.some(({ is }) => is === 'like' || is === 'like-this')) reading.likeness = true
}
