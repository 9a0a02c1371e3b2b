/** The demo and the Node examples as somebody sees them who runs them without a terminal. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { build, root, run } from '../package/built.ts'

beforeAll(() => build('code'))

/** The demo learns from 290,000 ratings, which takes a busy machine minutes. */
const PATIENCE = 400_000

describe('the demo', () => {
  let output = ''
  beforeAll(async () => {
    output = await run(process.execPath, ['examples/demo/index.mjs', '--like', 'the hobit', '--like', 'Dune'], root)
  }, PATIENCE)
  /** The numbered lines below a line that matches, up to the next empty one: titles in order. */
  const listBelow = (start: RegExp, text: string): string[] => {
    const lines = text.split('\n')
    const from = lines.findIndex((line) => start.test(line)) + 1
    const below = lines.slice(from, lines.indexOf('', from))
    return below.flatMap((line) => /^ *\d+\. (.*?)(?: \((?:new|was \d+)\))?$/.exec(line)?.[1] ?? [])
  }
  const readers = (): string[] => output.split(/^── (?=Reader)/m).slice(1)

  test('takes in every book and every rating', () => {
    expect(output).toMatch(/Adding the books +9,990 added, 0 rejected/)
    expect(output).toMatch(/Reading the files +9,990 books, 298,176 ratings; 4,327 held out/)
    expect(output).toMatch(/Adding the ratings +293,849 added, 0 rejected/)
    expect(output).toMatch(/readers +2,672, with 24 to 197 ratings each/)
  })

  test('says by how much its lists beat content and popularity on ratings that they did not know', () => {
    const above = (what: string): number =>
      Number(new RegExp(`(\\d+) % above ${what} alone: .* p < \\.001`).exec(output)?.[1])
    expect(output).toContain('296 readers; a fifth of the books that each liked was held out.')
    expect(above('content')).toBeGreaterThan(30)
    expect(above('popularity')).toBeGreaterThan(150)
  })

  test('shows three readers of different tastes', () => {
    expect(readers().map((text) => text.slice(0, text.indexOf(' ─')))).toEqual([
      'Reader 23633: 124 ratings, a taste for science-fiction',
      'Reader 32427: 105 ratings, a taste for mystery',
      'Reader 16559: 83 ratings, a taste for non-fiction',
    ])
  })

  test('gives five books a list, each with a reason', () => {
    for (const text of readers()) {
      expect(listBelow(/^Their list:/, text)).toHaveLength(5)
      expect(text).toMatch(/Their list:\n 1\. .*\n {6}\S.*\n/)
    }
  })

  test('leaves a disliked book out of the next list', () => {
    for (const text of readers()) {
      const [refused, ...others] = listBelow(/^Their list:/, text)
      const next = listBelow(/^They say “not this one”/, text)
      expect(next).toHaveLength(5)
      expect(next).not.toContain(refused)
      expect(next.filter((title) => others.includes(title)).length).toBeGreaterThan(0)
    }
  })

  test('answers a search with a book that has the word', () => {
    for (const text of readers()) {
      const word = /They search for “(.+)”/.exec(text)![1]!
      expect(listBelow(/^They search for/, text)[0]!.toLowerCase()).toContain(word)
    }
  })

  test('finds a title that is typed without its series, and books like it', () => {
    const alike = listBelow(/^── Like Dune \(Dune Chronicles #1\) · Frank Herbert, 1965/, output)
    expect(alike).toHaveLength(5)
    expect(alike.join('\n')).toContain('Dune Messiah')
  })

  test('asks back where a title is not known', () => {
    expect(output).toMatch(/No book here is called “the hobit”.*\n.*Did you mean: The Hobbit\n/)
  })

  test('fits into 100 columns and holds no escape codes where it is not a terminal', () => {
    const lines = output.split('\n')
    expect(lines.filter((line) => [...line].length > 100)).toEqual([])
    expect(lines.filter((line) => line.includes('\u001b') || line.includes('\r'))).toEqual([])
  })

  test(
    'shows what it understood of plain words, and the list before and after',
    async () => {
      const message = 'less romance, more fantasy and blorp'
      const printed = await run(process.execPath, ['examples/demo/index.mjs', '--tell', message], root)
      expect(printed).toContain(`Reader 32427, with a taste for mystery, says “${message}”`)
      expect(printed).toContain('Understood:\n    less romance\n    more fantasy\nNot understood: “blorp”\n')
      const before = listBelow(/^Their list:/, printed)
      const after = listBelow(/^Their list now:/, printed)
      expect(before).toHaveLength(5)
      expect(after).toHaveLength(5)
      expect(after).not.toEqual(before)
      expect(printed.slice(printed.indexOf('Their list now:'))).toContain('You asked for more fantasy.')
    },
    PATIENCE,
  )

  test('explains itself, and says so where an option does not exist', async () => {
    expect(await run(process.execPath, ['examples/demo/index.mjs', '--help'], root)).toContain('--like TITLE')
    const failed = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(process.execPath, [join(root, 'examples/demo/index.mjs'), '--likes', 'Dune'], (error, _, stderr) =>
        resolve({ code: error?.code, stderr }),
      )
    })
    expect(failed.code).toBe(2)
    expect(failed.stderr).toMatch(/--likes[\s\S]*--like TITLE/)
  })
})

test(
  'the readers of the demo follow its rule',
  async () => {
    const rule = `
    import { readBooks, readRatings } from './examples/shared/goodbooks.mjs'
    const genresOf = new Map(readBooks().map(({ id, genres }) => [id, new Set(genres)]))
    const liked = new Map()
    for (const { userId, itemId, value } of readRatings())
      if (value >= 4) liked.set(userId, [...(liked.get(userId) ?? []), genresOf.get(itemId)])
    const readers = [...liked].filter(([, books]) => books.length >= 40).sort(([a], [b]) => a - b)
    const share = (books, genre) => books.filter((genres) => genres.has(genre)).length / books.length
    const most = (genre) => readers.reduce((best, next) => (share(next[1], genre) > share(best[1], genre) ? next : best))[0]
    console.log(JSON.stringify(['science-fiction', 'mystery', 'non-fiction'].map(most)))`
    const printed = await run(process.execPath, ['--input-type=module', '--eval', rule], root)
    expect(JSON.parse(printed)).toEqual(['23633', '32427', '16559'])
  },
  PATIENCE,
)

test('the ES module example prints lists that follow what Ann does', async () => {
  const printed = await run(process.execPath, ['examples/node-esm/index.mjs'], root)
  const [liked, refused, searched] = printed.split(/^(?=\S)/m)
  expect(liked).toMatch(/1\. Pho: Because you liked “Miso ramen”/)
  expect(refused).not.toMatch(/\d\. Pho/)
  expect(searched).toMatch(/1\. \w+: Matches “tomato”/)
})

test('the CommonJS example prints a list and the same from a snapshot', async () => {
  const printed = await run(process.execPath, ['examples/node-cjs/index.cjs'], root)
  expect(printed).toMatch(/^The Thing .* Because you liked “Alien”/m)
  expect(printed).toMatch(/^From a snapshot of \d+ bytes: Ratatouille\./m)
})
