// Compiles the kernels and bundles the workers' scripts into src/**/*.generated.ts. With --check nothing is written: the files must already be what a build gives.

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { main as compile } from 'assemblyscript/asc'
import { build } from 'esbuild'

const root = new URL('../', import.meta.url)
const assembly = new URL('src/kernels/assembly/', root)

/** AssemblyScript is written in `.as` files, so that tools for TypeScript leave it alone; constants shared with the library are `.ts`. */
function readSource(name) {
  for (const file of [name.replace(/\.ts$/, '.as'), name]) {
    try {
      return readFileSync(new URL(file, assembly), 'utf8')
    } catch {}
  }
  return null
}

async function kernel(name, ...flags) {
  let bytes
  const { error, stderr } = await compile(
    [
      `${name}.ts`,
      '--outFile',
      'out.wasm',
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--importMemory',
      ...flags,
    ],
    { readFile: readSource, writeFile: (_, data) => (bytes = data), listFiles: () => [] },
  )
  if (error) throw new Error(`${name}.as did not compile:\n${stderr}`)
  return Buffer.from(bytes).toString('base64')
}

/** Shared memory must have a stated maximum; 65,536 pages are the whole 4 GB. */
const shared = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536']

async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, root))],
    bundle: true,
    format: 'iife',
    minify: true,
    charset: 'ascii',
    target: 'es2022',
    platform: 'neutral',
    write: false,
  })
  return outputFiles[0].text.trim()
}

const forWorkers = 'for memory that several workers share, compiled, in base64.'
const header = '// Made by scripts/build-kernels.mjs. Do not edit.\n'
const constant = (name, comment, value) =>
  `\n/** ${comment} */\nexport const ${name}: string =\n  ${JSON.stringify(value)}\n`

const files = {
  'src/kernels/vector.generated.ts':
    header + constant('VECTOR_WASM', 'assembly/vector.as, compiled, in base64.', await kernel('vector')),
  'src/kernels/matrix.generated.ts':
    header + constant('MATRIX_WASM', 'assembly/matrix.as, compiled, in base64.', await kernel('matrix')),
  'src/kernels/matrix-shared.generated.ts':
    header + constant('MATRIX_SHARED_WASM', `assembly/matrix.as ${forWorkers}`, await kernel('matrix', ...shared)),
  'src/kernels/inverse.generated.ts':
    header + constant('INVERSE_WASM', 'assembly/inverse.as, compiled, in base64.', await kernel('inverse')),
  'src/kernels/inverse-shared.generated.ts':
    header + constant('INVERSE_SHARED_WASM', `assembly/inverse.as ${forWorkers}`, await kernel('inverse', ...shared)),
  'src/kernels/factors.generated.ts':
    header + constant('FACTORS_WASM', 'assembly/factors.as, compiled, in base64.', await kernel('factors')),
  'src/kernels/factors-shared.generated.ts':
    header + constant('FACTORS_SHARED_WASM', `assembly/factors.as ${forWorkers}`, await kernel('factors', ...shared)),
  'src/kernels/ranking.generated.ts':
    header + constant('RANKING_WASM', 'assembly/ranking.as, compiled, in base64.', await kernel('ranking')),
  'src/kernels/svd.generated.ts':
    header + constant('SVD_WASM', 'assembly/svd.as, compiled, in base64.', await kernel('svd')),
  'src/kernels/gather.generated.ts':
    header + constant('GATHER_WASM', 'assembly/gather.as, compiled, in base64.', await kernel('gather')),
  'src/kernels/neighbors.generated.ts':
    header + constant('NEIGHBORS_WASM', 'assembly/neighbors.as, compiled, in base64.', await kernel('neighbors')),
  'src/kernels/train.generated.ts':
    header +
    constant('TRAIN_WASM', 'assembly/train.as, compiled, in base64.', await kernel('train')) +
    constant('TRAIN_SHARED_WASM', 'The same for memory that several workers share.', await kernel('train', ...shared)),
  'src/encode/word2vec/worker.generated.ts':
    header +
    constant(
      'WORKER_SOURCE',
      'worker-main.ts with all it needs, as one script.',
      await bundle('src/encode/word2vec/worker-main.ts'),
    ),
  'src/collaborative/factors/als-worker.generated.ts':
    header +
    constant(
      'ALS_WORKER_SOURCE',
      'als-worker-main.ts with all it needs, as one script.',
      await bundle('src/collaborative/factors/als-worker-main.ts'),
    ),
  'src/collaborative/linear/sweep-worker.generated.ts':
    header +
    constant(
      'SWEEP_WORKER_SOURCE',
      'sweep-worker-main.ts with all it needs, as one script.',
      await bundle('src/collaborative/linear/sweep-worker-main.ts'),
    ),
  'src/bert/threads/model-thread.generated.ts':
    header +
    constant(
      'MODEL_THREAD_SOURCE',
      'model-thread.ts with all it needs, as one script.',
      await bundle('src/bert/threads/model-thread.ts'),
    ),
}

let stale = 0
for (const [path, text] of Object.entries(files)) {
  const file = new URL(path, root)
  let old
  try {
    old = readFileSync(file, 'utf8')
  } catch {}
  if (old === text) continue
  stale += 1
  if (process.argv.includes('--check'))
    console.error(`${path} is not what a build gives. Run: node scripts/build-kernels.mjs`)
  else {
    writeFileSync(file, text)
    console.log(`wrote ${path} (${text.length} characters)`)
  }
}
if (stale > 0 && process.argv.includes('--check')) process.exitCode = 1
