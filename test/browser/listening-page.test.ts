/** The list that listens (examples/listening-list), built with Vite and used in a real browser by clicks and keys. Screenshots are kept in test-results/. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import * as vite from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { planeOf } from '../../examples/listening-list/plane.ts'
import { build, root } from '../package/built.ts'
import { openInChromium } from './chromium.ts'

const pictures = join(root, 'test-results')
const page = join(root, 'examples/listening-list')
let folder: string

beforeAll(async () => {
  await build('code')
  folder = mkdtempSync(join(tmpdir(), 'penchant-listening-'))
  await vite.build({
    root: page,
    configFile: join(page, 'vite.config.js'),
    logLevel: 'silent',
    build: { outDir: folder, emptyOutDir: true },
  })
  mkdirSync(pictures, { recursive: true })
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** How many of the books that are listed stand on a shelf. */
const having = (shelves: readonly string[][], shelf: string): number =>
  shelves.filter((names) => names.includes(shelf)).length

/** The page as a test handles it: each deed ends when the list that follows it stands. */
async function listener(page: Page) {
  page.setDefaultTimeout(20_000)
  const rows = page.locator('#list > li')
  await rows.first().waitFor()
  const turn = async (): Promise<number> => Number(await page.locator('#list').getAttribute('data-turn'))
  const after = async (deed: () => Promise<unknown>): Promise<void> => {
    const before = await turn()
    await deed()
    await page.waitForFunction(
      (turn) => Number(document.querySelector<HTMLElement>('#list')!.dataset['turn']) > turn,
      before,
    )
  }
  return {
    rows,
    after,
    ids: () => rows.evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset['id']!)),
    titles: () => page.locator('.title').allTextContents(),
    shelves: async () => (await page.locator('.shelves').allTextContents()).map((names) => names.split(' · ')),
    wishes: () => page.locator('.wishes li > span').allTextContents(),
    press: (name: string) => after(() => page.getByRole('button', { name, exact: true }).click()),
    async tell(text: string): Promise<void> {
      await page.locator('#message').fill(text)
      await after(() => page.keyboard.press('Enter'))
    },
    slide: (name: string, value: string) => after(() => page.getByRole('slider', { name }).fill(value)),
  }
}

test('the list follows likes, dislikes and hides, and takes the last of them back', async (context) => {
  const { page, problems } = await openInChromium(context, folder)
  const { ids, titles, press, rows } = await listener(page)
  const unknown = await ids()
  expect(unknown).toHaveLength(10)
  const [first] = await titles()
  await press(`Like: ${first}`)
  expect(await page.locator('#status').textContent()).toBe(`You like ${first}`)
  const liked = await ids()
  expect(liked).not.toContain(unknown[0])
  expect(liked).not.toEqual(unknown)
  expect((await page.locator('.reasons').allTextContents()).join()).toContain(`liked “${first}”`)
  expect(await page.locator('#profile .bar.for').count()).toBeGreaterThan(3)

  const [next] = await titles()
  await press(`Dislike: ${next}`)
  expect(await titles()).not.toContain(next)
  expect(await page.locator('#map .disliked').count()).toBe(1)
  await press('Undo')
  expect(await ids()).toEqual(liked)
  expect(await page.locator('#undo').isVisible()).toBe(false)

  await press(`Hide: ${next}`)
  expect(await titles()).not.toContain(next)
  expect(await rows.count()).toBe(10)
  expect(problems).toEqual([])
})

test('plain words in both languages become wishes that can be withdrawn one by one', async (context) => {
  const { page, problems } = await openInChromium(context, folder)
  const { ids, shelves, tell, wishes, press } = await listener(page)
  const unknown = await ids()
  const before = await shelves()
  await tell('less young adult, more science fiction and blorp')
  expect(await wishes()).toEqual(['less young adult', 'more science fiction'])
  expect(await page.locator('.missed').textContent()).toBe('Not understood: “blorp”')
  const told = await shelves()
  expect(having(told, 'science fiction')).toBeGreaterThan(having(before, 'science fiction'))
  expect(having(told, 'young adult')).toBeLessThan(having(before, 'young adult'))
  await press('Undo: less young adult')
  await press('Undo: more science fiction')
  expect(await wishes()).toEqual([])
  expect(await ids()).toEqual(unknown)

  await tell('不要奇幻，多一点推理')
  expect(await wishes()).toEqual(['不要fantasy', '多一点mystery'])
  const inChinese = await ids()
  const asked = await shelves()
  expect(having(asked, 'fantasy')).toBe(0)
  expect(having(asked, 'mystery')).toBeGreaterThan(having(before, 'mystery'))
  await tell('blorp')
  expect(await page.locator('#status').textContent()).toBe('None of this was understood; nothing has changed.')
  expect(await ids()).toEqual(inChinese)
  expect(problems).toEqual([])
})

