/** Faults of every kind at known places in a clean slice of Goodbooks: which are found, and what is found that is none. `npm run bench -- quality table` prints the same as a table. */

import { beforeAll, describe, expect, it } from 'vitest'
import { cleanInteractions, cleanItems, type DataQualityReport, inspectData } from '../../../src/events/index.ts'

interface Input {
  readonly items: readonly { readonly id: string }[]
  readonly interactions: readonly object[]
  readonly users: readonly string[]
  readonly now: number
}
interface Score {
  readonly kind: 'items' | 'interactions'
  readonly rule: string
  readonly planted: number
  readonly found: number
  readonly precision: number
  readonly recall: number
}
type Planted = Readonly<Record<Score['kind'], Readonly<Record<string, ReadonlySet<object>>>>>
interface PlantedFaults {
  cleanWorld(books: unknown, ratings: unknown, describe: unknown): object
  plantFaults(clean: object): { readonly planted: Planted; readonly world: object }
  inputOf(world: object): Input
  scoreRules(
    input: Input,
    report: DataQualityReport,
    planted: Planted,
    cleanInput: Input,
    cleanReport: DataQualityReport,
  ): readonly Score[]
}
interface Goodbooks {
  readBooks(): unknown
  readRatings(): unknown
  readonly describeBook: unknown
}

// Scripts without declarations, shared with the bench.
const load = async <TModule>(path: string): Promise<TModule> => (await import(path)) as TModule

/** Rules that compare with what is usual; all others are exact. */
const statistical = ['ratingShift', 'nearDuplicateTexts', 'foreignTexts', 'outlierAttributes', 'bots', 'mojibake']

let input: Input
let planted: Planted
let scores: readonly Score[]
let cleanReport: DataQualityReport

beforeAll(async () => {
  const faults = await load<PlantedFaults>('../../../bench/quality/planted-faults.mjs')
  const { readBooks, readRatings, describeBook } = await load<Goodbooks>('../../../examples/shared/goodbooks.mjs')
  const clean = faults.cleanWorld(readBooks(), readRatings(), describeBook)
  const cleanInput = faults.inputOf(clean)
  cleanReport = await inspectData(cleanInput)
  const spoiled = faults.plantFaults(clean)
  planted = spoiled.planted
  input = faults.inputOf(spoiled.world)
  scores = faults.scoreRules(input, await inspectData(input), planted, cleanInput, cleanReport)
})

describe('planted faults', () => {
  it('are of more than thirty kinds, a dozen or so of each at least', () => {
    expect(scores.length).toBeGreaterThanOrEqual(33)
    expect(scores.filter((score) => score.planted < 10)).toEqual([])
  })

  it('are all found, and nothing else is, by the rules that are exact', () => {
    const inexact = scores.filter(({ rule, precision, recall }) => {
      return !statistical.includes(rule) && (precision < 1 || recall < 1)
    })
    expect(inexact).toEqual([])
  })

  it('are found with a recall of at least 0.95 and a precision of at least 0.9 by the rules that compare with what is usual', () => {
    const judged = scores.filter(({ rule }) => statistical.includes(rule))
    expect(judged.map(({ rule }) => rule).sort()).toEqual([...statistical].sort())
    expect(judged.filter(({ precision, recall }) => precision < 0.9 || recall < 0.95)).toEqual([])
  })

  it('are not seen in the clean slice, but for what real books and readers have that is worth knowing', () => {
    const found = [...cleanReport.items!.rules, ...cleanReport.interactions!.rules].filter(
      ({ findings }) => findings > 0,
    )
    expect(found.map(({ rule }) => rule).sort()).toEqual([
      'foreignTexts',
      'outlierAttributes',
      'ratingShift',
      'tinyTexts',
    ])
    expect(cleanReport.interactions!.faulty).toBe(0)
    expect(cleanReport.items!.faulty).toBe(0)
  })
})

describe('cleaning the spoiled world', () => {
  it('mends and drops what its report says, leaves the input alone and can be asked about every record', async () => {
    const before = structuredClone(input.interactions)
    const { kept, indexes, changes, rules } = await cleanInteractions(input.interactions, {
      ...only(input, ['users', 'now']),
      items: input.items,
      rules: { bots: 'drop' },
    })
    expect(input.interactions).toEqual(before)
    const dropped = changes.filter(({ kind }) => kind === 'dropped')
    expect(kept.length + dropped.length).toBe(input.interactions.length)
    expect(new Set([...indexes, ...dropped.map(({ index }) => index)]).size).toBe(input.interactions.length)
    for (const { rule, handled } of rules) expect(changes.filter((change) => change.rule === rule).length).toBe(handled)
    const droppedBots = dropped.filter(({ rule }) => rule === 'bots').map(({ index }) => input.interactions[index])
    expect(new Set(droppedBots)).toEqual(planted.interactions['bots'])
  })

  it('leaves nothing for a second cleaning to do', async () => {
    const options = { ...only(input, ['users', 'now']), items: input.items }
    const { kept } = await cleanInteractions(input.interactions, options)
    expect((await cleanInteractions(kept, options)).changes).toEqual([])
    const items = await cleanItems<object>(input.items, { now: input.now })
    expect((await cleanItems(items.kept, { now: input.now })).changes).toEqual([])
  })

  it('gives repaired titles back exactly as they were', async () => {
    const { changes } = await cleanItems<object>(input.items, { now: input.now, rules: { duplicateIds: false } })
    const repaired = changes.filter(({ rule }) => rule === 'mojibake')
    expect(new Set(repaired.map(({ before }) => before))).toEqual(planted.items['mojibake'])
    const { readBooks } = await load<{ readBooks(): readonly { id: string; title: string; authors: string[] }[] }>(
      '../../../examples/shared/goodbooks.mjs',
    )
    const books = new Map(readBooks().map((book) => [book.id, book]))
    for (const { after } of repaired) {
      const { id, text } = after as { id: string; text: { title: string; author: string } }
      expect(text.title).toBe(books.get(id)!.title)
      expect(text.author).toBe(books.get(id)!.authors.join(', '))
    }
  })
})

function only<TName extends keyof Input>(from: Input, names: readonly TName[]): Pick<Input, TName> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<Input, TName>
}
