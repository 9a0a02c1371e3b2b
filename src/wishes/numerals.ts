/** Numbers in a message: years, decades, centuries and amounts, in digits or in words. */

/** A number as it was said. */
export interface Numeral {
  readonly value: number
  /** The last year, where it names several: a decade, a century, the 60s and 70s. */
  readonly to?: number
  /** It says how many years there are until now. */
  readonly ago?: true
}

const decades = ['twenties', 'thirties', 'forties', 'fifties', 'sixties', 'seventies', 'eighties', 'nineties']
const centuries = ['sixteenth', 'seventeenth', 'eighteenth', 'nineteenth', 'twentieth', 'twenty-first']
const small = 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen'.split(' ')
const tens: Readonly<Record<string, number>> = { twenty: 20, thirty: 30, forty: 40, fifty: 50, a: 1, an: 1, half: 0.5 }
const digits = '零一二三四五六七八九'
const places: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }
const unit = '(?:hours?|hrs?|minutes?|mins?|pages?|stars?|dollars?|bucks|euros?|pounds?)'
const chineseUnit = '(?:小时|钟头|分钟|分|星|页|块|元|美元|美金|欧元|刀)'
const sinceOfOld = '(?:上个?世纪|二十世纪|20世纪)'

/** Each form of a number, those that say more before those that say less, and what it says; undefined where that is no number after all. */
const forms: readonly (readonly [RegExp, (said: readonly string[]) => Numeral | undefined])[] = [
  [/^(?:the )?(?:last|past) ([a-z]+|\d+) years\b/, ([, count]) => ago(english(count!))],
  [/^(?:the )?(?:last|past) decade\b/, () => ago(10)],
  [/^(?:the )?(?:last|past) ([a-z]+) decades\b/, ([, count]) => ago(10 * english(count!))],
  [/^(?:最近|近|过去|这)(\d{1,2}|[一二两三四五六七八九十]{1,3})年(?:来|间|里|[以之]?内)?/, ([, n]) => ago(chinese(n!))],
  [/^(\d{1,2}|[一二两三四五六七八九十]{1,3})年[以之]?内/, ([, count]) => ago(chinese(count!))],
  [/^(?:the )?'?(\d{2}|\d{4})'?s\b/, ([, year]) => decade(Number(year))],
  [/^(\d{2}|\d{4})年代/, ([, year]) => decade(Number(year))],
  [new RegExp(`^(?:the )?(${decades.join('|')})\\b`), ([, name]) => decade(1920 + 10 * decades.indexOf(name!))],
  [new RegExp(`^${sinceOfOld}?([二三四五六七八九])十年代`), ([, ten]) => decade(1900 + 10 * digits.indexOf(ten!))],
  [new RegExp(`^${sinceOfOld}(\\d)0年代`), ([, ten]) => decade(1900 + 10 * Number(ten))],
  [
    new RegExp(`^${sinceOfOld}?([二三四五六七八九])([二三四五六七八九])十年代`),
    ([, from, to]) => span(1900 + 10 * digits.indexOf(from!), 1909 + 10 * digits.indexOf(to!)),
  ],
  [/^(\d{1,2})(?:th|st|nd|rd)[- ]century/, ([, nth]) => century(Number(nth))],
  [new RegExp(`^(${centuries.join('|')})[- ]century`), ([, name]) => century(16 + centuries.indexOf(name!))],
  [/^(?:the )?last century\b/, () => century(20)],
  [/^this century\b/, () => century(21)],
  [/^(\d{1,2})世纪(?!\d)/, ([, nth]) => century(Number(nth))],
  [/^([十二一五六七八九]{2,3})世纪(?![\d二三四五六七八九])/, ([, nth]) => century(chinese(nth!))],
  [/^上个?世纪(?![\d二三四五六七八九])/, () => century(20)],
  [/^(?:本|这个)世纪/, () => century(21)],
  // 98年, 05年 and 二零一零年 are years; 10年 may be ten of them.
  [/^(0\d|[4-9]\d)(?=年(?![代来内间里前]))/, ([, year]) => ({ value: (year! < '40' ? 2000 : 1900) + Number(year) })],
  [/^([一二][零〇一二三四五六七八九]{3})(?=年)/, ([, year]) => ({ value: Number([...year!].map(digitOf).join('')) })],
  [/^(\d+(?:,\d{3})*(?:\.\d+)?)/, ([, number]) => ({ value: Number(number!.replace(/,/g, '')) })],
  [/^([一二两三四五六七八九十])个半(?=小时|钟头)/, ([, hours]) => ({ value: chinese(hours!) + 0.5 })],
  [/^半(?=个?(?:小时|钟头))/, () => ({ value: 0.5 })],
  [new RegExp(`^([零一二两三四五六七八九十百千]+)(?=个?${chineseUnit})`), ([, n]) => ({ value: chinese(n!) })],
  [new RegExp(`^([a-z]+) hundred(?= ${unit}\\b)`), ([, hundreds]) => amount(100 * english(hundreds!))],
  [new RegExp(`^([a-z]+) and a half(?= ${unit}\\b)`), ([, whole]) => amount(english(whole!) + 0.5)],
  [new RegExp(`^([a-z]+)(?= ${unit}\\b)`), ([, word]) => amount(english(word!))],
]

