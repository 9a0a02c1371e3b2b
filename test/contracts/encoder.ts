/** What every encoder promises, as one suite: a new implementation is tested by giving it a `make`. */

import { describe, expect, it } from 'vitest'
import type { DenseMatrix, Encoder, SparseMatrix } from '../../src/encode/index.ts'

/** The promises by name, for `skip`. */
type EncoderPromise =
  | 'row by row'
  | 'empty texts'
  | 'likeness'
  | 'unseen words'
  | 'inputs'
  | 'not fitted'
  | 'fit twice'
  | 'abort'
  | 'progress'
  | 'state'
  | 'identity'
  | 'hostile texts'

export interface EncoderSuite {
  /** A new encoder, not fitted, always with the same options. */
  readonly make: () => Encoder | Promise<Encoder>
  /** An encoder with other options, whose id must differ. */
  readonly makeOther?: () => Encoder | Promise<Encoder>
  /** Promises that this encoder keeps otherwise, with what it does instead. */
  readonly skip?: Partial<Record<EncoderPromise, string>>
}

const TEXTS = [
  'the quick brown fox jumps over the lazy dog',
  'a quick brown fox and a lazy dog',
  'wormholes and warp drives in deep space',
  'deep space holds wormholes',
  'the dog sleeps',
  '狐狸和狗 在睡觉',
]

/** The rows of a matrix as dense arrays. */
export function denseRows(matrix: SparseMatrix | DenseMatrix): number[][] {
  const { rows, columns } = matrix
  if (matrix.kind === 'dense')
    return Array.from({ length: rows }, (_, row) => [...matrix.values.subarray(row * columns, (row + 1) * columns)])
  return Array.from({ length: rows }, (_, row) => {
    const dense = new Array<number>(columns).fill(0)
    for (let at = matrix.indptr[row]!; at < matrix.indptr[row + 1]!; at++)
      dense[matrix.indices[at]!] = matrix.values[at]!
    return dense
  })
}

/** Fails unless the matrix is what its kind says. */
export function checkMatrix(matrix: SparseMatrix | DenseMatrix, rows: number): void {
  expect(matrix.rows).toBe(rows)
  expect(matrix.values).toBeInstanceOf(Float32Array)
  expect(matrix.values.every(Number.isFinite)).toBe(true)
  if (matrix.kind === 'dense') {
    expect(matrix.values.length).toBe(rows * matrix.columns)
    return
  }
  const { indptr, indices, values, columns } = matrix
  expect(indptr).toBeInstanceOf(Int32Array)
  expect(indices).toBeInstanceOf(Int32Array)
  expect([indptr.length, indptr[0], indptr[rows]]).toEqual([rows + 1, 0, indices.length])
  expect(values.length).toBe(indices.length)
  for (let row = 0; row < rows; row++) {
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      expect(indices[at]).toBeLessThan(columns)
      expect(indices[at]).toBeGreaterThan(at === indptr[row] ? -1 : indices[at - 1]!)
    }
  }
}

function closeness(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, value, at) => sum + value * y[at]!, 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

