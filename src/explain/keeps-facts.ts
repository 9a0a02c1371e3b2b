/** Whether a rewritten sentence says what the sentence before said, and nothing else: compared span by span, by closed lists of words. */

import type { Locale } from './sentences.ts'

/** A rewrite may be so much longer than the sentence. */
const LONGER = 2
const ALWAYS = 40

/** Names stand in these marks, in both languages. */
const NAME = /“[^“”]*”|《[^《》]*》/g
const NUMBER = /\d+(?:[.,]\d+)*/g
const WORD = /\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)*/gu
/** All that may stand between words. */
const BETWEEN = /^[\p{L}\p{M}\p{N}\s.,;:!?'’()\-–—，。；：！？、（）]*$/u

/** Words that say nothing of the user or the item by themselves. Verbs are not among them: after `you` they would be deeds. */
const neutral: Readonly<Record<Locale, readonly string[]>> = {
  en: (
    'a an the this that it its is are as to of for in on and both with by from at so here there one because since given you your also too well just ' +
    'similar alike close near comes come appears stands suggestion recommendation reason about which who those them'
  ).split(' '),
  zh: '因为 由于 所以 因此 推荐 这个 这部 这本 这 它 是 和 与 跟 你 您 的 了 也 都 同样 相似 类似 相近 接近 一样 为你 给你 理由 原因 就是 在于 于是 而 里 中'.split(
    ' ',
  ),
}
/** What turns a reason into its opposite: where it stands it has to stay. */
const against: Readonly<Record<Locale, readonly string[]>> = {
  en: 'lower lowered less low unlike further disliked hid skipped passed held nothing without instead still not no'.split(
    ' ',
  ),
  zh: [...'不没未非少低降减藏跳远而'],
}

/**
 * True where `rewrite` has each name of `sentence` (what stands in “ ” or 《 》) as often, and no other; no number that the sentence has not; outside of names no word that is neither the sentence's own nor
 * neutral; every word that speaks against; and no signs but usual ones. An order of words that distorts is not found out.
 */
export function keepsFacts(sentence: string, rewrite: string, locale: Locale): boolean {
  if (rewrite === '' || rewrite.length > ALWAYS + LONGER * sentence.length) return false
  if (String(namesIn(rewrite)) !== String(namesIn(sentence))) return false
  const own = sentence.replaceAll(NAME, ' ')
  const said = rewrite.replaceAll(NAME, ' ')
  if (!BETWEEN.test(said)) return false
  const numbers: readonly string[] = own.match(NUMBER) ?? []
  if (!(said.match(NUMBER) ?? []).every((number) => numbers.includes(number))) return false
  return locale === 'zh' ? keepsChinese(own, said) : keepsWords(own, said)
}

function namesIn(sentence: string): string[] {
  return (sentence.match(NAME) ?? []).sort()
}

function wordsIn(sentence: string): string[] {
  return (sentence.match(WORD) ?? []).map((word) => word.toLowerCase().replaceAll('’', "'"))
}

function keepsWords(own: string, said: string): boolean {
  const given = new Set(wordsIn(own))
  const taken = new Set(wordsIn(said))
  const allowed = new Set(neutral.en)
  return (
    [...taken].every((word) => given.has(word) || allowed.has(word)) &&
    against.en.every((word) => !given.has(word) || taken.has(word))
  )
}

/** Chinese is not cut into words: what is said has to be made of pieces of the sentence, of two characters at least, and of neutral words. */
function keepsChinese(own: string, said: string): boolean {
  for (const mark of against.zh) if (own.includes(mark) !== said.includes(mark)) return false
  // Terms may be in another script: those are compared word by word.
  const isHan = (word: string): boolean => /\p{Script=Han}/u.test(word)
  const given = new Set(wordsIn(own))
  return wordsIn(said).every((word) => (isHan(word) ? isMadeOf(word, own) : given.has(word)))
}

function isMadeOf(text: string, own: string): boolean {
  /** Whether the first so many characters are. */
  const made = [true]
  for (let end = 1; end <= text.length; end++) {
    made[end] = made.some((begun, start) => {
      if (!begun || start >= end) return false
      const piece = text.slice(start, end)
      return neutral.zh.includes(piece) || (piece.length > 1 && own.includes(piece))
    })
  }
  return made[text.length]!
}
