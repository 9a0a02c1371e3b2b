/** How strong an adapter may be so that likeness between texts stays, for general purposes, what it was. */

import type { WorkOptions } from '../../work.ts'
import type { Encoder } from '../encoder.ts'
import type { AdaptedEncoder } from './adapted-encoder.ts'
import { unitRows } from './examples.ts'
import { pearson } from './quality.ts'

/**
 * The correlation of cosines before and after that is asked for. Measured on adapters of MiniLM for MovieLens and Goodbooks, some trained far too long: where it is 0.88 or more, Spearman's correlation on
 * STS-B has lost 2.5 % at most; where it is 0.7, 9 %.
 */
const LEAST_CORRELATION = 0.9
/** Strengths are tried in steps of this. */
const STEP = 0.05

/**
 * The largest strength (in steps of 0.05) up to which the cosines between everyday sentences correlate with what they were by 0.9 at least, document to document and query to document. Where the
 * encoder does not know half of the sentences (one that learned from a catalogue, say), `documents` take their place.
 */
export async function generalStrength(
  adapted: AdaptedEncoder,
  documents: readonly string[],
  work: WorkOptions,
): Promise<number> {
  const texts = await probes(adapted.base, documents, work)
  if (texts.length < 3) return 0
  const rows = await adapted.base.encode(texts, work)
  const before = await cosines(adapted.withStrength(0), rows, work)
  let strength = 0
  for (let step = 1; step <= Math.round(1 / STEP); step++) {
    const tried = Math.round(step * STEP * 100) / 100
    const after = await cosines(adapted.withStrength(tried), rows, work)
    if (after.some((side, at) => pearson(side, before[at]!) < LEAST_CORRELATION)) break
    strength = tried
  }
  return strength
}

async function probes(base: Encoder, documents: readonly string[], work: WorkOptions): Promise<readonly string[]> {
  const { generalTexts } = await import('./general-texts.ts')
  const rows = await base.encode(generalTexts, work)
  const known =
    rows.kind === 'sparse'
      ? generalTexts.filter((_, row) => rows.indptr[row + 1]! > rows.indptr[row]!)
      : generalTexts.filter((_, row) =>
          rows.values.subarray(row * rows.columns, (row + 1) * rows.columns).some((value) => value !== 0),
        )
  return 2 * known.length >= generalTexts.length ? known : documents
}

/** Cosines of each text with those after it: documents with documents, and queries with documents. */
export async function cosines(
  encoder: AdaptedEncoder,
  rows: Awaited<ReturnType<Encoder['encode']>>,
  work: WorkOptions,
): Promise<readonly [Float64Array, Float64Array]> {
  const documents = await encoder.adapt(rows, { ...work, kind: 'document' })
  const queries = await encoder.adapt(rows, { ...work, kind: 'query' })
  const { columns } = documents
  unitRows(queries.values, columns)
  return [queries, documents].map(({ values }) => {
    const result = new Float64Array((rows.rows * (rows.rows - 1)) / 2)
    let at = 0
    for (let a = 0; a < rows.rows; a++) {
      for (let b = a + 1; b < rows.rows; b++) {
        let dot = 0
        for (let j = 0; j < columns; j++) dot += values[a * columns + j]! * documents.values[b * columns + j]!
        result[at++] = dot
      }
    }
    return result
  }) as [Float64Array, Float64Array]
}