/** The number that begins here, and where it ends. Decades that follow each other, or have a "to" between them, are one. */
export function numeralAt(lower: string, at: number): { readonly end: number; readonly numeral: Numeral } | undefined {
  const first = singleAt(lower, at)
  if (first === undefined) return undefined
  const { value, to = value % 10 === 0 && value < 100 ? decade(value)?.to : undefined } = first.numeral
  const joint = /^\s*(to|and|or|through|[-–~/、和到至或])\s*(?:the )?/.exec(lower.slice(first.end, first.end + 12))
  const second = joint === null || to === undefined ? undefined : singleAt(lower, first.end + joint[0].length)
  const last = second?.numeral.to
  if (last === undefined || last <= to!) return first
  // 60s and 80s are two; 60到80年代 is one.
  if (last - to! > 10 && /^(and|or|[/、和或])$/.test(joint![1]!)) return first
  return { end: second!.end, numeral: { value: to! - 9, to: last } }
}

function singleAt(lower: string, at: number): { readonly end: number; readonly numeral: Numeral } | undefined {
  const rest = lower.slice(at, at + 40)
  let longest: { readonly end: number; readonly numeral: Numeral } | undefined
  for (const [form, read] of forms) {
    const said = form.exec(rest)
    const numeral = said === null ? undefined : read(said)
    const end = at + (said?.[0].length ?? 0)
    if (numeral !== undefined && end > (longest?.end ?? at)) longest = { end, numeral }
  }
  return longest
}

const span = (value: number, to: number): Numeral | undefined => (value < to ? { value, to } : undefined)
const century = (nth: number): Numeral => ({ value: 100 * nth - 99, to: 100 * nth })
const ago = (years: number): Numeral | undefined => (years > 0 ? { value: years, ago: true } : undefined)
const amount = (value: number): Numeral | undefined => (value > 0 ? { value } : undefined)

/** The ten years that begin with this one: 1980, or 80 for short, or 10 for 2010. */
function decade(year: number): Numeral | undefined {
  const value = year > 99 ? year : year >= 30 ? 1900 + year : 2000 + year
  return value % 10 === 0 ? { value, to: value + 9 } : undefined
}

/** The value of an English word for a number, or of digits; 0 for any other word. */
function english(word: string): number {
  if (/^\d+$/.test(word)) return Number(word)
  return Object.hasOwn(tens, word) ? tens[word]! : Math.max(0, small.indexOf(word))
}

const digitOf = (character: string): number =>
  character === '两' ? 2 : Math.max(0, digits.indexOf(character === '〇' ? '零' : character))

/** The value of a Chinese number, or of digits: 三百二十. */
function chinese(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  let value = 0
  let digit = 0
  for (const character of text) {
    const place = places[character]
    if (place === undefined) digit = digitOf(character)
    else {
      value += (digit === 0 ? 1 : digit) * place
      digit = 0
    }
  }
  return value + digit
}
