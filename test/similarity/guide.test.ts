import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import * as similarity from '../../src/similarity/index.ts'
import { agree } from './worlds.ts'

const guide = readFileSync(new URL('../../docs/guides/similarity.md', import.meta.url), 'utf8')
const lines = [...guide.matchAll(/^```ts\n(.*?)^```$/gms)].flatMap(([, code]) => code!.split('\n'))

/** Typed arrays as plain ones, numbers rounded to what the guide shows. */
const shown = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) => (ArrayBuffer.isView(part) ? Array.from(part as Float32Array) : part)),
  )

function expectAgreement(actual: unknown, expected: unknown, line: string): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    if (!agree(actual, expected, 1e-7)) expect.fail(`${line}\ngives ${actual}`)
    return
  }
  if (typeof expected === 'object' && typeof actual === 'object' && expected && actual) {
    expect(Object.keys(actual), line).toEqual(Object.keys(expected))
    for (const [key, value] of Object.entries(expected)) expectAgreement(Reflect.get(actual, key), value, line)
    return
  }
  expect(actual, line).toEqual(expected)
}

it('every line of the guide gives what stands behind it', () => {
  // Runs the blocks as one program, in which each line with an answer pushes its value.
  const answers: string[] = []
  const program = lines.map((line) => {
    const [, code, answer] = /^(.*?) \/\/ => (.*)$/.exec(line) ?? []
    if (line.startsWith('import') || code === undefined) return line.startsWith('import') ? '' : line
    answers.push(answer!)
    return `values.push(shown(${code}))`
  })
  const values: unknown[] = []
  const names = Object.keys(similarity)
  new Function('values', 'shown', ...names, program.join('\n'))(values, shown, ...Object.values(similarity))
  expect(answers.length).toBeGreaterThan(10)
  for (const [n, answer] of answers.entries()) {
    expectAgreement(values[n], new Function(`return (${answer})`)(), answer)
  }
})
