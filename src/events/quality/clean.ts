/** Cleaning: the rules applied to items or interactions, and an account of everything that was changed or left out. */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { Pacer, type WorkOptions } from '../../work.ts'
import { type BehaviorSpec, resolveBehaviors } from '../behavior.ts'
import { checkRecords, type Records } from '../ingest.ts'
import type { ItemDescription } from '../item.ts'
import { toMilliseconds } from '../time.ts'
import {
  type InteractionRuleName,
  type ItemRuleName,
  type RuleActions,
  resolveActions,
  withExtraRules,
} from './actions.ts'
import { interactionRules } from './interaction-rules.ts'
import { InteractionTable, type InteractionWorld, type RawInteraction, type ShownList } from './interaction-table.ts'
import { itemRules } from './item-rules.ts'
import { ItemTable, type RawDescription } from './item-table.ts'
import type { Cleaned } from './report.ts'
import type { Pace, Rule } from './rule.ts'
import { RuleRun, type RunPlan } from './run-rules.ts'
import { type QualityOptions, resolveSettings, settingNames } from './settings.ts'

/** What both kinds of cleaning can be told. */
interface CommonOptions extends QualityOptions {
  /** The time now, by which times are in the future and items expired. Default: the clock's. */
  readonly now?: number | Date
  /** How many examples each rule's report holds. Default 5. */
  readonly examples?: number
}

/** Options of {@link cleanInteractions}. */
export interface CleanInteractionsOptions extends CommonOptions, WorkOptions {
  /** What is done, rule by rule. Default: each rule's own. */
  readonly rules?: RuleActions<InteractionRuleName>
  /** Rules of the app's own; they run after the built-in ones. */
  readonly extraRules?: readonly Rule<InteractionTable>[]
  /** How behaviour counts, as in the options of `Recommender`: the scales of values, the declared types. */
  readonly behaviors?: Readonly<Record<string, BehaviorSpec>>
  /** The catalogue: items or their ids. Without it no item is unknown. */
  readonly items?: Iterable<string | { readonly id: string }>
  /** All users' ids. Without it no user is unknown. */
  readonly users?: Iterable<string>
  /** The lists that were shown. Without it, those that `impression` events name. */
  readonly recommendations?: Iterable<ShownList>
}

/** Options of {@link cleanItems}. */
export interface CleanItemsOptions<TItem> extends CommonOptions, WorkOptions {
  /** What is done, rule by rule. Default: each rule's own. */
  readonly rules?: RuleActions<ItemRuleName>
  /** Rules of the app's own; they run after the built-in ones. */
  readonly extraRules?: readonly Rule<ItemTable>[]
  /** Maps the app's own object to what the library reads, as in the options of `Recommender`. Default: the object itself is the description. */
  readonly describe?: (item: TItem) => ItemDescription
  /**
   * Puts a mended description back: gives a new item. Needed with `describe`; without it nothing of a described item is mended, and rules that would are reports.
   */
  readonly write?: (item: TItem, description: ItemDescription) => TItem
}

/**
 * Applies the rules to interactions: what is certainly wrong and certainly mendable is mended (seconds to milliseconds, `'4'` to 4), what only repeats another record is
 * left out, everything else is reported. Any rule can be set to `'report'`, `'repair'`, `'drop'` or `false`. The records that were passed are never changed.
 *
 * The rules work on the whole in memory: an async iterable is read to its end first.
 *
 * @example
 * ```ts
 * const { kept, changes } = await cleanInteractions(rows, { items, rules: { bots: 'drop' }, kCore: 5 })
 * for (const { rule, kind, index, why } of changes) console.log(index, kind, rule, why)
 * await recommender.observe(kept)
 * ```
 */
export async function cleanInteractions<TRecord extends RawInteraction>(
  interactions: Records<TRecord>,
  options: CleanInteractionsOptions = {},
): Promise<Cleaned<TRecord>> {
  const plan = interactionPlan<TRecord>(options, new Pacer(options))
  const example = "[{ userId: 'ann', itemId: 'dune', type: 'like' }]"
  const records = await collect<TRecord>(interactions, 'interactions', example, plan.context.pacer)
  return resultOf(await new RuleRun(records, plan).all(options.signal))
}

/**
 * Applies the rules to items. By default times in seconds, broken encodings and HTML are mended, items whose id comes again are left out, and
 * everything else is reported. The items that were passed are never changed.
 *
 * @example
 * ```ts
 * const { kept } = await cleanItems([{ id: 'a', text: '<b>CafÃ©</b>' }])
 * console.log(kept) // [{ id: 'a', text: 'Café' }]
 * ```
 */
export async function cleanItems<TItem extends object>(
  items: Records<TItem>,
  options: CleanItemsOptions<TItem> = {},
): Promise<Cleaned<TItem>> {
  const plan = itemPlan(options, new Pacer(options))
  const records = await collect<TItem>(items, 'items', "[{ id: 'dune', text: '...' }]", plan.context.pacer)
  return resultOf(await new RuleRun(records, plan).all(options.signal))
}

const commonNames = ['rules', 'extraRules', 'now', 'examples', 'signal', 'onProgress']

