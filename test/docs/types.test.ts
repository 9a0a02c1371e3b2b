/** Every TypeScript block of the README and of the pages under docs, checked by the compiler against the sources: what a reader copies has to compile. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { parts } from '../../tsup.config.ts'

const root = fileURLToPath(new URL('../../', import.meta.url)).replaceAll('\\', '/')
const pages = [
  'README.md',
  ...readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !file.startsWith('api'))
    .map((file) => `docs/${file.replaceAll('\\', '/')}`),
]

/**
 * A page as one module: each block in the scope of those before it, so that it goes on with their names or takes them anew. Lines keep their numbers; imports come to the end, each once, and so does what a page takes as
 * given: it stands before the block in a comment that no reader sees: `<!-- given: declare const texts: string[] -->`.
 */
function moduleOf(markdown: string): { readonly code: string; readonly blocks: number } {
  let blocks = 0
  let inside = false
  const imports = new Set<string>()
  const given: string[] = []
  const lines = markdown.split('\n').map((line) => {
    if (inside) {
      inside = line !== '```'
      const [, names, from] = /^import (?:type )?\{ (.*) \} from ('.*')$/.exec(line) ?? []
      for (const name of names?.split(', ') ?? []) imports.add(`import { ${name} } from ${from}`)
      return inside && names === undefined ? line : ''
    }
    inside = line === '```ts'
    if (inside) blocks++
    const [, declared] = /^<!-- given: (.*) -->$/.exec(line) ?? []
    if (declared !== undefined) given.push(declared)
    return inside ? '{' : ''
  })
  return { code: [...lines, '}'.repeat(blocks), ...imports, ...given, 'export {}'].join('\n'), blocks }
}

/** What the compiler says of pages, as `page:line message`. */
function errorsOf(modules: ReadonlyMap<string, string>): string[] {
  const files = new Map([...modules].map(([page, code]) => [`${root}${page}.ts`, code]))
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    paths: {
      penchant: [`${root}src/index.ts`],
      ...Object.fromEntries(parts.map((part) => [`penchant/${part}`, [`${root}src/${part}/index.ts`]])),
    },
  }
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (file) => files.has(file) || fileExists(file)
  host.readFile = (file) => files.get(file) ?? readFile(file)
  host.getSourceFile = (file, version, ...rest) => {
    const code = files.get(file)
    return code === undefined ? getSourceFile(file, version, ...rest) : ts.createSourceFile(file, code, version)
  }
  const program = ts.createProgram([...files.keys()], options, host)
  return [...files.keys()].flatMap((name) => {
    const source = program.getSourceFile(name)
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ file, start = 0, messageText }) => {
        const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1
        const page = name.slice(root.length, -'.ts'.length)
        return `${page}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
      },
    )
  })
}

/** A page with mistakes, so that it shows that there would be errors. */
const wrong = `
<!-- given: declare const items: { id: string }[] -->
\`\`\`ts
import { Recommender } from 'penchant'
const recommender = new Recommender({ encodr: 1 })
await recommender.addItems(items)
\`\`\`
Text.
\`\`\`ts
import { mmr, none } from 'penchant/rerank'
const again = recommender.stats().items + missing + mmr.length
\`\`\`
\`\`\`ts
const items = await recommender.recommend({ k: '3' })
\`\`\`
`

it('every TypeScript block of the pages compiles, with those before it', { timeout: 60_000 }, () => {
  const modules = pages.map((page) => [page, moduleOf(readFileSync(`${root}${page}`, 'utf8'))] as const)
  const withCode = modules.filter(([, { blocks }]) => blocks > 0)
  expect(withCode.length).toBeGreaterThanOrEqual(10)
  const given = new Map([...withCode, ['wrong.md', moduleOf(wrong)] as const].map(([page, { code }]) => [page, code]))
  const found = errorsOf(given)
  expect(found.filter((error) => !error.startsWith('wrong.md'))).toEqual([])
  const mistakes = found.filter((error) => error.startsWith('wrong.md'))
  expect(mistakes.map((error) => error.replace(/^wrong\.md:(\d+) .*?'(\w+)'.*$/s, '$1 $2')).sort()).toEqual([
    '11 missing',
    '14 string',
    '20 none',
    '5 encodr',
  ])
})
