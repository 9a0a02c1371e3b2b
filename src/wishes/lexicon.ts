/** The words by which wishes are made, in English and Chinese: longer phrases win over shorter ones within them. */

import { chinese } from './chinese.ts'
import { chineseOperators } from './chinese-operators.ts'
import { english } from './english.ts'
import { type Meaning, meaning } from './meanings.ts'

/** All phrases with what they do. What is listed stands before what is put together of parts. */
export const phrases: readonly (readonly [string, Meaning])[] = [
  ...english,
  ...chinese,
  ...chineseOperators,
  ...meaning({ is: 'comma' }, ',', '，'),
  ...meaning(
    { is: 'stop' },
    '.',
    ';',
    '!',
    '?',
    '。',
    '；',
    '！',
    '？',
    ':',
    '：',
    '\n',
    '(',
    ')',
    '（',
    '）',
    '—',
    '…',
  ),
]
