import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, type TestContext, test } from 'vitest'
import { openInChromium } from './chromium.ts'

/** The same training as "gives the same bits for the same seed" in test/encode/word2vec/training.test.ts. */
const script = `
import { trainWord2Vec } from './src/encode/word2vec/index.ts'
import { kernelBackend } from './src/kernels/index.ts'
import { topicAccuracy, topicCorpus } from './test/encode/word2vec/worlds.ts'

const corpus = topicCorpus()
const small = { dimensions: 24, epochs: 2, window: 3 }
const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')

globalThis.runs = {
  backend: () => kernelBackend(),
  async bits() {
    const model = await trainWord2Vec(corpus, small)
    const encoder = new TextEncoder()
    const parts = model.words.flatMap((word) => [encoder.encode(word), new Uint8Array(model.vector(word).buffer)])
    const hash = await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer())
    return hex(hash).slice(0, 16)
  },
  async workers() {
    const model = await trainWord2Vec(corpus, { ...small, epochs: 8, workers: 2 })
    const nearest = (word) => model.mostSimilar({ positive: [word], k: 1 })[0].word
    return { workers: model.report.workers, accuracy: topicAccuracy(model.words, nearest), isolated: crossOriginIsolated }
  },
  async abort() {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 50)
    return trainWord2Vec(corpus, { ...small, epochs: 5000, signal: controller.signal }).catch((error) => error.code)
  },
}
`

async function openPage(context: TestContext, policy = ''): Promise<Awaited<ReturnType<typeof openInChromium>>> {
  const folder = await mkdtemp(join(tmpdir(), 'penchant-word2vec-'))
  context.onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await build({
    stdin: { contents: script, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    format: 'iife',
    outfile: join(folder, 'page.js'),
  })
  await writeFile(
    join(folder, 'index.html'),
    `<!doctype html><meta charset="utf-8">${policy}<script src="page.js"></script>`,
  )
  return openInChromium(context, folder)
}

test('Chromium trains with the same kernels to the same bits as Node', async (context) => {
  const { page } = await openPage(context)
  expect(await page.evaluate('runs.backend()')).toBe('wasm-simd')
  expect(await page.evaluate('runs.bits()')).toBe(readFileSync('test/reference/word2vec-bits.txt', 'utf8').trim())
  expect(await page.evaluate('runs.abort()')).toBe('aborted')
})

test('Chromium trains in workers over shared memory on an isolated page', async (context) => {
  const { page, problems } = await openPage(context)
  const { workers, accuracy, isolated } = (await page.evaluate('runs.workers()')) as Record<string, number | boolean>
  expect({ workers, isolated }).toEqual({ workers: 2, isolated: true })
  expect(accuracy).toBeGreaterThan(0.95)
  expect(problems).toEqual([])
})

test('a policy that forbids compiling WebAssembly leaves the plain kernels, on one thread', async (context) => {
  const policy = `<meta http-equiv="content-security-policy" content="script-src 'self'; worker-src 'none'">`
  const { page } = await openPage(context, policy)
  expect(await page.evaluate('runs.backend()')).toBe('plain')
  const { workers, accuracy } = (await page.evaluate('runs.workers()')) as Record<string, number>
  expect(workers).toBe(1)
  expect(accuracy).toBeGreaterThan(0.95)
})
