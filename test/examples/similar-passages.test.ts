/** The example of similar passages as somebody sees it who runs it without a terminal. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { build, root, run } from '../package/built.ts'

const script = 'examples/similar-passages/index.mjs'
let output = ''
beforeAll(async () => {
  await build('code')
  output = await run(process.execPath, [script], root)
})

/** What is printed below each heading. */
const sections = (text: string): Map<string, string[]> =>
  new Map(
    text
      .split(/^── /m)
      .slice(1)
      .map((part) => {
        const [heading = '', ...lines] = part.split('\n')
        return [heading.replace(/ ─*$/, ''), lines]
      }),
  )

/** The works in one of the three columns of results, best first. */
const worksIn = (lines: readonly string[], column: 0 | 1 | 2): string[] => {
  const from = lines.findIndex((line) => line.startsWith('  TF-IDF '))
  const cells = lines
    .slice(from + 1, lines.indexOf('', from))
    .map((line) => line.slice(2 + 32 * column, 34 + 32 * column))
  return cells.map((cell) => /^ *[\d.]+ +\d+ (.*?) *$/.exec(cell)![1]!)
}

describe('the example of similar passages', () => {
  test('cuts novels and speeches into passages and fits three encoders', () => {
    expect(output).toMatch(/Reading the works +21 works in 4,\d{3} passages/)
    for (const name of ['TF-IDF', 'BM25', 'LSA']) expect(output).toMatch(new RegExp(`Fitting ${name} +[\\d,]+ columns`))
  })

  test('finds the space race in other speeches, by all three', () => {
    const [heading, lines] = [...sections(output)].find(([heading]) => heading.startsWith('Like passage'))!
    expect(heading).toMatch(/^Like passage \d+, Kennedy, May 1961$/)
    for (const column of [0, 1, 2] as const) {
      const works = worksIn(lines, column)
      expect(works).toHaveLength(5)
      expect(works.filter((work) => work.startsWith('Kennedy'))).toEqual([])
      for (const work of works) expect(work).toMatch(/^\S+, \S{3} \d{4}$/)
    }
    expect(worksIn(lines, 0)[0]).toBe('Bush, Feb 1989')
    expect(worksIn(lines, 1)[0]).toBe('Bush, Feb 1989')
  })

  test('names the words that are shared, as they stand in the passage, and marks them there', () => {
    const lines = [...sections(output)].find(([heading]) => heading.startsWith('Like passage'))![1]
    const from = lines.findIndex((line) => line.startsWith('  Closest by TF-IDF: passage'))
    expect(lines[from + 1]).toMatch(/^ {2}shared: space 0\.\d+, /)
    const passage = lines.slice(from + 2, lines.indexOf('', from)).join(' ')
    expect(passage).toContain('*space*')
    // By their stems: the query has `increases`.
    expect(passage).toContain('*increase*')
  })

  test('finds passages for words, and more than those that have them', () => {
    const lines = sections(output).get('Like “a mother weeps over the letter of her son”')!
    expect(worksIn(lines, 0)[0]).toBe('A Tale of Two Cities')
    expect(lines.join('\n')).toMatch(/\*weep\*/)
    expect(lines.join('\n')).toMatch(/Found by LSA alone: passage \d+/)
  })

  test('takes a passage and a number from the command line', async () => {
    const printed = await run(process.execPath, [script, '--passage', '0', '--k', '2'], root)
    const lines = sections(printed).get('Like passage 0, Pride and Prejudice')!
    expect(worksIn(lines, 0)).toHaveLength(2)
    for (const column of [0, 1, 2] as const) expect(worksIn(lines, column)).not.toContain('Pride and Prejudice')
  })

  test('says so where no work has any of the words', async () => {
    expect(await run(process.execPath, [script, 'zzyzx'], root)).toContain(
      'None of these words is in any of the works.',
    )
  })

  test('fits into 100 columns and holds no escape codes where it is not a terminal', () => {
    const lines = output.split('\n')
    expect(lines.filter((line) => [...line].length > 100)).toEqual([])
    expect(lines.filter((line) => line.includes('\u001b') || line.includes('\r'))).toEqual([])
  })

  test('explains itself, and what is wrong with an argument', async () => {
    expect(await run(process.execPath, [script, '--help'], root)).toContain('--passage NUMBER')
    for (const [parameters, says] of [
      [['--k', '0'], /--k is 0, not a whole number from 1 to 20/],
      [['--passage', '99999'], /There is no passage 99999/],
      [['--nothing'], /--nothing[\s\S]*--passage NUMBER/],
    ] as const) {
      const failed = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
        execFile(process.execPath, [join(root, script), ...parameters], (error, _, stderr) =>
          resolve({ code: error?.code, stderr }),
        )
      })
      expect(failed.code).toBe(2)
      expect(failed.stderr).toMatch(says)
    }
  })
})
