/** Texts to rows of term counts: the loop that every encoder of terms shares. */

import { Pacer, type Progress, type WorkOptions } from '../../work.ts'
import type { SparseMatrix } from '../matrix.ts'
import type { ResolvedOptions } from '../options.ts'
import { openReader } from './reader.ts'
import { RowCounter } from './row-counter.ts'
import type { TermLookup } from './term-pool.ts'

/** How many characters are read between two looks at the clock. */
const STRETCH = 32_768

/** One row of counts by term id for each text; ids within a row stand in order of first appearance. */
export function countTexts(texts: readonly string[], options: ResolvedOptions, lookup: TermLookup): SparseMatrix {
  const reader = openReader(options, lookup)
  const rows = new RowCounter()
  for (const text of texts) {
    const length = reader.read(text)
    rows.addRow(reader.ids, length, lookup.size)
  }
  return rows.matrix(lookup.size)
}

/** The same for many texts: gives way to the event loop, reports progress as `phase`, and can be aborted. */
export async function countTextsPaced(
  texts: readonly string[],
  options: ResolvedOptions,
  lookup: TermLookup,
  work: WorkOptions,
  phase: string,
): Promise<SparseMatrix> {
  const pacer = new Pacer(work)
  const reader = openReader(options, lookup)
  const rows = new RowCounter()
  const progress = (): Progress => ({ phase, done: rows.rows, total: texts.length })
  let stretch = 0
  for (const text of texts) {
    const length = reader.read(text)
    rows.addRow(reader.ids, length, lookup.size)
    stretch += text.length
    if (stretch < STRETCH) continue
    stretch = 0
    if (pacer.due()) await pacer.pause(progress())
  }
  pacer.report(progress())
  return rows.matrix(lookup.size)
}
