import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import * as encode from '../../src/encode/index.ts'

const guide = readFileSync(new URL('../../docs/guides/tfidf.md', import.meta.url), 'utf8')

/** Typed arrays as arrays, numbers as a reader would write them. */
function shown(value: unknown): unknown {
  // A reader writes no sign before a zero.
  if (typeof value === 'number') return Math.round(value * 100) / 100 || 0
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, shown)
  if (Array.isArray(value)) return value.map(shown)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shown(each)]))
  return value
}

it('the guide to TF-IDF says of its examples what they give', async () => {
  const lines = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].flatMap(([, code = '']) => code.split('\n'))
  const code = lines
    .filter((line) => !line.startsWith('import '))
    .map((line) => {
      const [, expression, claimed] = /^(\S.*?) \/\/ => (.*)$/.exec(line) ?? []
      return expression === undefined ? line : `;results.push([${JSON.stringify(line)}, ${expression}, ${claimed}])`
    })
  const names = Object.keys(encode)
  const AsyncFunction = (async () => {}).constructor as new (
    ...parts: string[]
  ) => (...values: unknown[]) => Promise<unknown>
  const run = new AsyncFunction(...names, `'use strict'; const results = [];\n${code.join('\n')}\nreturn results`)
  const results = (await run(...Object.values(encode))) as [string, unknown, unknown][]
  expect(results.length).toBe(8)
  for (const [line, actual, claimed] of results) expect(shown(actual), line).toEqual(claimed)
})
