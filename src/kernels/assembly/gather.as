// Adds up rows of a table (AssemblyScript). All arguments are addresses in bytes or counts. The plain twin is ../gather-plain.ts, and gives the same bits.

// out = the sum of rows[places[0 .. count]], each of `blocks` times 32 floats, in that order: eight accumulators stay in registers while the rows pass
export function sumRows(rows: usize, places: usize, count: u32, blocks: u32, out: usize): void {
  const stride = <usize>blocks << 7, end = places + (<usize>count << 2)
  for (let block: u32 = 0; block < blocks; block++, rows += 128, out += 128) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0
    for (let at = places; at < end; at += 4) {
      const row = rows + <usize>load<u32>(at) * stride
      s0 = f32x4.add(s0, v128.load(row))
      s1 = f32x4.add(s1, v128.load(row, 16))
      s2 = f32x4.add(s2, v128.load(row, 32))
      s3 = f32x4.add(s3, v128.load(row, 48))
      s4 = f32x4.add(s4, v128.load(row, 64))
      s5 = f32x4.add(s5, v128.load(row, 80))
      s6 = f32x4.add(s6, v128.load(row, 96))
      s7 = f32x4.add(s7, v128.load(row, 112))
    }
    v128.store(out, s0)
    v128.store(out, s1, 16)
    v128.store(out, s2, 32)
    v128.store(out, s3, 48)
    v128.store(out, s4, 64)
    v128.store(out, s5, 80)
    v128.store(out, s6, 96)
    v128.store(out, s7, 112)
  }
}
