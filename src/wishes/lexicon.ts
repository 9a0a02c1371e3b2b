/** The words by which wishes are made, in English and Chinese: longer phrases win over shorter ones within them. */

import { chinese } from './chinese/phrases.ts'
import { english } from './english/phrases.ts'
import { type Meaning, meaning } from './meanings.ts'

/** All phrases with what they do; of equal ones the first stands. */
export const phrases: readonly (readonly [string, Meaning])[] = [
  ...english,
  ...chinese,
  ...meaning({ is: 'comma' }, [',', '，']),
  ...meaning({ is: 'stop' }, [...'.;!?。；！？:：\n()（）—…']),
]
