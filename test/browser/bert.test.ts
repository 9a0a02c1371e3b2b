/** MiniLM with 8-bit weights encodes in a real browser, by onnxruntime-web from local files, and IndexedDB keeps what it gave. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { BertEncoder } from '../../src/bert/index.ts'
import { root } from '../package/built.ts'
import { openInChromium } from './chromium.ts'

const shared = process.env['PENCHANT_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url))
const weights = `${shared}/models/all-MiniLM-L6-v2`
const texts = ['I love science fiction films about space', 'A spacecraft drifts between the stars', '']

const script = `
import * as transformers from '@huggingface/transformers'
import { BertEncoder, indexedDbCache } from './src/bert/index.ts'

transformers.env.allowRemoteModels = false
transformers.env.useBrowserCache = false
transformers.env.backends.onnx.wasm.wasmPaths = '/ort/'
transformers.env.backends.onnx.wasm.numThreads = 1

const options = { model: 'all-MiniLM-L6-v2', localModelPath: '/models/', dtype: 'q8', device: 'wasm', batchTokens: 1, transformers }
globalThis.encode = async (texts) => {
  const cache = indexedDbCache('vectors')
  const { rows, columns, values } = await new BertEncoder({ ...options, cache }).encode(texts)
  // Another encoder finds all in the database: its model fails when it is run.
  const failing = { tokenizer, model: Object.assign(() => Promise.reject(new Error('ran')), { config: { hidden_size: 384 } }) }
  const again = await new BertEncoder({ ...options, transformers: failing, cache: indexedDbCache('vectors') }).encode(texts)
  await new BertEncoder({ ...options, transformers: failing, cache }).encode(['not kept'], { kind: 'query' }).catch((error) => {
    globalThis.refused = error.code
  })
  await cache.close()
  return { rows, columns, values: Array.from(values), same: again.values.every((value, at) => value === values[at]), refused: globalThis.refused }
}
class Int64Tensor {
  constructor(type, data, dims) { Object.assign(this, { type, data, dims }) }
}
const tokenizer = (text, { add_special_tokens } = {}) => {
  if (Array.isArray(text)) return { input_ids: new Int64Tensor('int64', [], [1, 0]) }
  return { input_ids: add_special_tokens ? [101, 1, 102] : [1] }
}
`

test('Chromium encodes with MiniLM as Node does, and finds its vectors again in IndexedDB', async (context) => {
  if (!existsSync(weights)) return context.skip('needs the shared models: set PENCHANT_SHARED')
  const folder = await mkdtemp(join(tmpdir(), 'penchant-bert-'))
  context.onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await build({
    stdin: { contents: script, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    external: ['@xenova/transformers'],
    outfile: join(folder, 'page.js'),
    logLevel: 'error',
  })
  await symlink(join(root, 'node_modules/onnxruntime-web/dist'), join(folder, 'ort'), 'junction')
  await symlink(`${shared}/models`, join(folder, 'models'), 'junction')
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><meta charset="utf-8"><script type="module" src="page.js"></script>',
  )

  const { page } = await openInChromium(context, folder)
  await page.waitForFunction('globalThis.encode')
  const result = (await page.evaluate(`encode(${JSON.stringify(texts)})`)) as {
    readonly rows: number
    readonly columns: number
    readonly values: number[]
    readonly same: boolean
    readonly refused: string
  }
  expect([result.rows, result.columns, result.same, result.refused]).toEqual([3, 384, true, 'encoding-failed'])

  const encoder = new BertEncoder({ model: weights, dtype: 'q8', batchTokens: 1 })
  const { values } = await encoder.encode(texts)
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, at) => sum + value * b[at]!, 0)
  const row = (numbers: ArrayLike<number>, at: number): number[] => Array.from(numbers).slice(at * 384, (at + 1) * 384)
  // Kernels differ in how they round 8-bit products, so the vectors are near, not equal.
  for (const at of [0, 1]) expect(dot(row(result.values, at), row(values, at))).toBeGreaterThan(0.97)
  expect(Math.abs(dot(row(result.values, 0), row(result.values, 1)) - 0.376)).toBeLessThan(0.05)
  expect(row(result.values, 2).every((value) => value === 0)).toBe(true)
  await encoder.dispose()
}, 120_000)
