/** The bookshop page (examples/browser), built with Vite and used in a real browser as a visitor would. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import * as vite from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { build, root } from '../package/built.ts'
import { openInChromium } from './chromium.ts'

let folder: string

beforeAll(async () => {
  await build('code')
  folder = mkdtempSync(join(tmpdir(), 'penchant-shop-'))
  await vite.build({
    root: join(root, 'examples/browser'),
    configFile: false,
    logLevel: 'silent',
    build: { outDir: folder, emptyOutDir: true },
  })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The shop as a test handles it. Every change of the list ends with a new status or heading, so reading after `say` reads the new list. */
function shop(page: Page) {
  page.setDefaultTimeout(10_000)
  const rows = page.locator('#list > li')
  return {
    titles: () => page.locator('#list h3').evaluateAll((all) => all.map((one) => one.firstChild?.textContent ?? '')),
    reasons: (title: string) => rows.filter({ hasText: title }).locator('.reasons li').allTextContents(),
    async say(action: 'Like' | 'Dislike' | 'Not this one', title: string): Promise<void> {
      await page.getByRole('button', { name: `${action}: ${title}`, exact: true }).click()
      await page.locator('#status', { hasText: title }).waitFor()
    },
    async search(words: string): Promise<void> {
      await page.getByRole('searchbox', { name: 'Search' }).fill(words)
      await page.locator('#list-heading', { hasText: words === '' ? /^(?!Search)/ : `Search: ${words}` }).waitFor()
    },
    forget: () => page.getByRole('button', { name: 'Forget me' }).click(),
  }
}

const place = (titles: readonly string[], title: string): number => {
  const at = titles.indexOf(title)
  return at === -1 ? Number.POSITIVE_INFINITY : at
}

test('a like lifts similar books, with the reason beside them', async (context) => {
  const { page, problems } = await openInChromium(context, folder)
  const { titles, reasons, say } = shop(page)
  await page.locator('#list > li').first().waitFor()
  const before = await titles()
  expect(before).toHaveLength(8)
  expect(before).toContain('And Then There Were None')

  await say('Like', 'And Then There Were None')
  const after = await titles()
  expect(after).toHaveLength(8)
  expect(after).not.toContain('And Then There Were None')
  expect(after[0]).toBe('Murder on the Orient Express')
  expect(place(before, 'Murder on the Orient Express')).toBeGreaterThan(0)
  expect((await reasons('Murder on the Orient Express')).join('\n')).toContain(
    'Because you liked “And Then There Were None”',
  )
  expect(problems).toEqual([])
})

test('a dislike takes the book away and lets similar ones fall; a pass only takes it away', async (context) => {
  const { page } = await openInChromium(context, folder)
  const { titles, say, search } = shop(page)
  await say('Like', 'Dune')
  await search('Austen')
  await say('Like', 'Pride and Prejudice')
  await search('')
  const before = await titles()
  expect(before.slice(0, 4)).toEqual(expect.arrayContaining(['Emma', 'Persuasion']))

  await say('Dislike', 'Emma')
  const after = await titles()
  expect(after).toHaveLength(8)
  expect(after).not.toContain('Emma')
  expect(place(after, 'Persuasion')).toBeGreaterThan(place(before, 'Persuasion'))
  expect(place(after, 'Dune Messiah')).toBeLessThanOrEqual(place(before, 'Dune Messiah'))

  await say('Not this one', after[1]!)
  expect((await titles()).slice(0, 7)).toEqual(after.filter((_, at) => at !== 1))
})

test('a search shows the books that match, and says by what', async (context) => {
  const { page } = await openInChromium(context, folder)
  const { titles, reasons, search } = shop(page)
  await search('dragons')
  const found = await titles()
  expect(found.slice(0, 6).sort()).toEqual(
    [
      'A Game of Thrones',
      'A Wizard of Earthsea',
      'Eragon',
      'Guards! Guards!',
      'The Hobbit',
      'The Name of the Wind',
    ].sort(),
  )
  expect((await reasons('Eragon')).join('\n')).toContain('Matches “dragons”')

  await search('')
  expect((await titles())[0]).toBe('Dune')
})

test('forgetting brings back the list of somebody unknown', async (context) => {
  const { page } = await openInChromium(context, folder)
  const { titles, say, forget } = shop(page)
  await page.locator('#list > li').first().waitFor()
  const before = await titles()
  await say('Dislike', 'Dune')
  expect(await titles()).not.toEqual(before)
  await forget()
  await page.locator('#status', { hasText: 'You are forgotten.' }).waitFor()
  expect(await titles()).toEqual(before)
})

test('the keyboard goes on where it was, and nothing is wider than a phone', async (context) => {
  const { page } = await openInChromium(context, folder)
  await page.setViewportSize({ width: 360, height: 780 })
  await page.locator('#list > li').first().waitFor()
  await page.keyboard.press('Tab') // the search box
  for (let button = 0; button < 5; button++) await page.keyboard.press('Tab') // the second book's "Dislike"
  await page.keyboard.press('Enter')
  await page.locator('#status', { hasText: 'The Hobbit' }).waitFor()
  const focused = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
  const second = await page.locator('#list > li').nth(1).locator('[data-action="dislike"]').getAttribute('aria-label')
  expect(focused).toBe(second)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
})
