/** The package as a user gets it: packed, installed into an empty folder, and used from every kind of program. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as esbuild from 'esbuild'
import * as vite from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parts } from '../../tsup.config.ts'
import { openInChromium } from '../browser/chromium.ts'
import { build, npm, root, run } from './built.ts'

const names = ['index', ...parts]
const specifier = (name: string): string => (name === 'index' ? 'penchant' : `penchant/${name}`)
const packed: { files: readonly string[] } = { files: [] }

/** The user's folder, with penchant installed in it. */
let app: string

beforeAll(async () => {
  await build('types')
  app = mkdtempSync(join(tmpdir(), 'penchant-app-'))

  // Dependencies are packed from node_modules and installed beside it, so that npm needs neither a network nor a warm cache.
  const folders = [root, ...dependenciesOf(root)]
  const report = await run(...npm('pack', ...folders, '--ignore-scripts', '--json', '--pack-destination', app), root)
  const tarballs = JSON.parse(report) as { filename: string; files: { path: string }[] }[]
  packed.files = tarballs[0]!.files.map(({ path }) => path)
  write('package.json', '{ "name": "app", "private": true }')
  const local = tarballs.map(({ filename }) => `./${filename}`)
  await run(...npm('install', '--offline', '--no-audit', '--no-fund', ...local), app)

  write('try-out.mjs', readFileSync(join(root, 'test/package/try-out.mjs'), 'utf8'))
  write(
    'modules.mjs',
    `${names.map((name) => `import * as ${name}Part from '${specifier(name)}'`).join('\n')}
export const parts = { ${names.map((name) => `${name}: ${name}Part`).join(', ')} }`,
  )
})

afterAll(() => rmSync(app, { recursive: true, force: true }))

/** Where every kind of program has to arrive. */
const expected = {
  strategy: 'personalized',
  itemIds: ['hyperion', 'emma'],
  reasons: expect.arrayContaining([expect.stringMatching(/./)]),
  restoredItems: 4,
  emptyEntries: [],
  foreignErrors: [],
}

