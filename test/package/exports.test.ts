import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parts } from '../../tsup.config.ts'
import { root } from './built.ts'

const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
const entries = ['index', ...parts]

test('package.json exports exactly the entries that are built', () => {
  const expected = Object.fromEntries(
    entries.map((name) => [
      name === 'index' ? '.' : `./${name}`,
      {
        import: { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` },
        require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
      },
    ]),
  )
  expect(manifest.exports).toEqual({ ...expected, './package.json': './package.json' })
})

test('every folder of src that has an index is an entry, but for those that only the library itself uses', () => {
  const inner = ['kernels', 'math', 'snapshot']
  const folders = readdirSync(`${root}/src`).filter((folder) => existsSync(`${root}/src/${folder}/index.ts`))
  expect(folders.filter((folder) => !inner.includes(folder)).sort()).toEqual([...parts].sort())
})

test('the API pages cover exactly the entries', () => {
  const { entryPoints } = JSON.parse(readFileSync(`${root}/typedoc.json`, 'utf8'))
  expect(entryPoints).toEqual(['src/index.ts', ...parts.map((part) => `src/${part}/index.ts`)])
})

test('installing runs no script of ours, and needs one package at most', () => {
  const scripts = Object.keys(manifest.scripts)
  expect(scripts.filter((name) => /^(pre|post)?(install|prepare|pack)$/.test(name))).toEqual([])
  expect(Object.keys(manifest.dependencies ?? {}).filter((name) => name !== 'ml-matrix')).toEqual([])
})

test('continuous integration runs every step of `npm run check`, with the same commands', () => {
  const steps = (manifest.scripts.check as string).split(' && ')
  const commands = [...readFileSync(`${root}/.ci/run`, 'utf8').matchAll(/^step \S+ (npm (?:test|run .*))$/gm)].map(
    ([, command]) => command,
  )
  expect(commands).toEqual(steps)
})

test('the lock file names no registry, and every optional package (`node scripts/complete-lock.mjs` adds what is missing)', () => {
  const text = readFileSync(`${root}/package-lock.json`, 'utf8')
  expect(text).not.toContain('"resolved"')

  const packages: { optionalDependencies?: Record<string, string> }[] = Object.values(JSON.parse(text).packages)
  const optional = packages.flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
  expect(optional.filter((name) => !text.includes(`node_modules/${name}": {`))).toEqual([])
})
