import { describe, expect, it } from 'vitest'
import { popularity } from '../../src/collaborative/index.ts'
import { describeCollaborativeModel } from '../contracts/collaborative-model.ts'

const DAY = 86_400_000
const pairs = (...counts: [string, number][]) =>
  counts.flatMap(([itemId, count]) => Array.from({ length: count }, (_, user) => ({ userId: `u${user}`, itemId })))

describe('popularity', () => {
  describeCollaborativeModel({
    make: popularity,
    makeOther: () => popularity({ damping: 3 }),
    skip: {
      groups: 'it ranks the same for everybody',
      'unseen history': 'it ranks the same for everybody',
      neighbors: 'without features all items are in one segment',
    },
  })

  describe('with segments', () => {
    describeCollaborativeModel({
      make: popularity,
      besides: {
        items: Array.from({ length: 12 }, (_, n) => ({
          id: `g${n % 2}i${Math.floor(n / 2)}`,
          features: [`group ${n % 2}`],
        })),
      },
    })
  })

  it('damps counts', async () => {
    const model = await popularity({ damping: 4 }).fit(pairs(['a', 6], ['b', 1]))
    expect([...model.score([], ['a', 'b'])].map((score) => score.toFixed(3))).toEqual(['0.600', '0.200'])
  })

  it('lets old events fade, also in an update', async () => {
    const old = { userId: 'u', itemId: 'old', value: 3, timestamp: 20_000 * DAY }
    const later = { userId: 'u', itemId: 'new', value: 1, timestamp: 20_020 * DAY }
    const whole = await popularity({ halfLife: 10, damping: 1 }).fit([old, later])
    // 3 / 4 against 1: two half-lives have passed.
    expect([...whole.score([], ['old', 'new'])].map((score) => score.toFixed(4))).toEqual([
      (0.75 / 1.75).toFixed(4),
      '0.5000',
    ])
    const updated = await popularity({ halfLife: 10, damping: 1 }).fit([old])
    await updated.update!([later])
    expect(updated.recommend([])).toEqual(whole.recommend([]))
  })

  it('refuses options that cannot be right', () => {
    expect(() => popularity({ damping: -1 })).toThrow(expect.objectContaining({ field: 'damping' }))
    expect(() => popularity({ dampng: 1 } as object)).toThrow(expect.objectContaining({ field: 'popularity.dampng' }))
    expect(() => popularity({ halfLife: 'soon' })).toThrow(expect.objectContaining({ field: 'halfLife' }))
  })
})
