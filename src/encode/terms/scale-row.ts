/** Brings a row to length 1. */

/** Scales `values[start .. end]` to length 1 in the given norm; a zero row stays as it is. */
export function scaleRow(values: Float32Array, start: number, end: number, norm: 'l1' | 'l2' | false): void {
  if (norm === false) return
  let total = 0
  for (let at = start; at < end; at++) {
    const value = values[at]!
    total += norm === 'l2' ? value * value : Math.abs(value)
  }
  if (total === 0) return
  const scale = 1 / (norm === 'l2' ? Math.sqrt(total) : total)
  for (let at = start; at < end; at++) values[at]! *= scale
}
