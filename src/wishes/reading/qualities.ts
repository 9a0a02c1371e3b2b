/** Qualities, which are more or less of a label, of words, or of a number: "darker", "newer". */

import type { Token } from '../tokens.ts'
import { fold, type WishSubject } from '../wish.ts'
import { compare } from './item-at-hand.ts'
import { addException, startComparative } from './names.ts'
import type { Reading } from './reading.ts'

/** A quality, alone or compared. */
export function readQuality(reading: Reading, token: Token & { readonly is: 'quality' }): undefined {
  startComparative(reading)
  const turned = reading.operator === 'less' || reading.operator === 'no'
  if (token.label !== undefined) {
    const resolved = reading.context.vocabulary.exact(fold(token.label))
    const words: WishSubject = { kind: 'words', text: wordsFor(reading, token, token.label) }
    const subject = resolved?.subject.kind === 'label' ? resolved.subject : words
    if (reading.excepting) return addException(reading, subject)
    if (thanFollows(reading)) return reading.add({ kind: turned ? 'less' : 'more', subject, confidence: 0.8 })
    return reading.add({ kind: reading.operator ?? 'more', subject, confidence: 0.85 })
  }
  const name = token.number === undefined ? undefined : reading.attribute(token.number)
  if (name === undefined) {
    reading.unknown.push(token)
    reading.operator = turned ? undefined : reading.operator
    return
  }
  const up = token.direction > 0 !== turned
  reading.add({ kind: 'more', subject: { kind: 'direction', name, to: up ? 'higher' : 'lower' }, confidence: 0.85 })
  if (reading.compared !== undefined) compare(reading, reading.drafts.at(-1)!, reading.compared)
  reading.compared = undefined
}

/** A quality as words: in English its plain form; in Chinese what was said, where the catalogue's texts have to do with it. */
function wordsFor(reading: Reading, token: Token, label: string): string {
  const said = reading.textOf(token)
  if (!/\p{Script=Han}/u.test(said)) return /er$|^more /.test(said) ? label : token.text
  const plain = said.replace(/^更/, '').replace(/(一点|一些|点|些)?的?$/, '')
  return (reading.context.meaningOf?.(plain) ?? 0) > 0 ? plain : label
}

function thanFollows(reading: Reading): boolean {
  return reading.tokens[reading.at]?.is === 'than'
}
