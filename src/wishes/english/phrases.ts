/** All English phrases by which wishes are made. */

import type { Meaning } from '../meanings.ts'

import { composed } from './composed.ts'
import { items } from './items.ts'
import { numbers } from './numbers.ts'
import { operators } from './operators.ts'
import { qualities } from './qualities.ts'
import { scope } from './scope.ts'

/** Phrases with what they do. What is listed stands before what is put together of parts. */
export const english: readonly (readonly [string, Meaning])[] = [
  ...operators,
  ...items,
  ...qualities,
  ...numbers,
  ...scope,
  ...composed,
]
