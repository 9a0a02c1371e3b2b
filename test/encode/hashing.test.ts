import { describe, expect, it } from 'vitest'
import { HashingEncoder, type HashingOptions } from '../../src/encode/index.ts'
import { murmur3 } from '../../src/encode/terms/murmur.ts'
import { denseRows, describeEncoder } from '../contracts/encoder.ts'

describe('HashingEncoder', () => {
  describeEncoder({
    make: () => new HashingEncoder({ dimensions: 512 }),
    makeOther: () => new HashingEncoder({ dimensions: 513 }),
    skip: {
      'unseen words': 'knows every word',
      'not fitted': 'learns nothing',
      'fit twice': 'learns nothing',
      state: 'keeps nothing',
    },
  })

  it('hashes UTF-8 bytes of every length with MurmurHash3', () => {
    const hash = (text: string): number => {
      const units = Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
      return murmur3(units, 0, units.length) >>> 0
    }
    // The first four from the reference implementation's published vectors with seed 0, the others from scikit-learn's murmurhash3_32.
    const published = ['', 'test', 'Hello, world!', 'The quick brown fox jumps over the lazy dog']
    expect(published.map(hash)).toEqual([0, 0xba6bd213, 0xc0363e43, 0x2e4ff723])
    const others = ['a', 'ab', 'abc', 'é', 'é中', '日本', '中文字', '𝒳a']
    expect(others.map(hash)).toEqual([
      0x3c2569b2, 0x9bbfd75f, 0xb3dd93fa, 0x10110787, 0x77cdc5b3, 0xc4d9f942, 0x3be3566a, 0xd4a231c3,
    ])
  })

  it('takes terms with opposite signs off each other, and keeps the zero', async () => {
    const encoder = new HashingEncoder({ dimensions: 1, norm: false })
    const words = ['apple', 'pear', 'plum', 'fig', 'quince', 'cherry', 'lemon', 'grape']
    const rows = await encoder.encode(words)
    expect(new Set(rows.values)).toEqual(new Set([1, -1]))
    const plus = words[rows.values.indexOf(1)]!
    const minus = words[rows.values.indexOf(-1)]!
    expect(await encoder.encode([`${plus} ${minus}`])).toMatchObject({
      values: Float32Array.of(0),
      indices: Int32Array.of(0),
    })
    const unsigned = new HashingEncoder({ dimensions: 1, norm: false, alternateSign: false })
    expect(denseRows(await unsigned.encode([`${plus} ${minus}`]))).toEqual([[2]])
  })

  it.each([
    [{ dimensions: 0 }, 'dimensions'],
    [{ dimensions: 2 ** 31 }, 'dimensions'],
    [{ norm: 'l3' }, 'norm'],
    [{ alternateSign: 'yes' }, 'alternateSign'],
  ])('refuses %j', (options, field) => {
    expect(() => new HashingEncoder(options as HashingOptions)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', field }),
    )
  })
})
