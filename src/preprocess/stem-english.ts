/**
 * The English stemmer of the Snowball project (Porter2), after its published description: https://snowballstem.org/algorithms/english/stemmer.html,
 * as of Snowball 3.1. Step names are those of the description.
 *
 * A consonant `y` is written `Y` inside. R1 is what follows the first consonant after a vowel, R2 the same within R1:
 *
 * ```
 * b e a u t i f u l        R1 = iful, R2 = ul
 *           |     R1
 *               | R2
 * ```
 */

/** Whole words that the rules would get wrong. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ['skis', 'ski'],
  ['skies', 'sky'],
  ['idly', 'idl'],
  ['gently', 'gentl'],
  ['ugly', 'ugli'],
  ['early', 'earli'],
  ['only', 'onli'],
  ['singly', 'singl'],
  ...'sky news howe atlas cosmos bias andes'.split(' ').map((word) => [word, word] as const),
])

/** Beginnings after which R1 starts. */
const LONG_BEGINNINGS = 'arsen commun emerg gener inter later organ past univers'.split(' ')

type Rules = ReadonlyMap<number, readonly (readonly [suffix: string, replacement: string])[]>

/** Suffixes by their last letter; the longest first, since only the longest that fits may be tried. `>` marks conditions that a step checks itself. */
function rules(table: string): Rules {
  const byLetter = new Map<number, [string, string][]>()
  for (const entry of table.split(' ')) {
    const [suffix = '', replacement = ''] = entry.split('>')
    const letter = suffix.charCodeAt(suffix.length - 1)
    byLetter.set(letter, [...(byLetter.get(letter) ?? []), [suffix, replacement]])
  }
  for (const list of byLetter.values()) list.sort(([first], [second]) => second.length - first.length)
  return byLetter
}

const STEP_2 = rules(
  'tional>tion enci>ence anci>ance abli>able entli>ent izer>ize ization>ize ational>ate ation>ate ator>ate alism>al aliti>al alli>al ' +
    'fulness>ful ousli>ous ousness>ous iveness>ive iviti>ive biliti>ble bli>ble ogi>og ogist>og fulli>ful lessli>less li',
)
const STEP_3 = rules('tional>tion ational>ate alize>al icate>ic iciti>ic ical>ic ful ness ative')
const STEP_4 = rules('al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize ion')

/** The longest suffix of the table that ends the word. */
function longestSuffix(word: string, table: Rules): readonly [suffix: string, replacement: string] | undefined {
  const list = table.get(word.charCodeAt(word.length - 1))
  if (list === undefined) return undefined
  for (const rule of list) if (word.endsWith(rule[0])) return rule
  return undefined
}

/**
 * The stem of an English word in lower case: `recommendations` to `recommend`. Stems are for comparing, not for reading (`happy` to `happi`).
 * Words of one or two letters, and words of other scripts, come back as they are.
 *
 * @example
 * ```ts
 * stemEnglish('running') // 'run'
 * stemEnglish('generously') // 'generous'
 * ```
 */
export function stemEnglish(word: string): string {
  if (word.length <= 2) return word
  const exception = EXCEPTIONS.get(word)
  if (exception !== undefined) return exception
  const last = word.charCodeAt(word.length - 1)
  // No rule ends in anything but a small letter or an apostrophe; a leading apostrophe is dropped all the same.
  if (!isSmallLetter(last) && last !== 0x27 && word[0] !== "'") return word

  const marked = markConsonantY(word[0] === "'" ? word.slice(1) : word)
  const beginning = LONG_BEGINNINGS.find((start) => marked.startsWith(start))
  const r1 = beginning?.length ?? regionAfter(marked, 0)
  const r2 = regionAfter(marked, r1)
  let stem = step1a(marked)
  stem = step1b(stem, r1)
  stem = step1c(stem)
  stem = step2(stem, r1)
  stem = step3(stem, r1, r2)
  stem = step4(stem, r2)
  stem = step5(stem, r1, r2)
  return marked.includes('Y') ? stem.replaceAll('Y', 'y') : stem
}

/** Plurals and possessives. */
function step1a(word: string): string {
  let stem = word
  if (stem.endsWith("'s'")) stem = stem.slice(0, -3)
  else if (stem.endsWith("'s")) stem = stem.slice(0, -2)
  else if (stem.endsWith("'")) stem = stem.slice(0, -1)
  if (stem.endsWith('sses')) return stem.slice(0, -2)
  // ties -> tie, cries -> cri
  if (stem.endsWith('ied') || stem.endsWith('ies')) return stem.slice(0, stem.length > 4 ? -2 : -1)
  if (!stem.endsWith('s') || stem.endsWith('ss') || stem.endsWith('us')) return stem
  // gaps -> gap, but gas and this stay: the vowel must not stand directly before the s.
  return hasVowel(stem, stem.length - 2) ? stem.slice(0, -1) : stem
}

