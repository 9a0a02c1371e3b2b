/** Numbers in a message: years, decades, centuries and amounts, in digits or in words. */

/** A number as it was said. */
export interface Numeral {
  readonly value: number
  /** It names ten years, or a hundred, beginning with `value`. */
  readonly decade: boolean
  readonly century?: boolean
}

const chineseDigits = '零一二三四五六七八九'
const chineseDecades: Readonly<Record<string, number>> = {
  ...Object.fromEntries([...'二三四五六七八九'].map((digit) => [digit, chineseDigits.indexOf(digit) * 10])),
}
const spelled: Readonly<Record<string, number>> = {
  twenties: 1920,
  thirties: 1930,
  forties: 1940,
  fifties: 1950,
  sixties: 1960,
  seventies: 1970,
  eighties: 1980,
  nineties: 1990,
}
const small: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, an: 1, half: 0.5 }

/** The number that begins here, and where it ends. */
export function numeralAt(lower: string, at: number): { readonly end: number; readonly numeral: Numeral } | undefined {
  const rest = lower.slice(at, at + 30)
  const decade = /^(?:the )?'?(\d{2}|\d{4})'?s\b/.exec(rest) ?? /^(\d{2}|\d{4})年代/.exec(rest)
  if (decade !== null) {
    const digits = Number(decade[1])
    const value = digits > 99 ? digits : digits >= 30 ? 1900 + digits : 2000 + digits
    if (value % 10 === 0) return { end: at + decade[0].length, numeral: { value, decade: true } }
  }
  const word = /^[a-z]+/.exec(rest)?.[0] ?? ''
  if (Object.hasOwn(spelled, word)) return { end: at + word.length, numeral: { value: spelled[word]!, decade: true } }
  const chineseDecade = /^(?:上世纪|二十世纪|20世纪)?([二三四五六七八九])十年代/.exec(rest)
  if (chineseDecade !== null)
    return {
      end: at + chineseDecade[0].length,
      numeral: { value: 1900 + chineseDecades[chineseDecade[1]!]!, decade: true },
    }
  const century = /^(?:上世纪|20世纪)(\d)0年代/.exec(rest)
  if (century !== null)
    return { end: at + century[0].length, numeral: { value: 1900 + Number(century[1]) * 10, decade: true } }
  const hundred = /^(\d{1,2})(?:th|st|nd|rd) century/.exec(rest) ?? /^(\d{1,2})世纪(?!\d)/.exec(rest)
  if (hundred !== null)
    return {
      end: at + hundred[0].length,
      numeral: { value: Number(hundred[1]) * 100 - 99, decade: true, century: true },
    }
  const digits = /^\d+(?:,\d{3})*(?:\.\d+)?/.exec(rest)
  if (digits !== null)
    return { end: at + digits[0].length, numeral: { value: Number(digits[0].replace(/,/g, '')), decade: false } }
  const chinese = /^([一二两三四五六七八九])(?=\s*个?(?:小时|钟头|星|百|分))(百)?/.exec(rest)
  if (chinese !== null) {
    const unit = chinese[1] === '两' ? 2 : chineseDigits.indexOf(chinese[1]!)
    return {
      end: at + chinese[0].length,
      numeral: { value: unit * (chinese[2] === undefined ? 1 : 100), decade: false },
    }
  }
  if (Object.hasOwn(small, word) && /^\w+ (?:and a half )?(?:hours?|hrs?|stars?)\b/.test(rest)) {
    const half = / and a half/.exec(rest) !== null ? 0.5 : 0
    const end = half > 0 ? at + word.length + ' and a half'.length : at + word.length
    return { end, numeral: { value: small[word]! + half, decade: false } }
  }
  return undefined
}
