import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root, run } from './built.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'penchant-scripts-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('setup', () => {
  /** Stands for npm: writes down that it was called, and installs what the lock file says. */
  const npm = `const fs = require('node:fs')
fs.appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n')
fs.mkdirSync('node_modules', { recursive: true })
const { '': _, ...packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8')).packages
fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }))`

  const lock = (version: string): void => {
    const packages = {
      '': { name: 'penchant' },
      'node_modules/tool': { version },
      'node_modules/for-another-platform': { version: '1.0.0', optional: true },
    }
    write('package-lock.json', JSON.stringify({ packages }))
  }
  const calls = (): string => readFileSync(join(folder, 'calls'), 'utf8')
  const setUp = (): Promise<string> =>
    run(process.execPath, ['scripts/setup.mjs'], folder, { npm_execpath: join(folder, 'npm.js') })

  beforeEach(() => {
    cpSync(join(root, 'scripts/setup.mjs'), join(folder, 'scripts/setup.mjs'))
    write('npm.js', npm)
    lock('1.0.0')
  })

  test('installs from the lock file where there is no node_modules, and only then', async () => {
    await setUp()
    await setUp()
    expect(calls()).toBe('ci --no-audit --no-fund\n')
  })

  test('installs again when the lock file names another version', async () => {
    await setUp()
    lock('1.1.0')
    await setUp()
    expect(calls()).toBe('ci --no-audit --no-fund\n'.repeat(2))
  })

  test('needs no network for a lock file that was only written again', async () => {
    await setUp()
    lock('1.0.0')
    expect(await setUp()).toBe('')
    expect(calls()).toBe('ci --no-audit --no-fund\n')
  })

  test('refuses an argument that it does not know', async () => {
    await expect(run(process.execPath, ['scripts/setup.mjs', '--bulid'], folder)).rejects.toThrow(
      'unknown argument --bulid; known are --contribute, --build, --build=types',
    )
  })
})

describe('the summary of continuous integration', () => {
  const summary = (...failedSteps: string[]): Promise<string> =>
    run(process.execPath, [join(root, 'scripts/summary.mjs'), folder, ...failedSteps], root)

  test('is the sum over all test runs', async () => {
    write('test.json', '{ "passed": 20, "failed": 0, "skipped": 3 }')
    write('examples.json', '{ "passed": 4, "failed": 0, "skipped": 0 }')
    expect(await summary()).toBe('24 passed, 0 failed, 3 skipped\n')
  })

  test('counts a step that failed once, whether or not a test run says so', async () => {
    write('test.json', '{ "passed": 20, "failed": 2, "skipped": 0 }')
    await expect(summary('lint', 'test')).rejects.toThrow('Failed: lint, test\n20 passed, 3 failed, 0 skipped\n')
  })

  test('is a failure when no test ran', async () => {
    await expect(summary()).rejects.toThrow('Failed: no test ran\n0 passed, 0 failed, 0 skipped\n')
  })
})

function write(file: string, text: string): void {
  mkdirSync(join(folder, file, '..'), { recursive: true })
  writeFileSync(join(folder, file), text)
}
