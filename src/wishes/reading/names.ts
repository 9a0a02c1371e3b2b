/** Names of the catalogue and words that it has no name for: as wishes, and as exceptions of wishes. */

import type { Token } from '../tokens.ts'
import type { Resolved } from '../vocabulary.ts'
import { fold, type WishSubject } from '../wish.ts'
import type { Reading } from './reading.ts'

/** A name of the catalogue. */
export function readName(reading: Reading, resolved: Resolved): undefined {
  const { subject, confidence } = resolved
  if (reading.neutral) {
    reading.lastSubject = subject
    return
  }
  if (reading.forgetting && takeBack(reading, subject)) return
  if (reading.excepting) return addException(reading, subject)
  reading.likeness = false
  reading.add({ kind: reading.operator ?? 'more', subject, confidence })
}

/** "everything except horror" excludes; "no war except Spielberg" makes an exception. */
export function addException(reading: Reading, subject: WishSubject): undefined {
  const hard = reading.drafts.filter(
    ({ kind, clause, excludes }) => kind !== 'more' && clause === reading.clause && !excludes,
  )
  if (hard.length === 0) return reading.add({ kind: 'no', subject, confidence: 0.85, excludes: true })
  for (const draft of hard) draft.except.push(subject)
}

/** 爱情喜剧除外: what was named in this part of the message is an exception of what was said before it. */
export function readExceptAfter(reading: Reading): undefined {
  const named = reading.drafts.filter(({ segment }) => segment === reading.segment)
  const before = reading.drafts.filter((draft) => !named.includes(draft) && draft.kind !== 'more')
  for (const draft of named) {
    if (before.length === 0) {
      draft.kind = 'no'
      continue
    }
    reading.drop(draft)
    before.at(-1)!.except.push(draft.subject)
  }
}

/** Whether there was something about the subject to take back; otherwise "forget romance" means no romance. */
function takeBack(reading: Reading, subject: WishSubject): boolean {
  reading.operator = 'no'
  return reading.dropSubject(subject)
}

/** A run of unknown words: a misspelt name, words that mean something in this catalogue, or nothing that is understood. */
export function readWords(reading: Reading, first: Token): undefined {
  const run = [first]
  while (
    reading.tokens[reading.at]?.is === 'word' ||
    (reading.tokens[reading.at]?.is === 'filler' &&
      reading.tokens[reading.at + 1]?.is === 'word' &&
      !/\p{Script=Han}/u.test(reading.text[first.start]!))
  ) {
    run.push(reading.tokens[reading.at]!)
    reading.at++
  }
  const start = first.start
  const end = run.at(-1)!.end
  const words = reading.text.slice(start, end)
  const resolved = reading.context.vocabulary.fuzzy(fold(words)) ?? shortTitle(reading, words)
  if (resolved !== undefined) return readName(reading, resolved)
  if (run.length > 1) {
    // One of several words may be a misspelt name.
    const parts = run
      .filter(({ is }) => is === 'word')
      .map((token) => ({ token, resolved: reading.context.vocabulary.fuzzy(fold(token.text)) }))
    if (parts.some(({ resolved: one }) => one !== undefined)) {
      for (const { token, resolved: one } of parts) {
        if (one === undefined) reading.unknown.push(token)
        else readName(reading, one)
      }
      return
    }
  }
  // One Chinese character is hardly a theme.
  const short = /\p{Script=Han}/u.test(words) && words.length < 2
  const meaning = short ? 0 : (reading.context.meaningOf?.(words) ?? 0)
  if (meaning === 0 || reading.neutral || isPredicate(reading, first)) {
    reading.unknown.push({ start, end })
    return
  }
  const subject: WishSubject = { kind: 'words', text: words.trim() }
  if (reading.excepting) return addException(reading, subject)
  const asked = reading.operator !== undefined || reading.likeness
  reading.likeness = false
  reading.add({
    kind: reading.operator ?? 'more',
    subject,
    confidence: 0.5 * meaning + 0.2,
    ...(!asked && { provisional: { start, end } }),
  })
}

/** One-word titles are read as such where a likeness is asked for: "like Emma". */
function shortTitle(reading: Reading, words: string): Resolved | undefined {
  return reading.likeness ? reading.context.vocabulary.title(fold(words)) : undefined
}

/** 科幻小说种草了: what stands in Chinese right behind a name says something of it, and names nothing else. */
function isPredicate(reading: Reading, { start }: Token): boolean {
  const before = reading.tokens.filter((token) => token.end <= start && token.is !== 'filler').at(-1)
  return before?.is === 'name' && /\p{Script=Han}/u.test(reading.text[start]!)
}
