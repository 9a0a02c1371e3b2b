/** Base64 to bytes, by the fastest means that the platform has. */

interface FromBase64 {
  fromBase64?(text: string): Uint8Array
}
interface NodeBuffer {
  from(text: string, encoding: 'base64'): Uint8Array
  from(buffer: ArrayBuffer): Uint8Array & { write(text: string, at: number, encoding: 'base64'): number }
}

/** The bytes that `text` stands for. */
export function decodeBase64(text: string): Uint8Array {
  const { Buffer } = globalThis as { Buffer?: NodeBuffer }
  if (Buffer !== undefined) {
    const bytes = Buffer.from(text, 'base64')
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  const { fromBase64 } = Uint8Array as FromBase64
  if (fromBase64 !== undefined) return fromBase64.call(Uint8Array, text)
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}

/** The bytes of parts one after the other; every part but the last stands for whole triples of bytes. */
export function decodeBase64Parts(parts: readonly string[]): Uint8Array {
  const units = parts.reduce((sum, part) => sum + part.length, 0)
  const padding = /=*$/.exec(parts.at(-1) ?? '')![0].length
  const bytes = new Uint8Array((units / 4) * 3 - padding)
  const { Buffer } = globalThis as { Buffer?: NodeBuffer }
  const view = Buffer?.from(bytes.buffer)
  let at = 0
  for (const part of parts) {
    if (view !== undefined) {
      at += view.write(part, at, 'base64')
      continue
    }
    const decoded = decodeBase64(part)
    bytes.set(decoded, at)
    at += decoded.length
  }
  return bytes
}
