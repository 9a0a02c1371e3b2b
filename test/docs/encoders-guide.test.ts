/** The code of the guide to encoders, run as it stands there: what it claims behind `// =>` is what comes out. */
import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, it } from 'vitest'
import * as encode from '../../src/encode/index.ts'
import { Recommender } from '../../src/index.ts'

const guide = readFileSync(new URL('../../docs/guides/encoders.md', import.meta.url), 'utf8')
const blocks = Array.from(guide.matchAll(/```ts\n([\s\S]*?)```/g), ([, code = '']) => code)
const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<unknown>

const withoutTypes = (code: string): string =>
  ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } })
    .outputText

it.each(blocks.map((code, at) => [at + 1, code] as const))('block %i gives what it says', async (_, code) => {
  const lines = code
    .split('\n')
    .filter((line) => !line.startsWith('import '))
    .map((line) => {
      const [, expression, claimed] = /^(\S.*?) \/\/ => (.*)$/.exec(line) ?? []
      return expression === undefined ? line : `;results.push([${JSON.stringify(line)}, ${expression}, ${claimed}])`
    })
  const names = { ...encode, Recommender }
  const run = new AsyncFunction(
    ...Object.keys(names),
    withoutTypes(`'use strict'; const results = [];\n${lines.join('\n')}\nreturn results`),
  )
  const results = (await run(...Object.values(names))) as [string, unknown, unknown][]
  expect(results.length).toBeGreaterThan(0)
  for (const [line, actual, claimed] of results) expect(actual, line).toEqual(claimed)
})

it('the guide has a block for each way to plug an encoder in', () => {
  expect(blocks).toHaveLength(5)
})
