/** How far predicted ratings are from those given. */

import { invalidArgument } from '../../errors.ts'

/** Root mean squared error: `sqrt(mean((predicted - actual)^2))`; 0 for no ratings. */
export function rmse(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  return Math.sqrt(meanOf(predicted, actual, (error) => error * error))
}

/** Mean absolute error: `mean(|predicted - actual|)`; 0 for no ratings. */
export function mae(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  return meanOf(predicted, actual, Math.abs)
}

function meanOf(predicted: ArrayLike<number>, actual: ArrayLike<number>, penalty: (error: number) => number): number {
  if (predicted.length !== actual.length)
    throw invalidArgument('predicted', predicted, `Give one prediction for each of the ${actual.length} ratings.`)
  let sum = 0
  for (let at = 0; at < actual.length; at++) {
    const error = predicted[at]! - actual[at]!
    if (!Number.isFinite(error)) {
      const wrong = Number.isFinite(actual[at]) ? 'predicted' : 'actual'
      const value = (wrong === 'predicted' ? predicted : actual)[at]
      throw invalidArgument(`${wrong}[${at}]`, value, 'A rating is a finite number.')
    }
    sum += penalty(error)
  }
  return actual.length === 0 ? 0 : sum / actual.length
}
