import { copyFile } from 'node:fs/promises'
import type { Options } from 'tsup'

/** The folders of `src/` that can be imported alone, as `penchant/NAME`. The `exports` of package.json follow this list; a test compares them. */
export const parts = [
  'events',
  'preprocess',
  'encode',
  'bert',
  'similarity',
  'collaborative',
  'profile',
  'retrieve',
  'rank',
  'rerank',
  'explain',
  'evaluation',
  'static',
  'testing',
] as const

/** esbuild writes a class that mentions itself as `var A = class _A`, and logs and stack traces would show `_A`. Gives it its name back. */
const classNames: NonNullable<Options['plugins']>[number] = {
  name: 'class-names',
  renderChunk: (code) => {
    let named = code
    for (const [, name] of code.matchAll(/\bvar (\w+) = class _\1\b/g)) {
      named = named.replace(new RegExp(`(?<![.\\w$])_${name}\\b`, 'g'), `${name}`)
    }
    return { code: named }
  },
}

/**
 * The built-in weights are one file for ES modules and CommonJS alike (CommonJS imports it, too), left as it is: six megabytes once, not twice. Where it stands,
 * CommonJS knows by its own means: what Rollup writes for `import.meta.url` requires `url`, which bundlers for browsers do not have.
 */
const dataModule: NonNullable<Options['plugins']>[number] = {
  name: 'data-module',
  esbuildOptions(options) {
    options.external = [...(options.external ?? []), './semantic-weights.js']
    if (this.format === 'cjs') options.define = { ...options.define, 'import.meta.url': '__filename' }
  },
  buildEnd: () => copyFile('src/static/semantic-weights.js', 'dist/semantic-weights.js'),
}

const config: Options = {
  entry: { index: 'src/index.ts', ...Object.fromEntries(parts.map((part) => [part, `src/${part}/index.ts`])) },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  // Code that several entries use goes into shared chunks, so that a class is one class whichever entry it came from (`instanceof` holds) and
  // what is imported on first use stays out of the main file. For CJS, which esbuild does not split, tsup does this only together with
  // `treeshake`: esbuild writes ES modules, Rollup turns each chunk into CJS.
  splitting: true,
  treeshake: { moduleSideEffects: false }, // as package.json says; drops imports of chunks of which nothing is used
  plugins: [classNames, dataModule],
  sourcemap: false,
  clean: true,
  // tsup's declaration build sets `baseUrl`, which TypeScript 6 reports as deprecated.
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
}

export default config
