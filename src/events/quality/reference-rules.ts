/** What points at something that is not there: items, users, recommendation lists, places in them. */

import { show } from '../../errors.ts'
import type { InteractionTable, ShownList } from './interaction-table.ts'
import { applyFixes, type Found, type Rule } from './rule.ts'

/** Events of items that the catalogue lacks. They are kept, and count once the item comes; many of them mean that ids are made differently in two places. */
export const unknownItems: Rule<InteractionTable> = {
  name: 'unknownItems',
  describe: 'events of items that are not in the catalogue',
  severity: 'warning',
  action: 'report',
  alone: true,
  skip: ({ world }) => (world.itemIds === undefined ? 'needs `items`' : undefined),
  find: (table) => unknown(table.item, table.itemNames.all(), table.world.itemIds!, 'item'),
}

/** Events of users that the app's list of users lacks. */
export const unknownUsers: Rule<InteractionTable> = {
  name: 'unknownUsers',
  describe: 'events of users that are not in the list of users',
  severity: 'warning',
  action: 'report',
  alone: true,
  skip: ({ world }) => (world.userIds === undefined ? 'needs `users`' : undefined),
  find: (table) => unknown(table.user, table.userNames.all(), table.world.userIds!, 'user'),
}

function unknown(column: Int32Array, names: readonly string[], known: ReadonlySet<string>, what: string): Found[] {
  const whys = names.map((name) => (known.has(name) ? undefined : `there is no ${what} ${show(name)}`))
  const found: Found[] = []
  for (let row = 0; row < column.length; row++) {
    const why = column[row]! < 0 ? undefined : whys[column[row]!]
    if (why !== undefined) found.push({ row, why })
  }
  return found
}

/** Ids of lists that nobody was shown. Known are the lists given, or else those that some `impression` names. */
export const recommendationIds: Rule<InteractionTable> = {
  name: 'recommendationIds',
  describe: 'recommendation ids that lead to no list',
  severity: 'info',
  action: 'report',
  skip: (table) =>
    knownLists(table).size === 0 ? 'needs `recommendations`, or impressions with recommendation ids' : undefined,
  find(table) {
    const lists = knownLists(table)
    return table.records.flatMap(({ recommendationId: id }, row): Found[] => {
      if (typeof id !== 'string' || lists.has(id)) return []
      const why = `no list ${show(id)} was shown`
      return [
        { row, why, fixes: ['recommendationId', 'position'].map((field) => ({ path: [field], value: undefined })) },
      ]
    })
  },
  repair: applyFixes,
}

/** Places that no list has, places without a list, and places at which the list has another item. */
export const positions: Rule<InteractionTable> = {
  name: 'positions',
  describe: 'positions that lead nowhere: not whole numbers from 1, without a list, beyond its end, or at another item',
  severity: 'info',
  action: 'report',
  alone: true,
  find(table) {
    const lists = knownLists(table)
    const fixes = [{ path: ['position'], value: undefined }]
    return table.records.flatMap((record, row): Found[] => {
      const why = wrongPosition(record, lists)
      return why === undefined ? [] : [{ row, why, fixes }]
    })
  },
  repair: applyFixes,
}

function wrongPosition(
  { position, recommendationId: id, itemId }: { position?: unknown; recommendationId?: unknown; itemId?: unknown },
  lists: ReadonlyMap<string, ShownList>,
): string | undefined {
  if (typeof position !== 'number') return undefined
  if (!Number.isInteger(position) || position < 1) return `\`position\` is ${position}, and places count from 1`
  if (id === undefined) return `\`position\` is ${position} of no list: \`recommendationId\` is missing`
  const shown = typeof id === 'string' ? lists.get(id)?.itemIds : undefined
  if (shown === undefined) return undefined
  if (position > shown.length) return `\`position\` is ${position}, and list ${show(id)} has ${shown.length} items`
  const there = shown[position - 1]
  if (itemId === undefined || there === itemId) return undefined
  return `place ${position} of list ${show(id)} has item ${show(there)}, not ${show(itemId)}`
}

/** The lists that the caller names; without them what the impressions tell (which lists there are, not how long they were). */
function knownLists({ world, records }: InteractionTable): ReadonlyMap<string, ShownList> {
  if (world.lists !== undefined) return world.lists
  const lists = new Map<string, ShownList>()
  for (const record of records) {
    if (record?.type !== 'impression' || typeof record.recommendationId !== 'string') continue
    if (!lists.has(record.recommendationId)) lists.set(record.recommendationId, { id: record.recommendationId })
  }
  return lists
}
