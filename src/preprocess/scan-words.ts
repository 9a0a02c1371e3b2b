/**
 * The scanner that finds words in a text: one pass over its code units with a table of character classes, and no regular expression.
 *
 * A word is a run of letters, digits, marks and inner underscores. What belongs to a word besides (`don't`, `U.S.`, `3.5`, `R&B`, `C++`) is decided
 * in `word-joins.ts`, only where such a sign directly follows a word.
 */

import {
  CJK,
  characterClasses,
  isCjkCodePoint,
  isMarkCodePoint,
  isWordCodePoint,
  MARK,
  SURROGATE,
  WORD,
} from './characters.ts'
import type { CjkSplitter, RunSplitter } from './cjk-words.ts'
import type { TokenList } from './token-list.ts'
import { joinWord, mayJoin, pushWord } from './word-joins.ts'

const UNDERSCORE = 0x5f

/** Adds the words of `text` to `list`. `cjk` cuts runs of scripts that are written without spaces. */
export function scanWords(text: string, list: TokenList, cjk: CjkSplitter): void {
  let splitRun: RunSplitter | undefined
  const classes = characterClasses()
  const length = text.length
  let at = 0
  while (at < length) {
    const unit = text.charCodeAt(at)
    const flags = classes[unit]!
    if (flags === 0) {
      at++
      continue
    }
    if ((flags & CJK) !== 0 || ((flags & SURROGATE) !== 0 && isCjkCodePoint(text.codePointAt(at)!))) {
      const end = runEnd(text, at, classes)
      splitRun ??= cjk(text)
      splitRun(at, end, list)
      at = end
      continue
    }
    if (unit === UNDERSCORE) {
      at++
      continue
    }
    const end = wordEnd(text, at, classes)
    if (end === at) {
      at += (flags & SURROGATE) !== 0 && text.codePointAt(at)! > 0xffff ? 2 : 1
      continue
    }
    at = mayJoin(text, end, classes) ? joinWord(text, at, end, classes, list) : pushWord(text, at, end, list)
  }
}

/** The end of the word that starts at `start`; `start` itself where none does, as at a mark without a letter before it. */
function wordEnd(text: string, start: number, classes: Uint8Array): number {
  const length = text.length
  let at = start
  while (at < length) {
    const flags = classes[text.charCodeAt(at)]!
    // Nearly every step and every end is decided by these two lines.
    if ((flags & (WORD | CJK)) === WORD) {
      at++
    } else if ((flags & (MARK | SURROGATE)) === 0) {
      break
    } else if ((flags & SURROGATE) !== 0) {
      const codePoint = text.codePointAt(at)!
      const inWord = isWordCodePoint(codePoint) ? !isCjkCodePoint(codePoint) : at > start && isMarkCodePoint(codePoint)
      if (!inWord) break
      at += 2
    } else if ((flags & (MARK | CJK)) === MARK && at > start) {
      at++
    } else {
      break
    }
  }
  return at
}

function runEnd(text: string, start: number, classes: Uint8Array): number {
  const length = text.length
  let at = start
  while (at < length) {
    const flags = classes[text.charCodeAt(at)]!
    if ((flags & (CJK | MARK)) !== 0) {
      at++
    } else if ((flags & SURROGATE) !== 0) {
      const codePoint = text.codePointAt(at)!
      if (!isCjkCodePoint(codePoint) && !isMarkCodePoint(codePoint)) break
      at += 2
    } else {
      break
    }
  }
  return at
}
