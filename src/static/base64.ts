/** Base64 to bytes, by the fastest means that the platform has. */

interface FromBase64 {
  fromBase64?(text: string): Uint8Array
}
interface NodeBuffer {
  from(text: string, encoding: 'base64'): Uint8Array
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
