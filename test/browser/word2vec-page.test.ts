/** The page that trains word vectors (examples/word2vec-browser), built with Vite and watched in a real browser. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as vite from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { build, root } from '../package/built.ts'
import { openInChromium } from './chromium.ts'

let folder: string

beforeAll(async () => {
  await build('code')
  folder = mkdtempSync(join(tmpdir(), 'penchant-word2vec-page-'))
  await vite.build({
    root: join(root, 'examples/word2vec-browser'),
    configFile: false,
    logLevel: 'silent',
    // The page waits for its book at the top of a module.
    build: { outDir: folder, emptyOutDir: true, target: 'es2022' },
  })
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the page trains in a worker, draws the loss and the words, and answers for neighbours', async (context) => {
  const { page, problems } = await openInChromium(context, folder)
  await page
    .locator('#status', { hasText: /^Trained: \d+ words, \d+ thousand a second \(wasm-simd\)/ })
    .waitFor({ timeout: 30_000 })
  // The loss falls: the curve ends lower (larger y) than it begins.
  const points = (await page.locator('#loss polyline').getAttribute('points'))!
    .split(' ')
    .map((point) => Number(point.split(',')[1]))
  expect(points.length).toBeGreaterThan(1)
  expect(points.at(-1)).toBeGreaterThan(points[0]!)
  expect(await page.locator('#plane text').count()).toBe(100)
  expect(await page.locator('#neighbours li').count()).toBe(8)
  await page.locator('#word').fill('zzzz')
  expect(await page.locator('#neighbours li').count()).toBe(0)
  expect(problems).toEqual([])
})
