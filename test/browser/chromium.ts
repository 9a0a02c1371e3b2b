/**
 * A real browser for tests: finds Chromium, serves a folder on the loopback address and opens its page. Where no browser is found, the test that asked
 * for one is skipped and says why.
 *
 * ```ts
 * test('the page shows a list', async (context) => {
 *   const { page } = await openInChromium(context, 'path/of/the/built/page')
 *   expect(await page.locator('li').count()).toBe(10)
 * })
 * ```
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, extname, join, normalize } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import type { TestContext } from 'vitest'

/** What a test sees of the opened page. */
export interface OpenedPage {
  readonly page: Page
  /** Address of the served folder. */
  readonly address: string
  /** Errors that the page threw and requests that failed, so far. */
  readonly problems: readonly string[]
}

/** Serves `folder` and opens its `index.html` in headless Chromium; both are closed when the test ends. Skips the test where there is no Chromium. */
export async function openInChromium(context: TestContext, folder: string): Promise<OpenedPage> {
  const executablePath = findChromium()
  if (executablePath === undefined) {
    return context.skip(
      'no Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH to its executable',
    )
  }

  const address = await serve(context, folder)
  const browser = await chromium.launch({ executablePath, args: quietArguments })
  context.onTestFinished(() => browser.close())

  const page = await browser.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('requestfailed', (request) => problems.push(`${request.url()} failed`))
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.url()} answered ${response.status()}`)
  })
  await page.goto(address)
  return { page, address, problems }
}

/** The executable that CHROMIUM_PATH names, or the first of the usual names on the search path. */
function findChromium(): string | undefined {
  const given = process.env['CHROMIUM_PATH']
  if (given) return existsSync(given) ? given : undefined
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path))
}

/** A browser that asks nobody for anything: containers have no sandbox and no graphics, and tests no network. */
const quietArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
}

async function serve(context: TestContext, folder: string): Promise<string> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/favicon.ico') {
      response.writeHead(204).end() // asked for by the browser, not by the page
      return
    }
    const path = normalize(decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname))
    try {
      const body = await readFile(join(folder, path))
      response.writeHead(200, {
        'content-type': contentTypes[extname(path)] ?? 'application/octet-stream',
        // These two make the page cross-origin isolated, so that it may share memory with workers.
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      })
      response.end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  context.onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
