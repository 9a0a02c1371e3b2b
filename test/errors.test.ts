import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

it('lists every code that the library throws, and no other, each with what it means', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!generated)\.ts$/.test(name),
  )
  const thrown = files.flatMap((name) =>
    [...readFileSync(`src/${name}`, 'utf8').matchAll(/new RecommenderError\(\s*'([a-z-]+)'/g)].map(([, code]) => code!),
  )
  const source = readFileSync('src/errors.ts', 'utf8')
  const listed = [...source.matchAll(/^ {2}\| '([a-z-]+)'$/gm)].map(([, code]) => code!)
  expect(thrown).toContain('held-out')
  expect(listed.toSorted()).toEqual([...new Set(thrown)].sort())
  for (const code of listed) expect(source).toMatch(new RegExp(`^ \\* -.*\`${code}\`: `, 'm'))
})
