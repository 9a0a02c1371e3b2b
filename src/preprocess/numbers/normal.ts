/** The normal distribution: its cumulative probabilities and its quantiles, both to about 1e-15. */

/**
 * P(Z <= x) for a standard normal Z. W. J. Cody, "Rational Chebyshev approximations for the error function" (1969), in the
 * arrangement for the normal integral of the same author's ANORM (1993).
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  const y = Math.abs(x)
  if (y <= 0.67448975) {
    const square = y > 1.11e-16 ? x * x : 0
    return 0.5 + x * rational(square, CENTRE_TOP, CENTRE_BOTTOM)
  }
  let tail: number
  if (y <= Math.sqrt(32)) tail = gaussian(y) * rational(y, MIDDLE_TOP, MIDDLE_BOTTOM)
  else if (y < 40) {
    const square = 1 / (x * x)
    tail = (gaussian(y) * (1 / Math.sqrt(2 * Math.PI) - square * rational(square, FAR_TOP, FAR_BOTTOM))) / y
  } else tail = 0
  return x > 0 ? 1 - tail : tail
}

/** exp(-y² / 2) with the square split at 1/16, so that its rounding does not reach the exponent. */
function gaussian(y: number): number {
  const rounded = Math.trunc(y * 16) / 16
  return Math.exp(-rounded * rounded * 0.5) * Math.exp(-(y - rounded) * (y + rounded) * 0.5)
}

/**
 * The x with P(Z <= x) = `probability`; -Infinity at 0, Infinity at 1, NaN outside. M. J. Wichura, "Algorithm AS 241: the percentage
 * points of the normal distribution" (1988), PPND16.
 */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) return Number.NaN
  const q = probability - 0.5
  if (Math.abs(q) <= 0.425) return q * rational(0.180625 - q * q, WICHURA_CENTRE_TOP, WICHURA_CENTRE_BOTTOM)
  const smaller = q < 0 ? probability : 1 - probability
  if (smaller === 0) return q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const r = Math.sqrt(-Math.log(smaller))
  const x =
    r <= 5
      ? rational(r - 1.6, WICHURA_MIDDLE_TOP, WICHURA_MIDDLE_BOTTOM)
      : rational(r - 5, WICHURA_FAR_TOP, WICHURA_FAR_BOTTOM)
  return q < 0 ? -x : x
}

/** A quotient of two polynomials, coefficients from the highest power down. */
function rational(x: number, top: readonly number[], bottom: readonly number[]): number {
  return polynomial(x, top) / polynomial(x, bottom)
}

function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = 0
  for (const coefficient of coefficients) sum = sum * x + coefficient
  return sum
}

const CENTRE_TOP = [0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356]
const CENTRE_BOTTOM = [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673]
const MIDDLE_TOP = [
  1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
  2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
]
const MIDDLE_BOTTOM = [
  1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097, 34900.95272114598,
  38912.00328609327, 19685.429676859992,
]
const FAR_TOP = [
  0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934,
  2.9112874951168793e-5,
]
const FAR_BOTTOM = [
  1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 7.297515550839662e-5,
]
const WICHURA_CENTRE_TOP = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
  133.14166789178438, 3.3871328727963665,
]
const WICHURA_CENTRE_BOTTOM = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
  42.31333070160091, 1,
]
const WICHURA_MIDDLE_TOP = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
]
const WICHURA_MIDDLE_BOTTOM = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
]
const WICHURA_FAR_TOP = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
  1.7848265399172913, 5.463784911164114, 6.657904643501103,
]
const WICHURA_FAR_BOTTOM = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615,
  0.1369298809227358, 0.599832206555888, 1,
]
