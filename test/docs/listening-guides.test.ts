/** The code of the guides to feedback, diversity and explanations, run as it stands there, each page from top to bottom: what it claims behind `// =>` is what comes out. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as explain from '../../src/explain/index.ts'
import { Recommender } from '../../src/index.ts'
import * as rerank from '../../src/rerank/index.ts'

const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<unknown>

const names = { ...rerank, ...explain, Recommender }

/** Runs all code of a page as one script; gives each line with a claim, what came out, and what was claimed. */
async function claims(page: string): Promise<[line: string, actual: unknown, claimed: unknown][]> {
  const guide = readFileSync(new URL(`../../docs/guides/${page}.md`, import.meta.url), 'utf8')
  const code = Array.from(guide.matchAll(/```js\n([\s\S]*?)```/g), ([, block = '']) => block).join('\n')
  const lines = code
    .split('\n')
    .filter((line) => !line.startsWith('import '))
    .map((line) => {
      const [, expression, claimed] = /^console\.log\((.*)\) \/\/ => (.*)$/.exec(line) ?? []
      return expression === undefined ? line : `results.push([${JSON.stringify(line)}, ${expression}, ${claimed}]);`
    })
  const run = new AsyncFunction(
    ...Object.keys(names),
    `'use strict'; const results = [];\n${lines.join('\n')}\nreturn results`,
  )
  return (await run(...Object.values(names))) as [string, unknown, unknown][]
}

describe('the guides', () => {
  it.each([
    ['feedback', 12],
    ['diversity', 6],
    ['explanations', 18],
  ])('to %s say what comes out', async (page, count) => {
    const found = await claims(page)
    expect(found).toHaveLength(count)
    for (const [line, actual, claimed] of found) expect.soft(actual, line).toEqual(claimed)
  })
})
