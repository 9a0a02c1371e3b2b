import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, it, vi } from 'vitest'

const canBuild = existsSync('node_modules/assemblyscript/package.json')

it.skipIf(!canBuild)(
  'the generated files are what a build gives, byte for byte (skipped without assemblyscript)',
  () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/build-kernels.mjs', '--check'], {
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(status).toBe(0)
  },
)

it('uses the compiled kernels here, and says so', async () => {
  const { kernelBackend } = await import('../../src/kernels/index.ts')
  expect(kernelBackend()).toBe('wasm-simd')
})

it.each([
  ['there is no WebAssembly', undefined],
  [
    'compiling is refused',
    {
      validate: () => true,
      Module: class {
        constructor() {
          throw new Error('refused by the content-security policy')
        }
      },
      compile: () => Promise.reject(new Error('refused')),
    },
  ],
])('falls back to the plain kernels where %s', async (_, webAssembly) => {
  vi.resetModules()
  vi.stubGlobal('WebAssembly', webAssembly)
  try {
    const { TRAIN_WASM } = await import('../../src/kernels/train.generated.ts')
    const { kernelBackend, loadKernel, vectorSpace } = await import('../../src/kernels/index.ts')
    await loadKernel(TRAIN_WASM)
    expect(kernelBackend()).toBe('plain')
    const { arena, kernels } = vectorSpace()
    const x = arena.allocate(12)
    arena.float32(x, 3).set([1, 2, 3])
    expect(kernels.dot(x, x, 3)).toBe(14)
  } finally {
    vi.unstubAllGlobals()
    vi.resetModules()
  }
})
