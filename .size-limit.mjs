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

/** What a bundle holds of `penchant/NAME` when a program imports `names` of it. */
const bundle = (name, names, limit) => ({
  name: `${name === 'index' ? 'penchant' : `penchant/${name}`} ${names}`,
  path: `dist/${name}.js`,
  import: names,
  limit,
  gzip: true,
  modifyEsbuildConfig: (config) => ({ ...config, plugins: [...(config.plugins ?? []), withoutDynamicImports] }),
})

export default [
  bundle('index', '{ Recommender }', '40 kB'),
  bundle('events', '*', '32 kB'),
  bundle('preprocess', '*', '42 kB'),
  bundle('preprocess', '{ createTokenizer }', '16 kB'),
  bundle('preprocess', '{ StandardScaler }', '6 kB'),
  bundle('encode', '*', '92 kB'),
  bundle('encode', '{ TfidfEncoder }', '28 kB'),
  bundle('encode', '{ trainWord2Vec }', '46 kB'),
  bundle('encode', '{ trainAdapter }', '20 kB'),
  bundle('bert', '*', '20 kB'),
  bundle('bert', '{ BertEncoder }', '14 kB'),
  bundle('similarity', '*', '20 kB'),
  bundle('similarity', '{ cosine }', '3 kB'),
  bundle('similarity', '{ topK }', '18 kB'),
  bundle('collaborative', '*', '56 kB'),
  bundle('profile', '*', '5 kB'),
  bundle('retrieve', '*', '11 kB'),
  bundle('rank', '*', '2 kB'),
  bundle('rerank', '*', '17 kB'),
  bundle('explain', '*', '8 kB'),
  bundle('evaluation', '*', '28 kB'),
  bundle('evaluation', '{ ndcg }', '2 kB'),
  bundle('static', '*', '16 kB'),
  bundle('testing', '*', '3 kB'),
]
