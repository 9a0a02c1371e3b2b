/** The built-in weights in a real browser: bundled with Vite, loaded on first use, and the same vectors as in Node. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as vite from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { semanticEncoder } from '../../src/static/index.ts'
import { build, root } from '../package/built.ts'
import { openInChromium } from './chromium.ts'

const texts = ['A film about space.', '一部关于太空的电影', '“Crème brûlée” — 100 % ﬁne', '']
let folder: string

beforeAll(async () => {
  await build('code')
  folder = mkdtempSync(join(tmpdir(), 'penchant-static-page-'))
  writeFileSync(
    join(folder, 'page.js'),
    `import { semanticEncoder } from ${JSON.stringify(join(root, 'dist/static.js'))}
globalThis.encode = async (texts) => {
  const encoder = await semanticEncoder()
  const { values } = await encoder.encode(texts)
  return { id: encoder.id, values: [...values] }
}`,
  )
  writeFileSync(join(folder, 'index.html'), '<!doctype html><script type="module" src="./page.js"></script>')
  await vite.build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    build: { outDir: 'out', minify: false },
  })
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the built-in encoder gives the same vectors in Chromium as in Node', async (context) => {
  const { page, problems } = await openInChromium(context, join(folder, 'out'))
  const theirs = (await page.evaluate(
    (given) => (globalThis as unknown as { encode(texts: string[]): Promise<unknown> }).encode(given),
    texts,
  )) as { id: string; values: number[] }
  const encoder = await semanticEncoder()
  const { values } = await encoder.encode(texts)
  expect(theirs.id).toBe(encoder.id)
  expect(theirs.values).toEqual([...values])
  expect(problems).toEqual([])
})
