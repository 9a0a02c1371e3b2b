/** Small worlds with a known answer: what users like is written in a corner of the vectors that the encoder pays little heed to. */

import type { LikedItem, TextItem } from '../../../src/encode/index.ts'
import { randomNumbers } from '../../../src/math/random.ts'
import { type FakeEncoder, fakeEncoder } from '../../../src/testing/index.ts'

/** How many numbers a vector has: the first say the subject, the others anything. */
export const DIMENSIONS = 16
const SUBJECTS = 4

export interface World {
  readonly encoder: FakeEncoder
  readonly items: TextItem[]
  /** The subject of each item. */
  readonly subjects: number[]
  readonly likes: LikedItem[]
}

/** `count` items, each about one of four subjects in a low voice (0.35) amid loud noise; users like items of one subject. */
export function quietWorld(count: number, users: number, seed = 1): World {
  const random = randomNumbers(seed, 9)
  const noise = (): number => random() + random() + random() + random() - 2
  const vectors: Record<string, number[]> = {}
  const items: TextItem[] = []
  const subjects: number[] = []
  for (let at = 0; at < count; at++) {
    const subject = at % SUBJECTS
    const text = `text ${at}`
    vectors[text] = Array.from({ length: DIMENSIONS }, (_, j) => (j < SUBJECTS ? (j === subject ? 0.7 : 0) : noise()))
    items.push({ id: `item-${at}`, text })
    subjects.push(subject)
  }
  const likes: LikedItem[] = []
  for (let user = 0; user < users; user++) {
    for (let n = 0; n < 8; n++) {
      const at = Math.floor((random() * count) / SUBJECTS) * SUBJECTS + (user % SUBJECTS)
      likes.push({ userId: `user-${user}`, itemId: `item-${at % count}` })
    }
  }
  return { encoder: fakeEncoder(vectors), items, subjects, likes }
}

/** The share of the `k` nearest items of each item that are about the same subject. */
export function agreement(rows: readonly (readonly number[])[], subjects: readonly number[], k: number): number {
  let hits = 0
  for (const [at, row] of rows.entries()) {
    const order = rows
      .map((other, index) => ({ index, score: index === at ? Number.NEGATIVE_INFINITY : cosineOf(row, other) }))
      .sort((a, b) => b.score - a.score)
    hits += order.slice(0, k).filter(({ index }) => subjects[index] === subjects[at]).length
  }
  return hits / (k * rows.length)
}

export function cosineOf(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, value, at) => sum + value * y[at]!, 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}
