/** Many lists at once, by item numbers in flat arrays: what `evaluate` computes its figures on. The metrics of one list are its reference. */

import { StringTable } from '../events/string-table.ts'
import type { Relevant } from './metrics/ranked.ts'

/** Lists and what is right in them. List `u` has the places `u * width .. u * width + lengths[u]`. */
export interface Batch {
  readonly users: number
  /** Places of every list, used or not. */
  readonly width: number
  readonly items: StringTable
  readonly places: Int32Array
  readonly lengths: Int32Array
  /** The gain at each place; 0 where the item is not right, or has stood before. */
  readonly gains: Float64Array
  /** How many items are right for each user. */
  readonly relevant: Int32Array
  /** The gains of each user's right items, falling: user `u` has `starts[u] .. starts[u + 1]`. */
  readonly starts: Int32Array
  readonly ideal: Float64Array
  /** How many lists repeat an item. */
  readonly repeated: number
}

/** Numbers the items of all lists; `relevant` gives each list's right items, with gains above 0 where it is a map. Lists longer than `width` are cut. */
export function makeBatch(
  lists: readonly (readonly string[])[],
  relevant: readonly Relevant[],
  width: number,
  items: StringTable = new StringTable(),
): Batch {
  const users = lists.length
  const places = new Int32Array(users * width).fill(-1)
  const lengths = new Int32Array(users)
  const gains = new Float64Array(users * width)
  const counts = new Int32Array(users)
  const starts = new Int32Array(users + 1)
  for (let user = 0; user < users; user++) {
    counts[user] = relevant[user]!.size
    starts[user + 1] = starts[user]! + counts[user]!
  }
  const ideal = new Float64Array(starts[users]!)
  let gainOf = new Float64Array(items.size + 1024)
  let repeated = 0
  // The user (plus one) for whom an item is right, and in whose list it has stood.
  let rightFor = new Int32Array(gainOf.length)
  let metBy = new Int32Array(gainOf.length)
  const room = (item: number): void => {
    if (item < gainOf.length) return
    const size = 2 * item + 1
    gainOf = grown(gainOf, new Float64Array(size))
    rightFor = grown(rightFor, new Int32Array(size))
    metBy = grown(metBy, new Int32Array(size))
  }
  for (let user = 0; user < users; user++) {
    let at = starts[user]!
    const right = (id: string, gain: number): void => {
      const item = items.intern(id)
      room(item)
      gainOf[item] = gain
      rightFor[item] = user + 1
      ideal[at++] = gain
    }
    const given = relevant[user]!
    if (given instanceof Set) for (const id of given as ReadonlySet<string>) right(id, 1)
    else for (const [id, gain] of given as ReadonlyMap<string, number>) right(id, gain)
    const own = ideal.subarray(starts[user]!, at)
    if (own.length > 1 && !(given instanceof Set)) own.sort().reverse()
    const list = lists[user]!
    const length = Math.min(width, list.length)
    lengths[user] = length
    let again = false
    for (let place = 0; place < length; place++) {
      const item = items.intern(list[place]!)
      room(item)
      places[user * width + place] = item
      if (metBy[item] === user + 1) again = true
      else if (rightFor[item] === user + 1) gains[user * width + place] = gainOf[item]!
      metBy[item] = user + 1
    }
    if (again) repeated++
  }
  return { users, width, items, places, lengths, gains, relevant: counts, starts, ideal, repeated }
}

function grown<Numbers extends Float64Array | Int32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from)
  return to
}

/** `1 / log2(place + 1)`, or the discount of the original, for so many places. */
export function discounts(size: number, shift: 0 | 1): Float64Array {
  return Float64Array.from({ length: size }, (_, place) => 1 / Math.max(1, Math.log2(place + 1 + shift)))
}
