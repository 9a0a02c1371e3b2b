import { describe, expect, it } from 'vitest'
import {
  CJK,
  COMPLEX_CASE,
  characterClasses,
  DIGIT,
  isCjkCodePoint,
  isMarkCodePoint,
  isWordCodePoint,
  lowerCaseUnits,
  MARK,
  SURROGATE,
  WORD,
} from '../../src/preprocess/characters.ts'

const has = (character: string, flag: number): boolean => (characterClasses()[character.charCodeAt(0)]! & flag) !== 0

describe('the table of character classes', () => {
  it('says of every code unit what a regular expression says of it', () => {
    const classes = characterClasses()
    for (let unit = 0; unit < 0x10000; unit++) {
      const character = String.fromCharCode(unit)
      if (unit >= 0xd800 && unit <= 0xdfff) {
        expect(classes[unit]).toBe(SURROGATE | COMPLEX_CASE)
        continue
      }
      const expected =
        (/[\p{L}\p{N}_]/u.test(character) ? WORD : 0) +
        (/\p{M}/u.test(character) ? MARK : 0) +
        (/\p{Nd}/u.test(character) ? DIGIT : 0)
      if ((classes[unit]! & (WORD | MARK | DIGIT)) !== expected)
        expect.fail(`U+${unit.toString(16)} is ${classes[unit]}`)
    }
  })

  it('marks the scripts that are written without spaces, and only their letters', () => {
    for (const character of '漢字々〆ひカー々ｶﾟㄅไทยลາខ្មែរမြန်')
      expect([character, has(character, CJK)]).toEqual([character, true])
    for (const character of 'aéЖ한글العह7_、。「」・！ ')
      expect([character, has(character, CJK)]).toEqual([character, false])
  })

  it('takes the underscore and every numeral as part of a word, as Python does, and no combining mark', () => {
    for (const character of '_a7²½Ⅷ٣漢') expect([character, has(character, WORD)]).toEqual([character, true])
    for (const character of "\u0301\u093f-'’@#. \u200b")
      expect([character, has(character, WORD)]).toEqual([character, false])
  })

  it('judges code points above U+FFFF as a whole', () => {
    expect([0x20000, 0x10400, 0x1d7d8, 0x1f600, 0x10ffff].map(isWordCodePoint)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
    expect([0x20000, 0x1b000, 0x30000, 0x10400, 0x1f600].map(isCjkCodePoint)).toEqual([true, true, true, false, false])
    expect([0xe0100, 0x20000].map(isMarkCodePoint)).toEqual([true, false])
    expect([0x61, 0xd800].map(isWordCodePoint)).toEqual([true, false])
    expect([0x301, 0x6f22].map(isMarkCodePoint)).toEqual([true, false])
    expect([0x301, 0x6f22].map(isCjkCodePoint)).toEqual([false, true])
  })
})

describe('the table of lower case', () => {
  it('agrees with the engine on every code unit, except where it says that it cannot', () => {
    const lower = lowerCaseUnits()
    const complex: string[] = []
    for (let unit = 0; unit < 0x10000; unit++) {
      const character = String.fromCharCode(unit)
      const expected = character.toLowerCase()
      if ((characterClasses()[unit]! & COMPLEX_CASE) !== 0) {
        if (unit < 0xd800 || unit > 0xdfff) complex.push(character)
        continue
      }
      if (String.fromCharCode(lower[unit]!) !== expected) expect.fail(`U+${unit.toString(16)} becomes ${lower[unit]}`)
    }
    expect(complex).toEqual(['İ', 'Σ'])
  })
})
