/** What every transformer here has in common: rows checked at the door, a state that is swapped in whole, the order fit before transform. */

import { RecommenderError } from '../../errors.ts'
import { type NumberMatrix, type NumberRows, readNumbers, type SameForm, sameForm } from './rows.ts'
import { type TransformerJson, writeTransformer } from './state-json.ts'

/** The least that a state has. */
export interface FittedState {
  /** Columns of the rows that `fit` saw; `transform` takes as many. */
  readonly columns: number
}

/** Keeps what `fit` has learned, and refuses to answer before. */
export abstract class Transformer<State extends FittedState> {
  /** The class's name, spelled out: minifiers change `constructor.name`. */
  protected abstract readonly kind: string
  /** The options with their defaults, as `toJSON` writes them. */
  protected abstract readonly settings: object
  #state: State | undefined

  /** Columns of the rows that `fit` saw. */
  get columns(): number {
    return this.state.columns
  }

  /** Options and learned state, for `JSON.stringify`; the class's `fromJSON` gives an equal transformer back. */
  toJSON(): TransformerJson {
    return writeTransformer(this.kind, this.settings, this.#state)
  }

  protected get state(): State {
    if (this.#state !== undefined) return this.#state
    throw new RecommenderError('not-fitted', `This ${this.kind} has not been fitted. Call \`fit\` with rows first.`)
  }

  protected set state(state: State) {
    this.#state = state
  }

  protected get stateIfFitted(): State | undefined {
    return this.#state
  }
}

/** A transformer of tables of numbers whose output has as many columns as its input. */
export abstract class NumberTransformer<State extends FittedState> extends Transformer<State> {
  /** Whether `NaN` stands for a missing value (and stays one) or is refused. */
  protected readonly missing: 'allowed' | 'refused' = 'allowed'

  /** Learns from `rows` (at least one); a second call replaces what the first has learned. */
  fit(rows: NumberRows): this {
    this.state = this.learn(readNumbers(rows, { missing: this.missing, atLeast: 1 }))
    return this
  }

  /** Transforms `rows` (as many columns as at `fit`) into new ones of the same form. */
  transform<Rows extends NumberRows>(rows: Rows): SameForm<Rows> {
    const { state } = this
    const matrix = readNumbers(rows, { missing: this.missing, columns: state.columns })
    this.apply(matrix, state)
    return sameForm(matrix, rows)
  }

  /** `fit(rows)`, then `transform(rows)`. */
  fitTransform<Rows extends NumberRows>(rows: Rows): SameForm<Rows> {
    return this.fit(rows).transform(rows)
  }

  protected abstract learn(matrix: NumberMatrix): State
  /** Transforms in place: the matrix is ours. */
  protected abstract apply(matrix: NumberMatrix, state: State): void
}

/** A number transformer whose work can be undone. */
export abstract class InvertibleTransformer<State extends FittedState> extends NumberTransformer<State> {
  /** The rows that `transform` would have turned into these, as far as they can be had back. */
  inverseTransform<Rows extends NumberRows>(rows: Rows): SameForm<Rows> {
    const { state } = this
    const matrix = readNumbers(rows, { missing: this.missing, columns: state.columns })
    this.revert(matrix, state)
    return sameForm(matrix, rows)
  }

  /** Undoes `apply` in place. */
  protected abstract revert(matrix: NumberMatrix, state: State): void
}

/** A transformer that can also learn batch by batch. */
export abstract class StreamingTransformer<State extends FittedState> extends InvertibleTransformer<State> {
  /** Learns from `rows` on top of what was learned before: in whatever batches, the outcome is that of all rows together. */
  partialFit(rows: NumberRows): this {
    const before = this.stateIfFitted
    const columns = before === undefined ? {} : { columns: before.columns }
    this.state = this.learn(readNumbers(rows, { missing: this.missing, atLeast: 1, ...columns }), before)
    return this
  }

  protected abstract override learn(matrix: NumberMatrix, before?: State): State
}

/** Subtracts `offset` and divides by `scale`, column by column, in place; either may be absent. */
export function shiftThenDivide(matrix: NumberMatrix, offset?: Float64Array, scale?: Float64Array): void {
  const { columns, values } = matrix
  for (let start = 0; start < values.length; start += columns) {
    for (let c = 0; c < columns; c++) {
      let value = values[start + c]!
      if (offset !== undefined) value -= offset[c]!
      if (scale !== undefined) value /= scale[c]!
      values[start + c] = value
    }
  }
}

/** The opposite of {@link shiftThenDivide}. */
export function multiplyThenShift(matrix: NumberMatrix, offset?: Float64Array, scale?: Float64Array): void {
  const { columns, values } = matrix
  for (let start = 0; start < values.length; start += columns) {
    for (let c = 0; c < columns; c++) {
      let value = values[start + c]!
      if (scale !== undefined) value *= scale[c]!
      if (offset !== undefined) value += offset[c]!
      values[start + c] = value
    }
  }
}

/** Divisors without the ones that would blow a constant column up: below ten machine epsilons a column counts as constant, its divisor is 1. */
export function safeScale(scale: Float64Array): Float64Array {
  return scale.map((value) => (value < 10 * Number.EPSILON ? 1 : value))
}
