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
  if (hard.length === 0)
    return reading.add({ kind: 'no', subject, confidence: 0.85, excludes: true, leads: reading.exceptLeads })
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
  // 黑帮题材: what is of a theme, or of its kind, is wished for, to its last character.
  const isTheme = themes.test(reading.tokens[reading.at]?.text ?? '') || takeLastCharacter(reading, run)
  const isCompared = startComparative(reading)
  const start = first.start
  const end = run.at(-1)!.end
  const words = reading.text.slice(start, end)
  const resolved = misspelt(reading, words) ?? shortTitle(reading, words)
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
  if (
    meaning === 0 ||
    reading.neutral ||
    isPredicate(reading, first) ||
    isAside(reading, words) ||
    isPerson(reading, words, start)
  ) {
    reading.unknown.push({ start, end })
    return
  }
  const subject: WishSubject = { kind: 'words', text: words.trim() }
  if (reading.excepting) return addException(reading, subject)
  const asked = reading.operator !== undefined || reading.likeness || isCompared || isTheme
  reading.likeness = false
  reading.add({
    kind: reading.operator ?? 'more',
    subject,
    confidence: 0.5 * meaning + 0.2,
    ...(!asked && { provisional: { start, end } }),
  })
}

const themes = /^(题材|主题|元素|背景)/

/** Takes in a character that says nothing elsewhere, where it stands between the words and what calls them a theme. */
function takeLastCharacter(reading: Reading, run: Token[]): boolean {
  const { tokens, at } = reading
  const [last, next] = [tokens[at], tokens[at + 1]]
  if (last?.is !== 'filler' || !/^(?![的了是我你在都就也很太最])\p{Script=Han}$/u.test(last.text)) return false
  if (!themes.test(next?.text ?? '')) return false
  run.push(last)
  reading.at++
  return true
}

/** 安静点的, 写实一点: what is compared so is wanted, whatever was refused in a part before. */
export function startComparative(reading: Reading): boolean {
  const next = reading.tokens[reading.at]
  const last = reading.tokens[reading.at - 1]!
  const isMore = next?.is === 'filler' && /^(点|一点|一些|些)$/.test(next.text)
  // Alone it may be said of the speaker: 我想清静点.
  const ofItems = reading.drafts.length > 0 || reading.tokens[reading.at + 1]?.text.startsWith('的') === true
  const isCompared = (isMore && ofItems) || /\p{Script=Han}(点|一点|一些|些)的?$/u.test(last.text)
  if (isCompared && reading.operator === 'no' && reading.operatorSegment < reading.segment) reading.operator = undefined
  return isCompared
}

/** What a misspelt name stands for. Titles are written with capitals, where they are not asked for. */
function misspelt(reading: Reading, words: string): Resolved | undefined {
  const found = reading.context.vocabulary.fuzzy(fold(words))
  const isTitle = found?.subject.kind === 'item' && !reading.likeness && !/\p{Lu}/u.test(words)
  return isTitle ? undefined : found
}

/** 别推恐怖片了，晚上睡不着: a sentence in a part of its own, and nothing that is wished for. */
function isAside(reading: Reading, words: string): boolean {
  const next = reading.tokens[reading.at]
  const isVerb =
    next !== undefined && next.start === reading.tokens[reading.at - 1]!.end && /^[不没着得过]/.test(next.text)
  return isVerb && next.is === 'filler' && /\p{Script=Han}/u.test(words) && reading.operatorSegment < reading.segment
}

/** Somebody whom the catalogue does not name: "by Tarantino", 诺兰导演的. */
function isPerson(reading: Reading, words: string, start: number): boolean {
  const next = reading.tokens[reading.at]
  return (
    reading.context.vocabulary.isPerson(fold(words)) ||
    (next !== undefined && /^(导演|主演|执导|演的|拍的)/.test(next.text)) ||
    (/\bby $/i.test(reading.text.slice(0, start)) && /^\p{Lu}/u.test(words))
  )
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
