import { afterEach, describe, expect, it, vi } from 'vitest'
import { decodeBase64, decodeBase64Parts } from '../../src/static/base64.ts'

const bytes = Uint8Array.from({ length: 1000 }, (_, at) => (at * 37 + (at >> 3)) & 255)
const whole = Buffer.from(bytes).toString('base64')
const parts = [0, 300, 600, 900].map((at) => Buffer.from(bytes.subarray(at, at + 300)).toString('base64'))

describe('base64', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('is decoded in Node', () => {
    expect(decodeBase64(whole)).toEqual(bytes)
    expect(decodeBase64Parts(parts)).toEqual(bytes)
    expect(decodeBase64('')).toEqual(new Uint8Array(0))
    expect(decodeBase64Parts([])).toEqual(new Uint8Array(0))
  })

  it('is decoded where there is no Buffer', () => {
    vi.stubGlobal('Buffer', undefined)
    expect(decodeBase64(whole)).toEqual(bytes)
    expect(decodeBase64Parts(parts)).toEqual(bytes)
  })
})
