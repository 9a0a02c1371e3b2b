/** The words by which wishes are made, in English and Chinese: longer phrases win over shorter ones within them. */

import { chinese } from './chinese/phrases.ts'
import { english } from './english/phrases.ts'
import { type Meaning, meaning } from './meanings.ts'

/** As many type them: dont, havent, ive. */
const withoutApostrophes = english
  .filter(([phrase]) => /\p{L}'\p{L}/u.test(phrase))
  .map(([phrase, what]) => [phrase.replace(/'/g, ''), what] as const)

/** All phrases with what they do; of equal ones the first stands. */
export const phrases: readonly (readonly [string, Meaning])[] = [
  ...english,
  ...withoutApostrophes,
  ...chinese,
  ...meaning({ is: 'comma' }, [',', '，']),
  ...meaning({ is: 'stop' }, [...'.;!?。；！？:：\n()（）—…']),
]
