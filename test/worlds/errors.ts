/** What a call threw, for tests that look at the error and not only at its message. */

import { expect } from 'vitest'
import { RecommenderError } from '../../src/index.ts'

/** The `RecommenderError` of a call that has to fail. */
export async function errorOf(call: () => unknown): Promise<RecommenderError> {
  try {
    await call()
  } catch (error) {
    expect(error).toBeInstanceOf(RecommenderError)
    return error as RecommenderError
  }
  throw new Error('The call should have failed.')
}
