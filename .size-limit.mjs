/** Sizes that a user's bundler would see, minified and gzipped, with every dependency that is loaded at the start. */

/** Leaves out what arrives by `import()` on first use: esbuild would fold it into the one file that is measured. */
const withoutDynamicImports = {
  name: 'without-dynamic-imports',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}

const entry = (name, path, names, limit) => ({
  name,
  path,
  import: names,
  limit,
  gzip: true,
  modifyEsbuildConfig: (config) => ({ ...config, plugins: [...(config.plugins ?? []), withoutDynamicImports] }),
})

export default [entry('penchant: Recommender', 'dist/index.js', '{ Recommender }', '40 kB')]
