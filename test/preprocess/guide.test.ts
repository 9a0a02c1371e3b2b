import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as preprocess from '../../src/preprocess/index.ts'

const guide = readFileSync(new URL('../../docs/guides/preprocessing.md', import.meta.url), 'utf8')
const [text = ''] = guide.split('\n## Numbers to features')
const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code)

/** Runs all lines in order in one scope; gives what each `expression // => value` line has and claims. */
function run(lines: readonly string[]): [line: string, actual: unknown, claimed: unknown][] {
  const code = lines
    .filter((line) => !line.startsWith('import '))
    .map((line) => {
      const [, expression, claimed] = /^(\S.*?) \/\/ => (.*)$/.exec(line) ?? []
      return expression === undefined ? line : `results.push([${JSON.stringify(line)}, ${expression}, ${claimed}])`
    })
  const names = Object.keys(preprocess)
  const body = new Function(...names, `'use strict'; const results = [];\n${code.join('\n')}\nreturn results`)
  return body(...Object.values(preprocess)) as [string, unknown, unknown][]
}

describe('the guide to preprocessing', () => {
  it('says of its text examples what they give', () => {
    const results = run(blocks.flatMap((block) => block.split('\n')))
    expect(results.length).toBeGreaterThan(15)
    const wrong = results.filter(([, actual, claimed]) => JSON.stringify(actual) !== JSON.stringify(claimed))
    expect(wrong.map(([line, actual]) => [line, actual])).toEqual([])
  })
})
