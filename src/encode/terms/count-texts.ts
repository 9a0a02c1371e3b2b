/** Texts to rows of term counts: the loop that every encoder of terms shares. */

import { Pacer, type WorkOptions } from '../../work.ts'
import type { SparseMatrix } from '../matrix.ts'
import type { ResolvedOptions } from '../options.ts'
import { loadReader, openReader } from './reader.ts'
import { RowCounter } from './row-counter.ts'
import type { TermLookup } from './term-pool.ts'

/** How many characters are read between two looks at the clock. */
const STRETCH = 32_768

/** One row of counts by term id for each text; ids within a row stand in order of first appearance. */
export function countTexts(texts: readonly string[], options: ResolvedOptions, lookup: TermLookup): SparseMatrix {
  const reader = openReader(options, lookup)
  const rows = new RowCounter(texts.length)
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
  const rows = new RowCounter(texts.length)
  await readTextsPaced(texts, options, lookup, work, phase, (ids, length) => rows.addRow(ids, length, lookup.size))
  return rows.matrix(lookup.size)
}

/** Hands the ids of each text's terms, repeats included (the first `length` of `ids`), to `take`. */
export async function readTextsPaced(
  texts: readonly string[],
  options: ResolvedOptions,
  lookup: TermLookup,
  work: WorkOptions,
  phase: string,
  take: (ids: Int32Array, length: number) => void,
): Promise<void> {
  const pacer = new Pacer(work)
  await loadReader(options)
  const reader = openReader(options, lookup)
  let stretch = 0
  for (let done = 0; done < texts.length; done++) {
    const text = texts[done]!
    const length = reader.read(text)
    take(reader.ids, length)
    stretch += text.length
    if (stretch < STRETCH) continue
    stretch = 0
    if (pacer.due()) await pacer.pause({ phase, done: done + 1, total: texts.length })
  }
  pacer.report({ phase, done: texts.length, total: texts.length })
}
