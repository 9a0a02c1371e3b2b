/** The k-core: what is left when users and items with too few interactions go, again and again, until nobody has too few. */

import { grouped, type InteractionTable } from './interaction-table.ts'
import type { Found, Rule } from './rule.ts'

/**
 * The filter that most published tables were made with: RecBole's `user_inter_num_interval` and `item_inter_num_interval`, `lenskit`'s and Elliot's iterative k-core.
 * Interactions are counted, as there: five views of one item are five. The core does not depend on the order in which users and items are
 * looked at. Events without an item count for nobody and stay.
 */
export const kCore: Rule<InteractionTable> = {
  name: 'kCore',
  describe: 'events outside the k-core: of users or items with too few interactions among what is kept',
  severity: 'info',
  action: 'drop',
  skip: (_, { settings: { kCore } }) => (kCore.user > 1 || kCore.item > 1 ? undefined : 'needs `kCore`'),
  find(table, { settings: { kCore } }) {
    const outside = outsideCore(table, kCore.user, kCore.item)
    const found: Found[] = []
    for (let row = 0; row < table.size; row++) {
      if (outside[row] === INSIDE) continue
      const { name, least, what } =
        outside[row] === BY_USER
          ? { name: table.userNames.at(table.user[row]!), least: kCore.user, what: 'user' }
          : { name: table.itemNames.at(table.item[row]!), least: kCore.item, what: 'item' }
      found.push({ row, why: `${what} ${name} has fewer than ${least} interactions within the core` })
    }
    return found
  },
}

const INSIDE = 0
const BY_USER = 1
const BY_ITEM = 2

/** Peels: whoever falls below the least goes with all rows, which may bring others below. Every row is looked at twice at most. */
function outsideCore(
  { user, item, userNames, itemNames, size }: InteractionTable,
  leastOfUser: number,
  leastOfItem: number,
): Uint8Array {
  const outside = new Uint8Array(size)
  const paired = user.map((index, row) => (item[row]! < 0 ? -1 : index))
  const items = item.map((index, row) => (user[row]! < 0 ? -1 : index))
  const sides = [
    { column: paired, groups: grouped(paired, userNames.size), least: leastOfUser, mark: BY_USER },
    { column: items, groups: grouped(items, itemNames.size), least: leastOfItem, mark: BY_ITEM },
  ] as const
  const counts = sides.map(({ groups: { starts } }) =>
    Int32Array.from(starts.subarray(1), (end, at) => end - starts[at]!),
  )
  // Those who have to go: side and index. Nobody comes twice, since a count passes the least only once.
  const queue: [side: 0 | 1, index: number][] = []
  for (const side of [0, 1] as const) {
    for (const [index, count] of counts[side]!.entries()) if (count < sides[side].least) queue.push([side, index])
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [side, index] = next
    const { groups, mark } = sides[side]
    const other = side === 0 ? 1 : 0
    for (let at = groups.starts[index]!; at < groups.starts[index + 1]!; at++) {
      const row = groups.rows[at]!
      if (outside[row] !== INSIDE) continue
      outside[row] = mark
      const neighbor = sides[other].column[row]!
      counts[other]![neighbor]!--
      if (counts[other]![neighbor] === sides[other].least - 1) queue.push([other, neighbor])
    }
  }
  return outside
}
