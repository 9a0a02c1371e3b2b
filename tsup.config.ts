import { defineConfig } from 'tsup'

/** One entry for each folder of `src/` that can be imported alone; `package.json` exports mirror this list. */
const parts = ['events', 'preprocess', 'encode', 'similarity', 'profile', 'retrieve', 'rank', 'explain', 'testing']

export default defineConfig({
  entry: { index: 'src/index.ts', ...Object.fromEntries(parts.map((part) => [part, `src/${part}/index.ts`])) },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  splitting: true,
  treeshake: true,
  sourcemap: false,
  clean: true,
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
})
