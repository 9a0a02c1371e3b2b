/** AdamW (Loshchilov and Hutter 2019): steps scaled by running moments of the gradient, and weight decay apart from them. */

const FIRST = 0.9
const SECOND = 0.999
const EPSILON = 1e-8

/** The moments of one row of parameters. */
export class AdamW {
  readonly #first: Float32Array
  readonly #second: Float32Array
  readonly #decayed: Uint8Array
  #steps = 0

  /** For `size` parameters; weight decay leaves the stretches `spared` (`[from, to)`) alone. */
  constructor(size: number, spared: readonly (readonly [number, number])[] = []) {
    this.#first = new Float32Array(size)
    this.#second = new Float32Array(size)
    this.#decayed = new Uint8Array(size).fill(1)
    for (const [from, to] of spared) this.#decayed.fill(0, from, to)
  }

  /** θ -= rate decay θ, then θ -= rate m / (√v + 1e-8), m and v being the moments corrected for their start at 0. Betas are 0.9 and 0.999. */
  step(parameters: Float32Array, gradient: Float32Array, rate: number, decay: number): void {
    this.#steps += 1
    const first = this.#first
    const second = this.#second
    const decayed = this.#decayed
    const keep = 1 - rate * decay
    const size = rate / (1 - FIRST ** this.#steps)
    const correction = 1 / Math.sqrt(1 - SECOND ** this.#steps)
    for (let at = 0; at < parameters.length; at++) {
      const g = gradient[at]!
      const m = FIRST * first[at]! + (1 - FIRST) * g
      const v = SECOND * second[at]! + (1 - SECOND) * g * g
      first[at] = m
      second[at] = v
      const kept = decayed[at] === 1 ? keep * parameters[at]! : parameters[at]!
      parameters[at] = kept - (size * m) / (correction * Math.sqrt(v) + EPSILON)
    }
  }
}
