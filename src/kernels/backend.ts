/** Chooses between the compiled kernels and their plain twins, and compiles the former once, on first use. */

import type { LinearMemory } from './arena.ts'
import { PlainMemory } from './arena.ts'
import { noteKernels } from './in-use.ts'
import { VECTOR_WASM } from './vector.generated.ts'

/** Which kernels do the work: WebAssembly with 128-bit SIMD, or plain TypeScript where that is missing or refused. */
export type KernelBackend = 'wasm-simd' | 'plain'

/** By base64 source; undefined where it could not be compiled. */
const modules = /* @__PURE__ */ new Map<string, WebAssembly.Module | undefined>()

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/** The compiled module of a base64 source, or undefined where the platform has no SIMD or its content-security policy forbids compiling. */
export function kernelModule(source: string): WebAssembly.Module | undefined {
  if (!modules.has(source)) modules.set(source, compile(decode(source)))
  const module = modules.get(source)
  noteKernels(module === undefined ? 'plain' : 'wasm-simd')
  return module
}

function compile(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module | undefined {
  if (typeof WebAssembly !== 'object') return undefined
  try {
    return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined
  } catch {
    // A content-security policy without 'wasm-unsafe-eval' refuses here.
    return undefined
  }
}

/** Compiles a source off the main path, for platforms that limit compiling at once on a page's main thread. Never rejects. */
export async function loadKernel(source: string): Promise<void> {
  if (modules.get(source) !== undefined || typeof WebAssembly !== 'object') return
  try {
    modules.set(source, await WebAssembly.compile(decode(source)))
  } catch {
    modules.set(source, undefined)
  }
}

/** Which kernels are in use here. The first call compiles a few kilobytes. */
export function kernelBackend(): KernelBackend {
  return kernelModule(VECTOR_WASM) === undefined ? 'plain' : 'wasm-simd'
}

/** Fresh memory for a backend: it goes back to the system when the last reference to it is gone. */
export function kernelMemory(backend: KernelBackend): LinearMemory {
  return backend === 'wasm-simd' ? new WebAssembly.Memory({ initial: 1 }) : new PlainMemory()
}

/** The functions of a compiled module over a memory. */
function instantiate<Kernels>(module: WebAssembly.Module, memory: LinearMemory): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory: memory as WebAssembly.Memory } })
  return exports as unknown as Kernels
}

/** The kernels of a source over a memory: the compiled ones where the backend has them, else their plain twins. */
export function createKernels<Kernels>(
  source: string,
  plain: (memory: LinearMemory) => Kernels,
  memory: LinearMemory,
  backend: KernelBackend,
): Kernels {
  const module = backend === 'wasm-simd' ? kernelModule(source) : undefined
  return module === undefined ? plain(memory) : instantiate<Kernels>(module, memory)
}
