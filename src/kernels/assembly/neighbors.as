// Rows of a neighbour model (AssemblyScript): what an item shares with all others through its users, cut to the best. All arguments are addresses in bytes or
// counts. The plain twin is ../neighbors-plain.ts.

// sums += weight * row, over the entries `from .. to` of an item; columns met for the first time go to `touched`. Stops after about `budget` additions; returns the
// entry to go on with. `found` holds how many columns were met.
export function addThroughUsers(
  from: u32, to: u32, users: usize, weights: usize, starts: usize, columns: usize, values: usize, sums: usize, touched: usize, found: usize, budget: u32,
): u32 {
  let next = touched + (<usize>load<u32>(found) << 2)
  let work: u32 = 0
  while (from < to && work <= budget) {
    const user = starts + (<usize>load<u32>(users + (<usize>from << 2)) << 2)
    const weight = load<f64>(weights + (<usize>from << 3))
    const first = load<u32>(user), end = load<u32>(user, 4)
    const last = columns + (<usize>end << 2)
    let column = columns + (<usize>first << 2)
    if (values == 0) {
      for (; column < last; column += 4) {
        const at = load<u32>(column)
        const place = sums + (<usize>at << 3)
        const sum = load<f64>(place)
        // Written always, kept only where the column is new: no branch to guess.
        store<u32>(next, at)
        next += <usize>(sum == 0) << 2
        store<f64>(place, sum + weight)
      }
    } else {
      let value = values + (<usize>first << 2)
      for (; column < last; column += 4, value += 4) {
        const at = load<u32>(column)
        const place = sums + (<usize>at << 3)
        const sum = load<f64>(place)
        store<u32>(next, at)
        next += <usize>(sum == 0) << 2
        store<f64>(place, sum + weight * <f64>load<f32>(value))
      }
    }
    work += end - first
    from++
  }
  store<u32>(found, <u32>((next - touched) >> 2))
  return from
}

// Moves the k largest of count keys to the front (Hoare's quickselect, the pivot a median of three). No two keys are equal.
function select(keys: usize, count: u32, k: u32): void {
  let left = keys, right = keys + (<usize>(count - 1) << 3)
  const goal = keys + (<usize>(k - 1) << 3)
  while (left < right) {
    const a = load<u64>(left), b = load<u64>(keys + ((((left - keys) + (right - keys)) >> 4) << 3)), c = load<u64>(right)
    const pivot = max<u64>(min<u64>(a, b), min<u64>(max<u64>(a, b), c))
    let low = left, high = right
    while (low <= high) {
      while (load<u64>(low) > pivot) low += 8
      while (load<u64>(high) < pivot) high -= 8
      if (low <= high) {
        const swap = load<u64>(low)
        store<u64>(low, load<u64>(high))
        store<u64>(high, swap)
        low += 8
        high -= 8
      }
    }
    if (goal <= high) right = high
    else if (goal >= low) left = low
    else break
  }
}

// Turns sums into scores, sets them back to 0, and keeps the k best, of equal scores the smaller columns. A score is shared * slope * others where base is negative,
// and shared / (mixed * shared + slope * others + base) otherwise. Returns how many there are.
export function keepBest(
  item: u32, count: u32, sums: usize, touched: usize, others: usize, slope: f64, mixed: f64, base: f64, k: u32, keys: usize, room: u32, indices: usize,
  scores: usize,
): u32 {
  const end = touched + (<usize>count << 2), product = base < 0
  const full = keys + (<usize>room << 3)
  let next = keys
  let threshold: u64 = 0
  for (; touched < end; touched += 4) {
    const column = load<u32>(touched)
    const place = sums + (<usize>column << 3)
    const shared = load<f64>(place)
    store<f64>(place, 0)
    const other = <f64>load<f32>(others + (<usize>column << 2))
    const score = <f32>(product ? shared * slope * other : shared / (mixed * shared + slope * other + base))
    // Scores are not negative, so that their bits are in their order; below them the column, turned over, decides between equal ones.
    const key = (<u64>reinterpret<u32>(score) << 32) | <u64>~column
    if (key <= threshold || column == item) continue
    store<u64>(next, key)
    next += 8
    if (next == full) {
      select(keys, room, k)
      next = keys + (<usize>k << 3)
      threshold = load<u64>(next - 8)
    }
  }
  let size = <u32>((next - keys) >> 3)
  if (size > k) {
    select(keys, size, k)
    size = k
  }
  for (let at: u32 = 0; at < size; at++) {
    const key = load<u64>(keys + (<usize>at << 3))
    store<u32>(indices + (<usize>at << 2), ~<u32>key)
    store<u32>(scores + (<usize>at << 2), <u32>(key >>> 32))
  }
  return size
}
