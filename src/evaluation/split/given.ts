/** Splits that others have published, part by part. */

import type { Pair } from '../../collaborative/model.ts'
import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { GIVEN, makeSplit, type Split, TEST, TRAIN, VALIDATION } from './split.ts'
import { readTable } from './table.ts'

/** Parts that were published. */
export interface GivenParts {
  readonly train: Iterable<Pair>
  readonly validation?: Iterable<Pair>
  readonly test: Iterable<Pair>
  /** Interactions of held-out users that are shown with the question and not learned. */
  readonly given?: Iterable<Pair>
}

/** A split out of parts that are there already, such as the files of a published table. */
export function givenSplit(parts: GivenParts): Split {
  checkNames(parts, ['train', 'validation', 'test', 'given'], 'parts')
  const all: Pair[] = []
  const partOf: number[] = []
  const known = { train: TRAIN, validation: VALIDATION, test: TEST, given: GIVEN } as const
  for (const name of ['train', 'validation', 'test', 'given'] as const) {
    const pairs: unknown = parts[name]
    if (pairs === undefined && name !== 'train' && name !== 'test') continue
    if (typeof pairs !== 'object' || pairs === null || !(Symbol.iterator in pairs))
      throw invalidArgument(`parts.${name}`, pairs, 'Pass a list of { userId, itemId, value, timestamp }.')
    for (const pair of pairs as Iterable<Pair>) {
      all.push(pair)
      partOf.push(known[name])
    }
  }
  return makeSplit(readTable(all), Uint8Array.from(partOf), { kind: 'given' })
}
