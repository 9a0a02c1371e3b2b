/** The plain twin of assembly/svd.as: the reference in its tests, and the fallback where WebAssembly SIMD is missing. */

import type { LinearMemory } from './arena.ts'
import type { SvdKernels } from './svd.ts'

/** The kernels in plain TypeScript. Sums run in double precision, so results differ from the compiled ones by single-precision rounding. */
export function plainSvdKernels(memory: LinearMemory): SvdKernels {
  // All of the memory, since addresses are multiples of 4 (of 8 for doubles).
  let all: Views | undefined
  const views = (): Views => {
    if (all?.buffer !== memory.buffer) {
      const { buffer } = memory
      all = { buffer, f32: new Float32Array(buffer), f64: new Float64Array(buffer), u32: new Uint32Array(buffer) }
    }
    return all
  }

  const scatter: SvdKernels['scatterWide'] = (indptr, indices, values, first, last, from, to, stride) => {
    const { f32, u32 } = views()
    const width = stride / 4
    for (let row = first; row < last; row++) {
      const source = from / 4 + row * width
      for (let at = u32[indptr / 4 + row]!; at < u32[indptr / 4 + row + 1]!; at++) {
        const value = f32[values / 4 + at]!
        const place = to / 4 + u32[indices / 4 + at]! * width
        for (let j = 0; j < width; j++) f32[place + j]! += value * f32[source + j]!
      }
    }
  }

  return {
    gatherPanel(indptr, indices, values, first, last, from, to) {
      const { f32, u32 } = views()
      for (let row = first; row < last; row++) {
        let s0 = 0
        let s1 = 0
        let s2 = 0
        let s3 = 0
        for (let at = u32[indptr / 4 + row]!; at < u32[indptr / 4 + row + 1]!; at++) {
          const value = f32[values / 4 + at]!
          const source = from / 4 + u32[indices / 4 + at]! * 4
          s0 += value * f32[source]!
          s1 += value * f32[source + 1]!
          s2 += value * f32[source + 2]!
          s3 += value * f32[source + 3]!
        }
        const place = to / 4 + row * 4
        f32[place] = s0
        f32[place + 1] = s1
        f32[place + 2] = s2
        f32[place + 3] = s3
      }
    },

    scatterPanel: (indptr, indices, values, first, last, from, to) =>
      scatter(indptr, indices, values, first, last, from, to, 16),
    scatterWide: scatter,

    panelProducts(panels, count, stride, w, rows, out) {
      const { f32, f64 } = views()
      for (let panel = 0; panel < count; panel++) {
        for (let i = 0; i < 4; i++) {
          let s0 = 0
          let s1 = 0
          let s2 = 0
          let s3 = 0
          let q = (panels + panel * stride) / 4 + i
          for (let at = w / 4; at < w / 4 + rows * 4; at += 4, q += 4) {
            const x = f32[q]!
            s0 += x * f32[at]!
            s1 += x * f32[at + 1]!
            s2 += x * f32[at + 2]!
            s3 += x * f32[at + 3]!
          }
          const place = out / 8 + panel * 16 + i * 4
          f64[place]! += s0
          f64[place + 1]! += s1
          f64[place + 2]! += s2
          f64[place + 3]! += s3
        }
      }
    },

    subtractPanels(panels, count, stride, w, rows, products) {
      const { f32 } = views()
      for (let row = 0; row < rows; row++) {
        const place = w / 4 + row * 4
        let s0 = f32[place]!
        let s1 = f32[place + 1]!
        let s2 = f32[place + 2]!
        let s3 = f32[place + 3]!
        for (let panel = 0, p = products / 4; panel < count; panel++) {
          const q = (panels + panel * stride) / 4 + row * 4
          for (let i = 0; i < 4; i++, p += 4) {
            const x = f32[q + i]!
            s0 -= x * f32[p]!
            s1 -= x * f32[p + 1]!
            s2 -= x * f32[p + 2]!
            s3 -= x * f32[p + 3]!
          }
        }
        f32[place] = s0
        f32[place + 1] = s1
        f32[place + 2] = s2
        f32[place + 3] = s3
      }
    },

    multiplyPanel(w, rows, matrix) {
      const { f32 } = views()
      const m = f32.slice(matrix / 4, matrix / 4 + 16)
      for (let at = w / 4; at < w / 4 + rows * 4; at += 4) {
        const [a, b, c, d] = [f32[at]!, f32[at + 1]!, f32[at + 2]!, f32[at + 3]!]
        for (let j = 0; j < 4; j++) f32[at + j] = a * m[j]! + b * m[4 + j]! + c * m[8 + j]! + d * m[12 + j]!
      }
    },

    combinePanels(panels, count, stride, rows, strips, stripCount, _packed, out, outStride) {
      const { f32 } = views()
      const sums = new Float64Array(8)
      for (let row = 0; row < rows; row++) {
        for (let strip = 0, s = strips / 4; strip < stripCount; strip++) {
          sums.fill(0)
          for (let panel = 0; panel < count; panel++) {
            const q = (panels + panel * stride) / 4 + row * 4
            for (let i = 0; i < 4; i++, s += 8) {
              const x = f32[q + i]!
              for (let j = 0; j < 8; j++) sums[j]! += x * f32[s + j]!
            }
          }
          f32.set(sums, (out + row * outStride) / 4 + strip * 8)
        }
      }
    },
  }
}

interface Views {
  readonly buffer: ArrayBufferLike
  readonly f32: Float32Array
  readonly f64: Float64Array
  readonly u32: Uint32Array
}