test('the tarball holds the built files, the licence, the papers and the pages of docs, and nothing else', () => {
  const others = packed.files.filter(
    (path) =>
      !/^dist\/[\w-]+\.(js|cjs|d\.ts|d\.cts)$/.test(path) &&
      !/^docs\/(?!api\/)(.*\.md|guides\/pictures\/[\w-]+\.svg)$/.test(path),
  )
  const papers = ['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'NOTICE', 'README.md', 'package.json']
  expect(others.sort()).toEqual(papers)
})

test('what the README links to comes with it', () => {
  const links = readFileSync(join(root, 'README.md'), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)
  const missing = Array.from(links, ([, target]) => target!).filter(
    (target) => !packed.files.some((file) => file === target || file.startsWith(`${target}/`)),
  )
  expect(missing).toEqual([])
})

test('an ES module imports every entry and gets a recommendation', async () => {
  write(
    'app.mjs',
    `import { parts } from './modules.mjs'
import { tryOut } from './try-out.mjs'
console.log(JSON.stringify(await tryOut(parts)))`,
  )
  expect(JSON.parse(await node('app.mjs'))).toEqual(expected)
})

test('CommonJS requires every entry and gets a recommendation', async () => {
  write(
    'app.cjs',
    `const parts = { ${names.map((name) => `${name}: require('${specifier(name)}')`).join(', ')} }
import('./try-out.mjs').then(({ tryOut }) => tryOut(parts)).then((result) => console.log(JSON.stringify(result)))`,
  )
  expect(JSON.parse(await node('app.cjs'))).toEqual(expected)
})

test('RecommenderError is written once in each module format, so that it is one class whichever entry throws it', () => {
  const dist = join(app, 'node_modules/penchant/dist')
  const withClass = (extension: RegExp): string[] =>
    readdirSync(dist).filter(
      (file) => extension.test(file) && /\bclass\s[^{]*extends Error\b/.test(readFileSync(join(dist, file), 'utf8')),
    )
  expect(withClass(/\.js$/)).toHaveLength(1)
  expect(withClass(/\.cjs$/)).toHaveLength(1)
})

test('classes keep their names', () => {
  const dist = join(app, 'node_modules/penchant/dist')
  const renamed = readdirSync(dist).flatMap(
    (file) => readFileSync(join(dist, file), 'utf8').match(/\bclass _\w+/g) ?? [],
  )
  expect(renamed).toEqual([])
})

test.each(['penchant/dist/index.js', 'penchant/dist/index.cjs', 'penchant/src/index.ts', 'penchant/errors'])(
  'no program reaches %s',
  async (path) => {
    write('deep.mjs', `import('${path}').catch((error) => console.log(error.code))`)
    write('deep.cjs', `try { require('${path}') } catch (error) { console.log(error.code) }`)
    expect(await node('deep.mjs')).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n')
    expect(await node('deep.cjs')).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n')
  },
)

test('the declarations satisfy a strict compiler from ES modules and from CommonJS', async () => {
  const source = `import { Recommender, type RecommendationList } from 'penchant'
${parts.map((part) => `import * as ${part}Part from 'penchant/${part}'`).join('\n')}
interface Book { readonly id: string; readonly title: string }
const recommender = new Recommender<Book>({ describe: (book) => ({ text: book.title }) })
export const list: Promise<RecommendationList<Book>> = recommender.recommend({ userId: 'ann' })
export const title: Promise<string | undefined> = list.then(({ items }) => items[0]?.item.title)
export const all: readonly object[] = [${parts.map((part) => `${part}Part`).join(', ')}]
`
  write('types.mts', source)
  write('types.cts', source)
  const settings = {
    compilerOptions: {
      ...{ module: 'node16', moduleResolution: 'node16', target: 'es2022', lib: ['ES2022', 'DOM'], types: [] },
      ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
    },
    files: ['types.mts', 'types.cts'],
  }
  write('tsconfig.json', JSON.stringify(settings))
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--project', '.'], app)
})

describe('a browser bundle', () => {
  const page = '<!doctype html><title>penchant</title><script type="module" src="./browser.js"></script>'

  beforeAll(() => {
    write(
      'browser.js',
      `import { parts } from './modules.mjs'
import { tryOut } from './try-out.mjs'
globalThis.result = tryOut(parts)`,
    )
    write('index.html', page)
    write('run.mjs', 'await import(process.argv[2]); console.log(JSON.stringify(await globalThis.result))')
  })

  test('made by esbuild holds no Node built-in and gives a recommendation', async () => {
    const { metafile, warnings } = await esbuild.build({
      absWorkingDir: app,
      entryPoints: ['browser.js'],
      outdir: 'from-esbuild',
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'browser',
      metafile: true,
      logLevel: 'silent',
    })
    write('from-esbuild/index.html', page)

    expect(warnings).toEqual([])
    const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path))
    expect(imported.filter((path) => isBuiltin(path))).toEqual([])
    expect(JSON.parse(await node('run.mjs', './from-esbuild/browser.js'))).toEqual(expected)
  })

  test('made by Vite holds no Node built-in and gives a recommendation', async () => {
    const said: string[] = []
    const warn = (message: string): void => void said.push(message)
    // As users build it, for the page; and without preloads, which need a document, to be run by Node.
    for (const [outDir, options] of [
      ['from-vite', {}],
      ['from-vite-for-node', { modulePreload: false }],
    ] as const) {
      await vite.build({
        root: app,
        configFile: false,
        logLevel: 'warn',
        customLogger: { ...vite.createLogger('silent'), warn, warnOnce: warn },
        build: { outDir, minify: false, ...options },
      })
    }

    expect(said).toEqual([])
    for (const outDir of ['from-vite', 'from-vite-for-node']) {
      const code = readdirSync(join(app, outDir, 'assets')).map((file) =>
        readFileSync(join(app, outDir, 'assets', file), 'utf8'),
      )
      expect(code.filter((text) => text.includes('externalized for browser compatibility'))).toEqual([])
    }
    const main = readdirSync(join(app, 'from-vite-for-node/assets')).find((file) => /^index-.*\.js$/.test(file))
    expect(JSON.parse(await node('run.mjs', `./from-vite-for-node/assets/${main}`))).toEqual(expected)
  })

  test.for(['esbuild', 'vite'])('made by %s gives the same recommendation in Chromium', async (bundler, context) => {
    const { page: opened, problems } = await openInChromium(context, join(app, `from-${bundler}`))
    expect(await opened.evaluate('globalThis.result')).toEqual(expected)
    expect(problems).toEqual([])
  })
})

function write(file: string, text: string): void {
  mkdirSync(join(app, file, '..'), { recursive: true })
  writeFileSync(join(app, file), text)
}

function node(...parameters: string[]): Promise<string> {
  return run(process.execPath, parameters, app)
}

/** Folders of everything that a package needs at run time, however deep. */
function dependenciesOf(folder: string): string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const require = createRequire(join(folder, 'package.json'))
  const direct = Object.keys(dependencies).map((name) => {
    const paths = (require.resolve.paths(name) ?? []).map((path) => join(path, name))
    return paths.find((path) => existsSync(path))!
  })
  return [...new Set(direct.flatMap((path) => [path, ...dependenciesOf(path)]))]
}
