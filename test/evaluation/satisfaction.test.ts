import { expect, test } from 'vitest'
import { satisfaction } from '../../src/evaluation/index.ts'
import type { Interaction } from '../../src/index.ts'

const DAY = 86_400_000
const at = (day: number): number => Date.UTC(2024, 0, 1) + day * DAY

test('the index is what its definition says', () => {
  const events: Interaction[] = [
    { userId: 'ann', itemId: 'a', type: 'dwell', value: 10, timestamp: at(0) },
    { userId: 'ann', itemId: 'a', type: 'dwell', value: 5, timestamp: at(0) },
    { userId: 'ann', itemId: 'b', type: 'dwell', value: 300, timestamp: at(3) },
    { userId: 'ann', itemId: 'b', type: 'like', timestamp: at(3) },
    { userId: 'ann', itemId: 'c', type: 'dislike', timestamp: at(20) },
    { userId: 'bob', itemId: 'a', type: 'view', timestamp: at(40) },
  ]
  const { users, score, signals, agreement } = satisfaction(events, { durations: new Map([['b', 600]]) })
  // Days 0 (back after 3) and 3 (not back within 7) and 20 (not back): one of three.
  const ann = { dwell: (0.5 + 1) / 2, completion: 0.5, likes: 0.5, return: 1 / 3 }
  const mean = (ann.dwell + ann.completion + ann.likes + ann.return) / 4
  expect(users.get('ann')).toMatchObject({ dwell: 0.75, completion: 0.5, likes: 0.5 })
  expect(users.get('ann')!.return).toBeCloseTo(1 / 3, 12)
  expect(users.get('ann')!.score).toBeCloseTo(mean, 12)
  // Nothing can be said of bob: the log ends on his only day.
  expect(users.has('bob')).toBe(false)
  expect(score).toBeCloseTo(mean, 12)
  expect(signals.dwell).toBe(0.75)
  expect(agreement).toBeUndefined()
  expect(satisfaction(events, { weights: { completion: 0, likes: 0, return: 0 } }).score).toBe(0.75)
  expect(satisfaction([]).score).toBe(0)
})

test('agreement is with explicit answers, which do not enter the score', () => {
  const seconds = [3, 12, 6, 27, 30]
  const ratings = [1, 3, 2, 4, 5]
  const events: Interaction[] = seconds.flatMap((value, user) => [
    { userId: `u${user}`, itemId: 'a', type: 'dwell', value },
    { userId: `u${user}`, itemId: 'a', type: 'rating', value: ratings[user]! },
  ])
  const report = satisfaction(events)
  expect(report.agreement).toMatchObject({ pairs: 5 })
  expect(report.agreement!.spearman).toBeCloseTo(1, 12)
  expect(report.agreement!.pearson).toBeCloseTo(2.5 / Math.sqrt(0.668 * 10), 12)
  expect(report.score).toBeCloseTo(satisfaction(events.filter(({ type }) => type === 'dwell')).score, 12)
})

test('bad input is named', () => {
  expect(() => satisfaction([{ userId: 'a', itemId: 'b', type: 'dwell', value: -1 }])).toThrow('interactions[0].value')
  expect(() => satisfaction([], { weights: { dwel: 1 } as never })).toThrow('weights.dwel')
  expect(() => satisfaction([], { durations: new Map([['a', 0]]) })).toThrow('durations.a')
})
