/** Texts that are too alike, or too unlike the others: near-duplicates, boilerplate, other languages, mixed scripts. */

import { show } from '../../errors.ts'
import type { ItemTable } from './item-table.ts'
import { countScripts, languageGuesser, scriptOf } from './languages.ts'
import { plainForm, similarPairs } from './min-hash.ts'
import { applyFixes, type Found, type Rule } from './rule.ts'

const textless = ['missingTexts', 'tinyTexts']

/** Items whose texts are nearly an earlier one's: the same thing listed twice. Lists show it twice, and behaviour is split between the two. */
export const nearDuplicateTexts: Rule<ItemTable> = {
  name: 'nearDuplicateTexts',
  describe: 'items whose text is nearly that of an earlier item',
  severity: 'warning',
  action: 'report',
  async find(table, { settings: { duplicateSimilarity, ignoreNumbers }, pacer, isFlagged }) {
    // Two items without a real text are no copies of each other.
    const texts = table.descriptions.map((_, row) => (isFlagged(row, textless) ? '' : table.wholeText(row)))
    const pairs = await similarPairs(texts, duplicateSimilarity, pacer)
    const best = new Map<number, { first: number; similarity: number }>()
    for (const { first, second, similarity } of pairs) {
      if (similarity <= (best.get(second)?.similarity ?? 0)) continue
      if (!ignoreNumbers && similarity < 1 && numbersOf(texts[first]!) !== numbersOf(texts[second]!)) continue
      best.set(second, { first, similarity })
    }
    return Array.from(best, ([row, { first, similarity }]): Found => {
      const alike = similarity === 1 ? 'the text' : `${(100 * similarity).toFixed(0)} % of the text`
      return { row, related: [first], why: `${alike} of ${show(table.ids[first])}` }
    })
  },
}

/** The numbers in a text, in order. Volumes, sizes and years tell things apart whose texts differ in nothing else. */
function numbersOf(text: string): string {
  return (text.normalize('NFKC').match(/\p{N}+/gu) ?? []).join(' ')
}

const LEAST_SHARING = 5
const LEAST_WORDS = 4
/** The ends of sentences, with the blanks after them; a line is a sentence too. */
const sentenceEnd = /(?<=[.!?…])\s+|(?<=[。！？])|\n+/u

/** Sentences that many items share say nothing of any of them: shipping terms, slogans, legal notes. */
export const boilerplate: Rule<ItemTable> = {
  name: 'boilerplate',
  describe: 'items with a sentence that many other items have too',
  severity: 'info',
  action: 'report',
  find(table, { settings: { boilerplateShare } }) {
    const sharing = new Map<string, number>()
    for (let row = 0; row < table.size; row++) {
      const forms = table.texts(row).flatMap(({ value }) => sentences(value).map(({ form }) => form))
      for (const form of new Set(forms)) sharing.set(form, (sharing.get(form) ?? 0) + 1)
    }
    const least = Math.max(LEAST_SHARING, Math.ceil(boilerplateShare * table.size))
    const found: Found[] = []
    for (let row = 0; row < table.size; row++) {
      let worst: { sentence: string; items: number } | undefined
      const fixes = table.texts(row).flatMap(({ path, value }) => {
        let rest = value
        for (const { sentence, form } of sentences(value)) {
          const items = sharing.get(form)!
          if (items < least) continue
          if (items > (worst?.items ?? 0)) worst = { sentence, items }
          rest = rest.replace(sentence, () => '')
        }
        return rest === value ? [] : [{ path, value: rest.replace(/\s+/g, ' ').trim() }]
      })
      if (worst !== undefined) found.push({ row, fixes, why: `${worst.items} items have ${show(worst.sentence)}` })
    }
    return found
  },
  repair: applyFixes,
}

/** The sentences of at least four words (names and titles are shorter), or of ten characters in scripts without blanks, and their plain forms. */
function sentences(text: string): { sentence: string; form: string }[] {
  return text.split(sentenceEnd).flatMap((part) => {
    const sentence = part.trim()
    const form = plainForm(sentence)
    const words = form.split(' ').length - 2
    const unspaced = form.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu)?.length ?? 0
    return words >= LEAST_WORDS || unspaced >= 10 ? [{ sentence, form }] : []
  })
}

/** Texts in another language or script than most. They are alike to nothing but each other. */
export const foreignTexts: Rule<ItemTable> = {
  name: 'foreignTexts',
  describe: 'items whose text is in another language or script than most',
  severity: 'info',
  action: 'report',
  find(table, { settings: { mainLanguageShare }, isFlagged }) {
    const guess = languageGuesser()
    const texts = table.descriptions.map((_, row) => (isFlagged(row, textless) ? '' : table.wholeText(row)))
    const scripts = texts.map(mainScript)
    const mainOfScripts = leader(scripts, mainLanguageShare)
    const languages = texts.map((text, row) => (scripts[row] === 'Latin' ? guess(text) : undefined))
    const mainOfLanguages = leader(languages, mainLanguageShare)
    return table.descriptions.flatMap((_, row): Found[] => {
      const script = scripts[row]
      if (mainOfScripts !== undefined && script !== undefined && script !== mainOfScripts) {
        return [{ row, why: `written in ${script}, most texts in ${mainOfScripts}` }]
      }
      const language = languages[row]
      if (mainOfLanguages === undefined || language === undefined || language === mainOfLanguages) return []
      return [{ row, why: `looks ${language}, most texts ${mainOfLanguages}` }]
    })
  },
}

/** The script of most letters; Japanese counts as Kana however many Han characters it has. */
function mainScript(text: string): string | undefined {
  const counts = countScripts(text)
  const letters = counts.reduce((sum, [, count]) => sum + count, 0)
  const kana = counts.find(([script]) => script === 'Kana')?.[1] ?? 0
  if (kana > 0.1 * letters) return 'Kana'
  const [first] = counts
  return first !== undefined && first[1] > 0.5 * letters ? first[0] : undefined
}

/** What is said at least `share` of the times that anything is said. */
function leader(votes: readonly (string | undefined)[], share: number): string | undefined {
  const counts = new Map<string, number>()
  for (const vote of votes) if (vote !== undefined) counts.set(vote, (counts.get(vote) ?? 0) + 1)
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return [...counts].find(([, count]) => count >= share * total)?.[0]
}

/** Scripts that look alike; a word of two of them was tampered with, or typed on the wrong keyboard. */
const alike: ReadonlySet<string | undefined> = new Set(['Latin', 'Cyrillic', 'Greek'])

/** Words with letters of several scripts that look alike (`pаypal` with a Cyrillic а): no search and no encoder knows them. */
export const mixedScripts: Rule<ItemTable> = {
  name: 'mixedScripts',
  describe: 'words that mix Latin, Cyrillic or Greek letters',
  severity: 'warning',
  action: 'report',
  find(table) {
    return table.descriptions.flatMap((_, row): Found[] => {
      const mixed = (table.wholeText(row).match(/[\p{L}\p{M}]{3,}/gu) ?? []).filter(isMixed)
      return mixed.length === 0 ? [] : [{ row, why: `${show(mixed[0])} mixes scripts` }]
    })
  },
}

function isMixed(word: string): boolean {
  if (/^[\0-\u024f]*$/.test(word)) return false
  const scripts = new Set(
    Array.from(word, (letter) => scriptOf(letter.codePointAt(0)!)).filter((script) => alike.has(script)),
  )
  return scripts.size > 1
}
