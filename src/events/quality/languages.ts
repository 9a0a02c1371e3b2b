/** The script of letters, and a guess at the language of texts in Latin letters: enough to see that a text is unlike the rest of a catalogue. */

/** Scripts told apart, with the ranges of their letters (first and last code point by turns). Sorted out by falling frequency on the web. */
const ranges: readonly (readonly [script: Script, ...ranges: number[]])[] = [
  [
    'Latin',
    0x41,
    0x5a,
    0x61,
    0x7a,
    0xaa,
    0xaa,
    0xba,
    0xba,
    0xc0,
    0xd6,
    0xd8,
    0xf6,
    0xf8,
    0x24f,
    0x1e00,
    0x1eff,
    0xff21,
    0xff3a,
    0xff41,
    0xff5a,
  ],
  ['Cyrillic', 0x400, 0x52f],
  ['Greek', 0x370, 0x373, 0x376, 0x377, 0x37b, 0x37d, 0x386, 0x386, 0x388, 0x3ff, 0x1f00, 0x1fff],
  ['Arabic', 0x620, 0x64a, 0x66e, 0x6d3, 0x750, 0x77f, 0xfb50, 0xfdff, 0xfe70, 0xfefc],
  ['Hebrew', 0x5d0, 0x5ea],
  ['Devanagari', 0x904, 0x939, 0x958, 0x961],
  ['Thai', 0xe01, 0xe30],
  ['Hangul', 0x1100, 0x11ff, 0x3131, 0x318e, 0xac00, 0xd7a3],
  ['Kana', 0x3041, 0x3096, 0x30a1, 0x30fa, 0x30fc, 0x30fc, 0x31f0, 0x31ff, 0xff66, 0xff9d],
  ['Han', 0x3005, 0x3005, 0x3400, 0x4dbf, 0x4e00, 0x9fff, 0xf900, 0xfaff, 0x20000, 0x323af],
]

export type Script =
  | 'Latin'
  | 'Cyrillic'
  | 'Greek'
  | 'Arabic'
  | 'Hebrew'
  | 'Devanagari'
  | 'Thai'
  | 'Hangul'
  | 'Kana'
  | 'Han'

/** The script of a letter; nothing for what is no letter, or a letter of a script that is not told apart. */
export function scriptOf(codePoint: number): Script | undefined {
  if (codePoint < 0x41) return undefined
  for (const [script, ...ends] of ranges) {
    for (let at = 0; at < ends.length; at += 2) if (codePoint >= ends[at]! && codePoint <= ends[at + 1]!) return script
  }
  return undefined
}

/** Letters by script, most first. */
export function countScripts(text: string): [Script, number][] {
  const counts = new Map<Script, number>()
  for (const character of text) {
    const script = scriptOf(character.codePointAt(0)!)
    if (script !== undefined) counts.set(script, (counts.get(script) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])
}

/** The commonest words that a language shares with few others. */
const functionWords: Readonly<Record<string, string>> = {
  English: 'the of and to is that it was for with as his her on be by this from they at not are which you an',
  Spanish: 'el los las y del se una por con para su al lo como más pero sus le ha muy este es que',
  French: 'les des et du est une dans pour qui au pas sur ce il avec plus par sont cette aux elle nous vous ses',
  German: 'der die und das den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus',
  Italian: 'il di che e è un una per non del della con sono gli nel alla più ma come dei anche suo lo le',
  Portuguese: 'o os e do da em um uma para com não por mais as dos como mas foi ao das seu sua que é',
  Dutch: 'de het een van en in is dat op te zijn met voor niet aan er om ook als maar bij uit naar hij',
}

/** Fewer words are not judged. */
const LEAST_WORDS = 12
const LEAST_HITS = 4

/** Makes a function that guesses the language of a text in Latin letters of at least twelve words by its small words; it gives nothing where no language clearly leads. */
export function languageGuesser(): (text: string) => string | undefined {
  const languagesOf = new Map<string, string[]>()
  for (const [language, words] of Object.entries(functionWords)) {
    for (const word of words.split(' ')) languagesOf.set(word, [...(languagesOf.get(word) ?? []), language])
  }
  return (text) => {
    const words = text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? []
    if (words.length < LEAST_WORDS) return undefined
    const hits = new Map<string, number>()
    for (const word of words) {
      for (const language of languagesOf.get(word) ?? []) hits.set(language, (hits.get(language) ?? 0) + 1)
    }
    const [first, second] = [...hits].sort((a, b) => b[1] - a[1])
    if (first === undefined || first[1] < Math.max(LEAST_HITS, 0.1 * words.length)) return undefined
    return first[1] >= 1.5 * (second?.[1] ?? 0) ? first[0] : undefined
  }
}
