import { describe, expect, it } from 'vitest'
import { type AdapterData, type ExportPairsOptions, exportPairs } from '../../../src/encode/index.ts'
import { quietWorld } from './worlds.ts'

async function linesOf(data: AdapterData, options?: ExportPairsOptions): Promise<Record<string, unknown>[]> {
  const lines: Record<string, unknown>[] = []
  for await (const line of exportPairs(data, options)) {
    expect(line).toMatch(/^\{[^\n]*\}\n$/)
    lines.push(JSON.parse(line))
  }
  return lines
}

describe('exportPairs', () => {
  const { items, likes } = quietWorld(40, 30)
  const textOf = new Map(items.map(({ id, text }) => [id, text]))

  it('pairs items that one user liked, each like once, never an item with itself', async () => {
    const lines = await linesOf({ interactions: likes, items })
    const likedBy = new Map<string, Set<string>>()
    for (const { userId, itemId } of likes) {
      const texts = likedBy.get(userId) ?? new Set()
      likedBy.set(userId, texts.add(textOf.get(itemId)!))
    }
    const expected = [...likedBy.values()].flatMap((texts) => (texts.size < 2 ? [] : [...texts]))
    expect(lines.map(({ anchor }) => anchor).sort()).toEqual(expected.sort())
    for (const { anchor, positive } of lines) {
      expect(positive).not.toBe(anchor)
      expect([...likedBy.values()].some((texts) => texts.has(anchor as string) && texts.has(positive as string))).toBe(
        true,
      )
    }
    expect(new Set(lines.map(({ positive }) => positive)).size).toBeGreaterThan(20)
  })

  it('takes so many of a user at most, others with another seed', async () => {
    const one = await linesOf({ interactions: likes, items }, { pairsPerUser: 2, seed: 1 })
    const two = await linesOf({ interactions: likes, items }, { pairsPerUser: 2, seed: 2 })
    expect(one.length).toBe(60)
    expect(two).not.toEqual(one)
    expect(await linesOf({ interactions: likes, items }, { pairsPerUser: 2, seed: 1 })).toEqual(one)
  })

  it('gives pairs back with their scores and wrong documents', async () => {
    const pairs = [
      { query: 'a', document: 'b\n"c"', score: 0.1 },
      { query: 'a', document: 'd', score: -0.25, negative: 'e' },
      { query: '红楼梦', document: 'd', score: 1 },
    ]
    expect(await linesOf({ pairs })).toEqual([
      { anchor: 'a', positive: 'b\n"c"', score: 0.1 },
      { anchor: 'a', positive: 'd', score: -0.25, negative: 'e' },
      { anchor: '红楼梦', positive: 'd', score: 1 },
    ])
  })

  it.each([
    ['pairsPerUser', { pairsPerUser: 0 }],
    ['seed', { seed: 'a' }],
    ['options.perUser', { perUser: 5 }],
    ['options', null],
  ])('refuses the option %s in %o', async (field, options) => {
    const lines = linesOf({ interactions: likes, items }, options as ExportPairsOptions)
    await expect(lines).rejects.toMatchObject({ code: 'invalid-argument', field })
  })

  it('refuses what is no data, and stops at a signal', async () => {
    await expect(linesOf({ pairs: [] })).rejects.toMatchObject({ field: 'pairs' })
    const signal = AbortSignal.abort()
    await expect(linesOf({ interactions: likes, items }, { signal })).rejects.toMatchObject({ code: 'aborted' })
  })
})