/** Checks options and says how a run over interactions goes. */
export function interactionPlan<TRecord extends RawInteraction>(
  options: CleanInteractionsOptions,
  pacer: Pace,
): RunPlan<TRecord, InteractionTable> {
  checkNames(options, [...commonNames, ...settingNames, 'behaviors', 'items', 'users', 'recommendations'])
  const rules = withExtraRules(interactionRules, options.extraRules, 'extraRules')
  const world: InteractionWorld = {
    behaviors: resolveBehaviors(options.behaviors),
    itemIds: idSet(options.items, 'items'),
    userIds: idSet(options.users, 'users'),
    lists: options.recommendations && new Map(Array.from(options.recommendations, (list) => [list.id, list])),
  }
  return {
    rules,
    actions: resolveActions(rules, options.rules ?? {}),
    tableOf: (records) => new InteractionTable(records, world),
    readTable: (records) => InteractionTable.read(records, world, pacer),
    identify: (record) => ({ ...idOf(record?.userId, 'userId'), ...idOf(record?.itemId, 'itemId') }),
    edit: (record, repair) => repair(record),
    ...commonPlan(options, pacer),
  }
}

/** Checks options and says how a run over items goes. */
export function itemPlan<TItem extends object>(
  options: CleanItemsOptions<TItem>,
  pacer: Pace,
): RunPlan<TItem, ItemTable> {
  checkNames(options, [...commonNames, ...settingNames, 'describe', 'write'])
  const rules = withExtraRules(itemRules, options.extraRules, 'extraRules')
  const { describe, write } = options
  for (const [name, value] of Object.entries({ describe, write })) {
    if (value !== undefined && typeof value !== 'function') throw invalidArgument(name, value, 'Pass a function.')
  }
  const actions = resolveActions(rules, options.rules ?? {})
  const canWrite = describe === undefined || write !== undefined
  for (const [name, action] of canWrite ? [] : actions) {
    if (action !== 'repair') continue
    if (options.rules?.[name] === 'repair') {
      throw invalidArgument(
        `rules.${name}`,
        action,
        'A described item can be mended only with `write(item, description)`.',
      )
    }
    actions.set(name, 'report')
  }
  return {
    rules,
    actions,
    tableOf: (items) => describedTable(items, describe),
    identify: (item) => idOf((item as { readonly id?: unknown } | null)?.id, 'itemId'),
    edit: (item, repair) =>
      describe === undefined || write === undefined ? repair(item) : write(item, repair(describe(item))),
    ...commonPlan(options, pacer),
  }
}

function describedTable<TItem extends object>(
  items: readonly TItem[],
  describe: ((item: TItem) => ItemDescription) | undefined,
): ItemTable {
  const failures = new Map<number, unknown>()
  const descriptions = items.map((item, row): RawDescription => {
    try {
      const description: unknown = describe === undefined ? item : describe(item)
      if (typeof description === 'object' && description !== null) return description
      failures.set(row, invalidArgument('item', description, 'An item is an object, and `describe` returns an object.'))
    } catch (error) {
      failures.set(row, error)
    }
    return {}
  })
  const ids = items.map((item) => (item as { readonly id?: unknown } | null)?.id)
  return new ItemTable(ids, descriptions, failures)
}

function commonPlan(options: CommonOptions, pacer: Pace): Pick<RunPlan<never, never>, 'examples' | 'context'> {
  const { examples = 5, now = Date.now() } = options
  if (typeof examples !== 'number' || !(examples >= 0)) {
    throw invalidArgument('examples', examples, 'Pass a number of at least 0; Infinity gives all.')
  }
  return { examples, context: { now: toMilliseconds(now, 'now'), settings: resolveSettings(options), pacer } }
}

function idSet(
  ids: Iterable<string | { readonly id: string }> | undefined,
  field: string,
): ReadonlySet<string> | undefined {
  if (ids === undefined) return undefined
  if (typeof ids !== 'object' || !(Symbol.iterator in ids))
    throw invalidArgument(field, ids, 'Pass an array or another iterable of ids.')
  return new Set(Array.from(ids, (one) => (typeof one === 'string' ? one : one.id)))
}

function idOf<TName extends 'userId' | 'itemId'>(value: unknown, name: TName): { readonly [Name in TName]?: string } {
  return (typeof value === 'string' ? { [name]: value } : {}) as { readonly [Name in TName]?: string }
}

/** All records as one list, a copy, so that nobody can change it meanwhile. */
export async function collect<TRecord>(
  records: unknown,
  field: string,
  example: string,
  pacer: Pace,
): Promise<TRecord[]> {
  const source = checkRecords<TRecord>(records, field, example)
  if (Array.isArray(source)) return [...source]
  const all: TRecord[] = []
  for await (const record of source) {
    all.push(record)
    if ((all.length & 1023) === 0 && pacer.due()) await pacer.pause({ phase: field, done: all.length })
  }
  return all
}

function resultOf<TRecord extends object, TTable>(run: RuleRun<TRecord, TTable>): Cleaned<TRecord> {
  return { kept: run.records, indexes: run.indexes, changes: run.changes, rules: run.reports }
}
