/** Minima of functions of one number: Brent's method, with and without bounds, step by step as scipy takes them. */

/** (3 - √5) / 2: cuts an interval in the golden ratio. */
const GOLDEN = 0.3819660112501051

/**
 * The place between `low` and `high` at which `f` is smallest: golden sections and parabolas.
 * R. P. Brent, "Algorithms for minimization without derivatives" (1973), as scipy's `fminbound`.
 */
export function minimizeBetween(f: (x: number) => number, low: number, high: number, tolerance: number): number {
  const rootEpsilon = Math.sqrt(2.2e-16)
  let a = low
  let b = high
  let best = a + GOLDEN * (b - a)
  let second = best
  let third = best
  let fBest = f(best)
  let fSecond = fBest
  let fThird = fBest
  let step = 0
  let stepBefore = 0
  for (let evaluations = 1; evaluations < 500; evaluations++) {
    const middle = 0.5 * (a + b)
    const least = rootEpsilon * Math.abs(best) + tolerance / 3
    if (!(Math.abs(best - middle) > 2 * least - 0.5 * (b - a))) break
    let golden = true
    if (Math.abs(stepBefore) > least) {
      // The minimum of the parabola through the three best points, if it lies inside and the steps shrink.
      const r = (best - second) * (fBest - fThird)
      let q = (best - third) * (fBest - fSecond)
      let p = (best - third) * q - (best - second) * r
      q = 2 * (q - r)
      if (q > 0) p = -p
      q = Math.abs(q)
      const limit = Math.abs(0.5 * q * stepBefore)
      stepBefore = step
      if (Math.abs(p) < limit && p > q * (a - best) && p < q * (b - best)) {
        golden = false
        step = p / q
        const x = best + step
        if (x - a < 2 * least || b - x < 2 * least) step = middle >= best ? least : -least
      }
    }
    if (golden) {
      stepBefore = best >= middle ? a - best : b - best
      step = GOLDEN * stepBefore
    }
    const x = best + (step >= 0 ? 1 : -1) * Math.max(Math.abs(step), least)
    const fx = f(x)
    if (fx <= fBest) {
      if (x >= best) a = best
      else b = best
      ;[third, fThird, second, fSecond, best, fBest] = [second, fSecond, best, fBest, x, fx]
    } else {
      if (x < best) a = x
      else b = x
      if (fx <= fSecond || second === best) [third, fThird, second, fSecond] = [second, fSecond, x, fx]
      else if (fx <= fThird || third === best || third === second) [third, fThird] = [x, fx]
    }
  }
  return best
}

/** A minimum of `f`, searched downhill from `start` and `next`. As scipy's `brent` with a pair as `brack`. */
export function minimizeFrom(f: (x: number) => number, start: number, next: number): number {
  const { left, middle: found, right, fMiddle } = bracket(f, start, next)
  let a = Math.min(left, right)
  let b = Math.max(left, right)
  let [x, w, v] = [found, found, found]
  let [fx, fw, fv] = [fMiddle, fMiddle, fMiddle]
  let step = 0
  let stepBefore = 0
  for (let iteration = 0; iteration < 500; iteration++) {
    const least = 1.48e-8 * Math.abs(x) + 1e-11
    const middle = 0.5 * (a + b)
    if (Math.abs(x - middle) < 2 * least - 0.5 * (b - a)) break
    let golden = true
    if (Math.abs(stepBefore) > least) {
      const r = (x - w) * (fx - fv)
      let q = (x - v) * (fx - fw)
      let p = (x - v) * q - (x - w) * r
      q = 2 * (q - r)
      if (q > 0) p = -p
      q = Math.abs(q)
      const limit = Math.abs(0.5 * q * stepBefore)
      stepBefore = step
      if (p > q * (a - x) && p < q * (b - x) && Math.abs(p) < limit) {
        golden = false
        step = p / q
        if (x + step - a < 2 * least || b - (x + step) < 2 * least) step = middle - x >= 0 ? least : -least
      }
    }
    if (golden) {
      stepBefore = x >= middle ? a - x : b - x
      step = 0.381966 * stepBefore
    }
    const u = Math.abs(step) < least ? x + (step >= 0 ? least : -least) : x + step
    const fu = f(u)
    if (fu > fx) {
      if (u < x) a = u
      else b = u
      if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu]
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu]
    } else {
      if (u >= x) a = x
      else b = x
      ;[v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu]
    }
  }
  return x
}

/** Three places of which the middle one is lowest, as far as 1000 steps find them. */
function bracket(
  f: (x: number) => number,
  start: number,
  next: number,
): { left: number; middle: number; right: number; fMiddle: number } {
  const growth = 1.618034
  let [a, b] = [start, next]
  let [fa, fb] = [f(a), f(b)]
  if (fa < fb) [a, b, fa, fb] = [b, a, fb, fa]
  let c = b + growth * (b - a)
  let fc = f(c)
  for (let iteration = 0; fc < fb && iteration <= 1000; iteration++) {
    const r = (b - a) * (fb - fc)
    const q = (b - c) * (fb - fa)
    const difference = q - r
    const denominator = Math.abs(difference) < 1e-21 ? 2e-21 : 2 * difference
    // The parabola's minimum, not further away than 110 times the last stretch.
    let w = b - ((b - c) * q - (b - a) * r) / denominator
    const limit = b + 110 * (c - b)
    let fw: number
    if ((w - c) * (b - w) > 0) {
      fw = f(w)
      if (fw < fc) return { left: b, middle: w, right: c, fMiddle: fw }
      if (fw > fb) return { left: a, middle: b, right: w, fMiddle: fb }
      w = c + growth * (c - b)
      fw = f(w)
    } else if ((w - limit) * (limit - c) >= 0) {
      w = limit
      fw = f(w)
    } else if ((w - limit) * (c - w) > 0) {
      fw = f(w)
      if (fw < fc) {
        ;[b, c] = [c, w]
        w = c + growth * (c - b)
        ;[fb, fc, fw] = [fc, fw, f(w)]
      }
    } else {
      w = c + growth * (c - b)
      fw = f(w)
    }
    ;[a, b, c, fa, fb, fc] = [b, c, w, fb, fc, fw]
  }
  return { left: a, middle: b, right: c, fMiddle: fb }
}
