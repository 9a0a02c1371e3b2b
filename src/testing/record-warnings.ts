/** A listener for the `onWarning` option that remembers what it was told. */

import type { Warning } from '../options.ts'

/** What {@link recordWarnings} gives: pass it as `onWarning`, then look at `warnings`. */
export interface RecordedWarnings {
  (warning: Warning): void
  /** What was warned of so far, oldest first. */
  readonly warnings: readonly Warning[]
}

/**
 * Remembers warnings.
 *
 * @example
 * ```ts
 * const onWarning = recordWarnings()
 * const recommender = new Recommender({ encoder: fakeEncoder({ hello: [1, 0] }, { mustFit: true }), onWarning })
 * await recommender.addItems([{ id: 'a', text: 'hello' }])
 * onWarning.warnings[0]?.code // 'not-fitted'
 * ```
 */
export function recordWarnings(): RecordedWarnings {
  const warnings: Warning[] = []
  return Object.assign((warning: Warning): void => void warnings.push(warning), { warnings })
}