/** Runs the suite. */
export function describeEncoder({ make, makeOther, skip = {} }: EncoderSuite): void {
  const fitted = async (): Promise<Encoder> => {
    const encoder = await make()
    await encoder.ready?.()
    await encoder.fit?.(TEXTS)
    return encoder
  }
  const promise = (name: EncoderPromise, title: string, test: () => Promise<void>): void => {
    const reason = skip[name]
    if (reason === undefined) it(title, test)
    else it(title, ({ skip: leave }) => leave(`Deviates: ${reason}.`))
  }

  describe('as an encoder', () => {
    promise('row by row', 'gives one row a text, the same alone and in a batch, and the same again', async () => {
      const encoder = await fitted()
      const batch = await encoder.encode(TEXTS)
      expect(batch.kind).toBe(encoder.output)
      expect(batch.columns).toBe(encoder.dimensions)
      checkMatrix(batch, TEXTS.length)
      const rows = denseRows(batch)
      expect(denseRows(await encoder.encode(TEXTS))).toEqual(rows)
      for (const [index, text] of TEXTS.entries()) {
        const alone = await encoder.encode([text])
        checkMatrix(alone, 1)
        expect(denseRows(alone)[0]).toEqual(rows[index])
      }
      expect(denseRows(await encoder.encode(TEXTS.toReversed()))).toEqual(rows.toReversed())
    })

    promise('empty texts', 'gives the zero row for an empty text, and no rows for no texts', async () => {
      const encoder = await fitted()
      const matrix = await encoder.encode(['', ' \t\n', TEXTS[0]!])
      checkMatrix(matrix, 3)
      const rows = denseRows(matrix)
      for (const row of rows.slice(0, 2)) expect(row.every((value) => value === 0)).toBe(true)
      expect(rows[2]!.some((value) => value !== 0)).toBe(true)
      const none = await encoder.encode([])
      checkMatrix(none, 0)
      expect(none.columns).toBe(encoder.dimensions)
    })

    promise('likeness', 'puts texts that are alike closer together than texts that are not', async () => {
      const rows = denseRows(await (await fitted()).encode(TEXTS))
      expect(closeness(rows[0]!, rows[1]!)).toBeGreaterThan(closeness(rows[0]!, rows[2]!))
      expect(closeness(rows[2]!, rows[3]!)).toBeGreaterThan(closeness(rows[1]!, rows[3]!))
    })

    promise('unseen words', 'gives the zero row for a text without a known word', async () => {
      const matrix = await (await fitted()).encode(['zyzzyva qoph'])
      checkMatrix(matrix, 1)
      expect(denseRows(matrix)[0]!.every((value) => value === 0)).toBe(true)
    })

    promise(
      'inputs',
      'refuses a bare string and what is no string, by name, and changes nothing that it is given',
      async () => {
        const encoder = await fitted()
        const texts = Object.freeze([...TEXTS])
        await encoder.encode(texts)
        const encode: (texts: unknown) => Promise<unknown> = (given) => encoder.encode(given as string[])
        await expect(encode('a text')).rejects.toMatchObject({ code: 'invalid-argument', field: 'texts' })
        await expect(encode(['a', 1])).rejects.toMatchObject({ code: 'invalid-argument', field: 'texts[1]' })
        await expect(encode(new Set(['a']).values())).rejects.toMatchObject({
          code: 'invalid-argument',
          field: 'texts',
        })
        if (encoder.fit === undefined) return
        const before = denseRows(await encoder.encode(TEXTS))
        await expect(encoder.fit(['a', null] as unknown as string[])).rejects.toMatchObject({ field: 'texts[1]' })
        await expect(encoder.fit([])).rejects.toMatchObject({ code: 'invalid-argument', field: 'texts' })
        expect(denseRows(await encoder.encode(TEXTS))).toEqual(before)
      },
    )

    promise('not fitted', 'says so when it is asked before it has learned', async () => {
      await expect((await make()).encode(TEXTS)).rejects.toMatchObject({ code: 'not-fitted' })
    })

    promise('fit twice', 'is after a second fit as if there had been no first', async () => {
      const encoder = await make()
      await encoder.fit!(['other texts', 'than those', 'of the second fit'])
      await encoder.fit!(TEXTS)
      const fresh = await fitted()
      expect(denseRows(await encoder.encode(TEXTS))).toEqual(denseRows(await fresh.encode(TEXTS)))
      expect(encoder.stateHash).toBe(fresh.stateHash)
    })

    promise('abort', 'stops at an aborted signal and keeps what it had learned', async () => {
      const encoder = await fitted()
      const before = denseRows(await encoder.encode(TEXTS))
      const signal = AbortSignal.abort()
      await expect(encoder.encode(TEXTS, { signal })).rejects.toMatchObject({ code: 'aborted' })
      if (encoder.fit !== undefined)
        await expect(encoder.fit(['something else'], { signal })).rejects.toMatchObject({ code: 'aborted' })
      expect(denseRows(await encoder.encode(TEXTS))).toEqual(before)
    })

    promise('progress', 'reports at least the end of its work', async () => {
      const encoder = await fitted()
      const seen: number[] = []
      await encoder.encode(TEXTS, { onProgress: ({ done }) => seen.push(done) })
      expect(seen.at(-1)).toBe(TEXTS.length)
    })

    promise('state', 'loads what it has saved, and refuses what another has', async () => {
      const encoder = await fitted()
      const loaded = await make()
      loaded.load!(encoder.save!())
      expect(loaded.stateHash).toBe(encoder.stateHash)
      expect(loaded.dimensions).toBe(encoder.dimensions)
      expect(denseRows(await loaded.encode(TEXTS))).toEqual(denseRows(await encoder.encode(TEXTS)))
      expect(denseRows(await loaded.encode(['the lazy fox in deep space']))).toEqual(
        denseRows(await encoder.encode(['the lazy fox in deep space'])),
      )
      if (makeOther === undefined) return
      const other = await makeOther()
      expect(() => other.load!(encoder.save!())).toThrow(expect.objectContaining({ code: 'fingerprint-mismatch' }))
    })

    promise('identity', 'has an id that stands for its options', async () => {
      expect((await make()).id).toBe((await make()).id)
      if (makeOther !== undefined) expect((await makeOther()).id).not.toBe((await make()).id)
    })

    promise('hostile texts', 'takes any string', async () => {
      const encoder = await fitted()
      const texts = [
        '\ud800',
        'a\udc00b',
        '\0\u0007',
        '\u202eabc\u200d',
        'é'.repeat(2000),
        '𝒳𝒴 👩‍👩‍👧 ﷽',
        '__proto__ constructor',
      ]
      checkMatrix(await encoder.encode(texts), texts.length)
    })
  })
}
