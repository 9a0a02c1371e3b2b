/**
 * A short cut in Node: the built-in table out of its module's file, as bytes. To compile a module of eight million characters takes an engine four times as long as to
 * read and decode them. Nothing depends on it: where the file is not at hand, or is another, the module is imported.
 */

import { decodeBase64 } from './base64.ts'
import type * as Data from './semantic-weights.js'

type DataModule = Pick<typeof Data, 'id' | 'dimensions' | 'pieces' | 'scores' | 'scales'> & {
  /** Two numbers a byte. */
  readonly codes: Uint8Array
}

interface NodeBytes extends Uint8Array {
  indexOf(byte: number, from: number): number
  latin1Slice(from: number, to: number): string
  write(text: string, at: number, encoding: 'base64'): number
}
interface Node {
  readonly Buffer?: { from(buffer: ArrayBuffer): NodeBytes }
  readonly process?: { getBuiltinModule?: (name: string) => unknown }
}
interface FileSystem {
  readFileSync(path: URL | string): NodeBytes
}

/**
 * The data in `semantic-weights.js` beside the module at `place` (its URL, or its path); undefined where there is no such file to read, or none with the fingerprint `id`.
 */
export function readDataFile(place: string | undefined, id: string): DataModule | undefined {
  const { Buffer, process } = globalThis as unknown as Node
  const files = process?.getBuiltinModule?.('node:fs') as FileSystem | undefined
  if (Buffer === undefined || files === undefined || !place) return undefined
  // Not as `new URL(name, import.meta.url)`: bundlers would take the file for an asset and copy it a second time.
  const path = place.replace(/[^\\/]*$/, 'semantic-weights.js')
  try {
    const file = files.readFileSync(path.startsWith('file:') ? new URL(path) : path)
    const data = parse(file, (buffer) => Buffer.from(buffer))
    return data.id === id ? data : undefined
  } catch {
    return undefined
  }
}

const NEW_LINE = 10

/** Reads the lines that tools/distill writes: `export const NAME = VALUE`, the codes last, as a list. Throws where the file is another. */
function parse(file: NodeBytes, viewOf: (buffer: ArrayBuffer) => NodeBytes): DataModule {
  let at = 0
  const line = (): string => {
    const end = file.indexOf(NEW_LINE, at)
    if (end < 0) throw new Error('The file ends early.')
    const text = file.latin1Slice(at, end)
    at = end + 1
    return text
  }
  const values: Record<string, unknown> = {}
  line() // a comment
  for (;;) {
    const [name, value] = line().replace('export const ', '').split(' = ') as [string, string]
    if (name === 'codes') break
    values[name] = value.startsWith("'") ? value.slice(1, -1) : JSON.parse(value)
  }
  const { scales, dimensions } = values as unknown as DataModule
  const codes = new Uint8Array((decodeBase64(scales).length * dimensions) / 2)
  const view = viewOf(codes.buffer)
  let filled = 0
  for (let text = line(); text !== ']'; text = line()) filled += view.write(text.slice(3, -2), filled, 'base64')
  if (filled !== codes.length) throw new Error('The file has another number of codes.')
  return { ...values, codes } as unknown as DataModule
}
