/** From a message to wishes, by rules: operators open a clause, names and numbers fill it, and what nobody knows is handed back. */

import { readAnd, readLikeThis, readNotAgain, readThan, readThis } from './reading/item-at-hand.ts'
import { readExceptAfter, readName, readWords } from './reading/names.ts'
import { readBetween, readBound, readNumber } from './reading/numbers.ts'
import { readNeutral, readOperator, readThem } from './reading/operators.ts'
import { readQuality } from './reading/qualities.ts'
import { Reading } from './reading/reading.ts'
import { describeWish } from './sentences.ts'
import type { Vocabulary } from './vocabulary.ts'
import type { ParsedWish, Span } from './wish.ts'

/** What a message is read against. */
export interface ParseContext {
  readonly vocabulary: Vocabulary
  readonly locale: 'en' | 'zh'
  /** Epoch milliseconds. */
  readonly now: number
  /** The item that "this" means: the last one the user dealt with. */
  readonly itemId?: string
  /** The name of an item in a sentence. */
  readonly titleOf: (itemId: string) => string
  /** Whether words mean something here though no label has them, from 0 (nothing) to 1. */
  readonly meaningOf?: (words: string) => number
  /** The value of a numeric attribute of an item. */
  readonly numberOf?: (itemId: string, name: string) => number | undefined
}

/** What was understood, in the order of the message, and what was not. */
export interface Parsed {
  readonly wishes: readonly ParsedWish[]
  readonly notUnderstood: readonly Span[]
}

/** Messages are short; of longer ones only so much is read. */
const LONGEST = 2000
const DAY = 86_400_000

/** Reads a message. The same message, catalogue and time give the same wishes. */
export function parseWishes(text: string, context: ParseContext): Parsed {
  const reading = new Reading(text.slice(0, LONGEST), context)
  readOn(reading)
  const wishes = reading.wishes().map(({ kind, subject, except, until, confidence }): ParsedWish => {
    const wish = {
      kind,
      subject,
      ...(until !== undefined && { until }),
      confidence,
      ...(except.length > 0 && { except }),
    }
    return { ...wish, text: describeWish(wish, context) }
  })
  const unread = reading.notUnderstood()
  const isMild = wishes.length === 0 && unread.length === 0 && reading.tokens.some(({ is }) => is === 'neutral')
  return { wishes, notUnderstood: isMild ? [whole(reading.text)] : unread }
}

/** "romance is fine" is no wish, and may be meant to take one back that was said long ago: nobody guesses that. */
function whole(text: string): Span {
  const start = text.length - text.trimStart().length
  return { start, end: text.trimEnd().length, text: text.trim() }
}

/** Reads to the end of the message. */
function readOn(reading: Reading): undefined {
  while (reading.at < reading.tokens.length) step(reading)
}

/** Reads the next token, and those that belong to it. */
function step(reading: Reading): undefined {
  const token = reading.tokens[reading.at++]!
  switch (token.is) {
    case 'operator':
      return readOperator(reading, token)
    case 'nothing':
      reading.nothing = true
      reading.operator = 'no'
      return
    case 'name':
      reading.leaveAttribute(token)
      return readName(reading, token.resolved)
    case 'number':
      return readNumber(reading, token)
    case 'bound':
      return readBound(reading, token)
    case 'number-name':
    case 'unit':
      reading.attributeNamed = reading.attribute(token.of) ?? null
      if (reading.attributeNamed === null && token.is === 'number-name') reading.unknown.push(token)
      return
    case 'attribute':
      reading.attributeNamed = token.name
      return
    case 'between':
      return readBetween(reading)
    case 'quality':
      reading.leaveAttribute(token)
      return readQuality(reading, token)
    case 'like':
      reading.likeness = true
      return
    case 'except-after':
      return readExceptAfter(reading)
    case 'like-this':
      return readLikeThis(reading)
    case 'this':
      return readThis(reading)
    case 'not-again':
      return readNotAgain(reading)
    case 'unseen':
      return reading.add({ kind: 'only', subject: { kind: 'unseen' }, confidence: 0.9 })
    case 'surprise':
      return reading.add({ kind: 'more', subject: { kind: 'surprise' }, confidence: 0.9 })
    case 'time':
      return readLimit(reading, token.span)
    case 'correction':
      if (isAnythingBut(reading)) {
        reading.operator = 'no'
        return
      }
      reading.correcting = reading.drafts.length > 0
      return reading.close()
    case 'except':
      reading.excepting = true
      reading.exceptLeads = reading.beginsPart()
      return
    case 'comma':
      reading.segment++
      reading.neutral = false
      reading.attributeNamed = undefined
      if (reading.forgetting) reading.close()
      return
    case 'neutral':
      return readNeutral(reading, token.after)
    case 'them':
      return readThem(reading)
    case 'and':
      return readAnd(reading)
    case 'about':
      reading.operator ??= 'more'
      return
    case 'forget':
      reading.forgetting = true
      reading.operator = undefined
      reading.clause++
      return
    case 'than':
      return readThan(reading)
    case 'but':
    case 'stop':
      return reading.close()
    case 'word':
      reading.leaveAttribute(token)
      return readWords(reading, token)
    default:
      return
  }
}

/** 不是恐怖片都行: at the beginning there is nothing to correct. */
function isAnythingBut({ drafts, tokens, at }: Reading): boolean {
  return drafts.length === 0 && tokens[at - 1]!.text === '不是' && tokens[at]?.is === 'name'
}

/** A limit of time holds for the clause that it stands in, or, at the beginning of a message, for all that follows. */
function readLimit(reading: Reading, span: 'day' | 'week' | 'month'): undefined {
  // Set against what was before, now is no limit: 以前爱看恐怖的，现在想看轻松的.
  const { start } = reading.tokens[reading.at - 1]!
  if (/以前|之前|过去|从前|used to/.test(reading.text.slice(0, start))) return
  const until = endOf(span, reading.context.now)
  const clause = reading.drafts.filter((draft) => draft.clause === reading.clause)
  if (clause.length > 0) for (const draft of clause) draft.until = until
  else if (reading.drafts.length > 0) reading.drafts.at(-1)!.until = until
  else {
    readOn(reading)
    for (const draft of reading.drafts) draft.until ??= until
  }
}

/** The end of the day (in UTC, as no time zone is known), of seven days, or of thirty. */
function endOf(span: 'day' | 'week' | 'month', now: number): number {
  if (span === 'day') return now + DAY / 2
  return now + (span === 'week' ? 7 : 30) * DAY
}
