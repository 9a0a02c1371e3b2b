/** The page that trains word vectors (examples/word2vec-browser), built with Vite and watched in a real browser. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import * as vite from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toPlane } from '../../examples/word2vec-browser/plane.ts'
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
  const [first, last] = await Promise.all(['#first', '#last'].map((id) => page.locator(id).textContent().then(Number)))
  expect(last).toBeGreaterThan(0)
  expect(last).toBeLessThan(first!)
  // The curve falls as well, from the left edge of the picture to the right.
  const curve = await blueHeights(page, '#loss canvas')
  expect(curve.length).toBeGreaterThan(300)
  expect(curve.at(-1)).toBeGreaterThan(curve[0]!)
  // The words lie all over their picture.
  const dots = await blueHeights(page, '#plane canvas')
  expect(dots.length).toBeGreaterThan(100)
  expect(Math.max(...dots) - Math.min(...dots)).toBeGreaterThan(100)
  expect(await page.locator('#drawn option').count()).toBe(100)
  expect(await page.locator('#neighbours li').count()).toBe(8)
  await page.locator('#word').fill('zzzz')
  expect(await page.locator('#neighbours li').count()).toBe(0)
  // A narrow window: the pictures follow, and nothing has to be scrolled sideways.
  await page.setViewportSize({ width: 360, height: 640 })
  await page.waitForFunction(() => document.querySelector('#plane canvas')!.clientWidth <= 360)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  expect(problems).toEqual([])
})

test('the words lie where their two main directions put them', () => {
  // Long along (3, 4), short across it, off the origin.
  const points = [
    [-2, 0.5],
    [-1, -0.5],
    [1, -0.5],
    [2, 0.5],
  ] as const
  const vectors = points.map(([along, across]) =>
    Float32Array.of(7 + 0.6 * along - 0.8 * across, 1 + 0.8 * along + 0.6 * across, 5),
  )
  const [first, second] = toPlane(vectors)
  const signs = [Math.sign(first![3]!), Math.sign(second![3]!)] as const
  for (const [i, [along, across]] of points.entries()) {
    expect(first![i]).toBeCloseTo(signs[0] * along, 5)
    expect(second![i]).toBeCloseTo(signs[1] * across, 5)
  }
})

/** For each column of a canvas with a blue point in it, from the left: how far down the lowest one lies. */
function blueHeights(page: Page, selector: string): Promise<number[]> {
  return page.locator(selector).evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height)
    const heights: number[] = []
    for (let x = 0; x < width; x += 1) {
      for (let y = height - 1; y >= 0; y -= 1) {
        const at = 4 * (y * width + x)
        const isBlue = data[at + 3]! > 200 && data[at + 2]! - data[at]! > 100
        if (!isBlue) continue
        heights.push(y)
        break
      }
    }
    return heights
  })
}