/** Past tenses and participles. */
function step1b(word: string, r1: number): string {
  const eed = word.endsWith('eedly') ? 5 : word.endsWith('eed') ? 3 : 0
  if (eed > 0) {
    const before = word.slice(0, -eed)
    const keeps = before.length < r1 || before === 'succ' || before === 'proc' || before === 'exc'
    return keeps ? word : `${before}ee`
  }
  const length = word.endsWith('ingly')
    ? 5
    : word.endsWith('edly')
      ? 4
      : word.endsWith('ing')
        ? 3
        : word.endsWith('ed')
          ? 2
          : 0
  if (length === 0) return word
  const before = word.slice(0, -length)
  if (length === 3) {
    // dying -> die
    if (before.length === 2 && before[1] === 'y' && !isVowel(before, 0)) return `${before[0]}ie`
    if (KEEP_ING.has(before)) return word
  }
  if (!hasVowel(before, before.length)) return word
  // luxuriat(ed) -> luxuriate
  if (before.endsWith('at') || before.endsWith('bl') || before.endsWith('iz')) return `${before}e`
  if (endsInDouble(before)) {
    // hopp(ing) -> hop, but add, egg and off stay.
    const isWhole = before.length === 3 && 'aeo'.includes(before[0]!)
    return isWhole ? before : before.slice(0, -1)
  }
  // hop(ing) -> hope
  return before.length === r1 && endsInShortSyllable(before) ? `${before}e` : before
}

const KEEP_ING: ReadonlySet<string> = new Set(['even', 'cann', 'inn', 'earr', 'herr', 'out'])

/** `cry` to `cri`, but `by` and `say` stay. */
function step1c(word: string): string {
  const at = word.length - 1
  if (at < 2 || (word[at] !== 'y' && word[at] !== 'Y') || isVowel(word, at - 1)) return word
  return `${word.slice(0, at)}i`
}

/** Suffixes of two or more parts. */
function step2(word: string, r1: number): string {
  const rule = longestSuffix(word, STEP_2)
  if (rule === undefined) return word
  const [suffix, replacement] = rule
  const before = word.slice(0, -suffix.length)
  if (before.length < r1) return word
  if (suffix === 'ogi' && !before.endsWith('l')) return word
  if (suffix === 'li' && !'cdeghkmnrt'.includes(before[before.length - 1] ?? ' ')) return word
  return before + replacement
}

function step3(word: string, r1: number, r2: number): string {
  const rule = longestSuffix(word, STEP_3)
  if (rule === undefined) return word
  const [suffix, replacement] = rule
  const start = word.length - suffix.length
  if (start < (suffix === 'ative' ? r2 : r1)) return word
  return word.slice(0, start) + replacement
}

function step4(word: string, r2: number): string {
  const rule = longestSuffix(word, STEP_4)
  if (rule === undefined) return word
  const start = word.length - rule[0].length
  if (start < r2) return word
  if (rule[0] === 'ion' && word[start - 1] !== 's' && word[start - 1] !== 't') return word
  return word.slice(0, start)
}

/** A last `e` or a double `l`. */
function step5(word: string, r1: number, r2: number): string {
  const start = word.length - 1
  if (word[start] === 'e') {
    const drops = start >= r2 || (start >= r1 && !endsInShortSyllable(word.slice(0, start)))
    return drops ? word.slice(0, start) : word
  }
  return word[start] === 'l' && start >= r2 && word[start - 1] === 'l' ? word.slice(0, start) : word
}

/** `y` at the beginning, or after a vowel, is a consonant. A `y` that was made one is no vowel for the next. */
function markConsonantY(word: string): string {
  if (!word.includes('y')) return word
  let marked = ''
  for (let at = 0; at < word.length; at++) {
    marked += word[at] === 'y' && (at === 0 || isVowel(marked, at - 1)) ? 'Y' : word[at]
  }
  return marked
}

/** Behind the first consonant that follows a vowel, at or after `start`; the word's end where there is none. */
function regionAfter(word: string, start: number): number {
  let at = start
  while (at < word.length && !isVowel(word, at)) at++
  while (at < word.length && isVowel(word, at)) at++
  return Math.min(at + 1, word.length)
}

/** A short syllable: a vowel between two consonants, the second not w, x or Y; or a vowel and a consonant that are the whole word; or `past`. */
function endsInShortSyllable(word: string): boolean {
  const last = word.length - 1
  if (last < 1 || isVowel(word, last)) return false
  if (word.endsWith('past')) return true
  if (!isVowel(word, last - 1)) return false
  if (last === 1) return true
  return !isVowel(word, last - 2) && !'wxY'.includes(word[last]!)
}

function endsInDouble(word: string): boolean {
  const last = word[word.length - 1]
  return last !== undefined && last === word[word.length - 2] && 'bdfgmnprt'.includes(last)
}

/** Whether `word[0 .. end)` has a vowel. */
function hasVowel(word: string, end: number): boolean {
  for (let at = 0; at < end; at++) if (isVowel(word, at)) return true
  return false
}

function isVowel(word: string, at: number): boolean {
  switch (word.charCodeAt(at)) {
    case 0x61: // a
    case 0x65: // e
    case 0x69: // i
    case 0x6f: // o
    case 0x75: // u
    case 0x79: // y
      return true
    default:
      return false
  }
}

function isSmallLetter(unit: number): boolean {
  return unit >= 0x61 && unit <= 0x7a
}