test('reasons show where a row is pointed at or focused, with what would be without them', async (context) => {
  const { page } = await openInChromium(context, folder)
  const { titles, press, rows, after } = await listener(page)
  await page.setViewportSize({ width: 1200, height: 900 })
  await press(`Like: ${(await titles())[0]}`)
  const reasons = (at: number) => rows.nth(at).locator('.reasons')
  await page.mouse.move(0, 0)
  await rows.nth(1).locator('.title').focus()
  expect(await reasons(1).isVisible()).toBe(true)
  expect(await rows.nth(1).locator('.title').getAttribute('aria-describedby')).toBe(await reasons(1).getAttribute('id'))
  await rows.nth(3).hover()
  expect(await reasons(3).isVisible()).toBe(true)
  expect(await reasons(1).isVisible()).toBe(false)
  await reasons(3).locator('.without').first().waitFor()
  expect(await reasons(3).locator('.without').first().textContent()).toMatch(
    /^(At \d+ instead of 4|Still at 4) without/,
  )
  await page.screenshot({ path: join(pictures, 'listening-list.png'), fullPage: true })

  await after(() => page.locator('#language').click())
  expect(await page.locator('html').getAttribute('lang')).toBe('zh')
  expect(await page.locator('#list-heading').textContent()).toBe('为你推荐')
  expect((await page.locator('.reasons .for').allTextContents()).join()).toMatch(/因为你喜欢《.+》/)
  expect(await page.locator('button[data-action="like"]').first().textContent()).toBe('喜欢')
})

test('the sliders vary the list, and say where chance had a hand in it', async (context) => {
  const { page } = await openInChromium(context, folder)
  const { ids, shelves, titles, press, slide } = await listener(page)
  await press(`Like: ${(await titles())[0]}`)
  const plain = await ids()
  const kinds = new Set((await shelves()).flat()).size
  await slide('Diversity', '1')
  expect((await ids())[0]).toBe(plain[0])
  expect(new Set((await shelves()).flat()).size).toBeGreaterThan(kinds)
  await slide('Diversity', '0')
  expect(await ids()).toEqual(plain)
  await slide('Exploration', '1')
  expect(await ids()).not.toEqual(plain)
  expect((await page.locator('.reasons .chance').allTextContents()).join()).toMatch(/probability of [\d.]+ %/)
})

test('a phone is wide enough, the keyboard does everything, and no network is needed', async (context) => {
  const { page, address, problems } = await openInChromium(context, folder)
  const { titles, rows, after, tell } = await listener(page)
  await page.setViewportSize({ width: 360, height: 780 })
  // From here on nothing can be fetched that is not there yet.
  const fetched: string[] = []
  page.on('request', (request) => fetched.push(request.url()))
  await page.locator('#exploration').focus()
  for (let stop = 0; stop < 3; stop++) await page.keyboard.press('Tab') // title, like, dislike of the first row
  const [first] = await titles()
  await after(() => page.keyboard.press('Enter'))
  expect(await titles()).not.toContain(first)
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
  expect(await focused()).toBe(await rows.first().locator('[data-action="dislike"]').getAttribute('aria-label'))
  await tell('only mystery')
  await after(async () => {
    await page.locator('.wishes button').focus()
    await page.keyboard.press('Enter')
  })
  expect(await page.locator('.wishes').count()).toBe(0)
  await page.locator('#diversity').focus()
  await after(() => page.keyboard.press('ArrowRight'))
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  expect(fetched.filter((url) => !url.startsWith(address))).toEqual([])
  expect(problems).toEqual([])
  await page.screenshot({ path: join(pictures, 'listening-list-phone.png'), fullPage: true })
})

test('books lie on the plane as their shelves have them', () => {
  const books = Array.from({ length: 60 }, (_, at) => ({
    id: String(at),
    genres: at < 30 ? ['mystery', 'crime'] : at < 50 ? ['fantasy'] : ['fantasy', 'magic'],
  }))
  const { books: points, genres, held } = planeOf(books, 10)
  const x = (id: number): number => points.get(String(id))!.x
  // Mystery and crime stand against fantasy; magic tells the rest apart, and no third difference is left.
  expect(Math.sign(x(0))).toBe(-Math.sign(x(40)))
  expect(x(0)).toBeCloseTo(x(29), 9)
  expect(points.get('35')!.y).not.toBeCloseTo(points.get('55')!.y, 1)
  expect(held).toBeCloseTo(1, 9)
  expect(genres.map(({ genre }) => genre)).toEqual(['mystery', 'crime', 'fantasy', 'magic'])
  expect(genres[0]!.x).toBeCloseTo(x(0), 9)
  for (const { x, y } of points.values()) expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1 + 1e-9)
})
