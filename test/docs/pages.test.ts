/** The code of the README and of docs/getting-started.md, run as it stands there against the built package. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { build, root } from '../package/built.ts'

beforeAll(() => build('code'))

const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** Fenced blocks of one language, in order. */
const blocks = (markdown: string, language: string): string[] =>
  Array.from(markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)).flatMap(([, name, code]) =>
    name === language ? [code!] : [],
  )

/** Runs code in an empty folder in which the package is installed, as a link. */
function runCode(code: string, type: 'module' | 'commonjs'): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'penchant-docs-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/penchant'), 'junction')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return new Promise((resolve, reject) => {
    const parameters = [`--input-type=${type}`, '--eval', code]
    execFile(process.execPath, parameters, { cwd: folder }, (error, stdout, stderr) =>
      error ? reject(new Error(stderr, { cause: error })) : resolve(stdout),
    )
  })
}

test('the first code block of the README prints what stands below it', async () => {
  const readme = read('README.md')
  const [code] = blocks(readme, 'js')
  const [output] = blocks(readme, 'text')
  expect(code!.trim().split('\n').length).toBeLessThanOrEqual(22)
  expect(await runCode(code!, 'module')).toBe(output)
})

describe('docs/getting-started.md', () => {
  const code = blocks(read('docs/getting-started.md'), 'js')
  const isCommonJs = (block: string): boolean => block.includes('require(')

  test('has ES module blocks that run one after the other', async () => {
    const printed = await runCode(code.filter((block) => !isCommonJs(block)).join('\n'), 'module')
    expect(printed).toContain('Why bread rises: ')
    expect(printed).toContain('1 `id` is ""')
    expect(printed).toMatch(/^personalized \[ .*'a5'/m)
    expect(printed).toMatch(/^5 5$/m) // items and interactions from the snapshot
    expect(printed).toMatch(/^3 3$/m) // exported and forgotten
    expect(printed).toMatch(/^invalid-argument `k` is 0\. /m)
  })

  test('has a CommonJS block that runs', async () => {
    const [block] = code.filter(isCommonJs)
    expect(await runCode(block!, 'commonjs')).toBe("[ 'mate' ]\n")
  })
})

test('links between the pages lead somewhere', () => {
  const pages = [
    'README.md',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'examples/browser/README.md',
    'examples/data/goodbooks/README.md',
    'examples/listening-list/README.md',
  ]
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  pages.push(...docs.filter((file) => file.endsWith('.md') && !file.startsWith('api')).map((file) => `docs/${file}`))
  const broken = pages.flatMap((page) =>
    Array.from(read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g), ([, target]) => target!)
      .filter((target) => !existsSync(join(root, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  )
  expect(broken).toEqual([])
})
