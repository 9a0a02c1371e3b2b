import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as preprocess from '../../../src/preprocess/index.ts'

const guide = readFileSync(new URL('../../../docs/guides/preprocessing.md', import.meta.url), 'utf8')
const [, numbers = ''] = guide.split('\n## Numbers to features')
const code = [...numbers.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = '']) => block).join('\n')

describe('the guide to numbers', () => {
  it('says of its examples what they give', () => {
    const lines = code
      .split('\n')
      .filter((line) => !line.startsWith('import '))
      .map((line) => {
        const [, expression, claimed] = /^(\S.*?) \/\/ => (.*)$/.exec(line) ?? []
        return expression === undefined
          ? line
          : `results.push([${JSON.stringify(expression)}, ${expression}, ${claimed}])`
      })
    const body = new Function(
      ...Object.keys(preprocess),
      `'use strict'; const results = []\n${lines.join('\n')}\nreturn results`,
    )
    const results = body(...Object.values(preprocess)) as [string, unknown, unknown][]
    expect(results.length).toBeGreaterThan(6)
    for (const [expression, actual, claimed] of results) expect(actual, expression).toEqual(claimed)
  })
})
