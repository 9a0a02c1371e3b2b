/** What metrics of variety read of items: their categories, or how far apart two of them are. */

import { invalidArgument } from '../../errors.ts'

/** The categories (genres, topics, brands) of items by id. Items that are missing have none. */
export type Categories = ReadonlyMap<string, readonly string[]>

/** How far apart two items are: 0 for the same, usually up to 1. */
export type Distance = (a: string, b: string) => number

/** Throws unless the value is a map. */
export function checkCategories(categories: unknown): asserts categories is Categories {
  if (!(categories instanceof Map))
    throw invalidArgument('categories', categories, 'Pass a Map from item id to an array of its categories.')
}

/** The distance `1 - cosine` of vectors by item id: 0 for one direction, 1 for nothing in common, 2 for opposite. An item without a vector, or with zeros, is 1 from any other. */
export function cosineDistance(vectors: ReadonlyMap<string, ArrayLike<number>>): Distance {
  const lengths = new Map<string, number>()
  for (const [id, vector] of vectors) {
    let sum = 0
    for (let at = 0; at < vector.length; at++) sum += vector[at]! ** 2
    lengths.set(id, Math.sqrt(sum))
  }
  return (a, b) => {
    if (a === b) return 0
    const x = vectors.get(a)
    const y = vectors.get(b)
    const scale = (lengths.get(a) ?? 0) * (lengths.get(b) ?? 0)
    if (x === undefined || y === undefined || scale === 0) return 1
    if (x.length !== y.length)
      throw invalidArgument('vectors', y, `Vectors have one length; ${a} has ${x.length}, ${b} has ${y.length}.`)
    let product = 0
    for (let at = 0; at < x.length; at++) product += x[at]! * y[at]!
    return 1 - product / scale
  }
}

/** The distance `1 - |shared| / |either|` (Jaccard) of categories: 0 for the same, 1 for none shared. An item without categories is 1 from any other. */
export function categoryDistance(categories: Categories): Distance {
  checkCategories(categories)
  const sets = new Map(Array.from(categories, ([id, names]) => [id, new Set(names)]))
  return (a, b) => {
    if (a === b) return 0
    const x = sets.get(a)
    const y = sets.get(b)
    if (x === undefined || y === undefined) return 1
    let shared = 0
    for (const name of x) if (y.has(name)) shared++
    const either = x.size + y.size - shared
    return either === 0 ? 1 : 1 - shared / either
  }
}
