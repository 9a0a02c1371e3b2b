/** Stand-ins for an app's own tests: an encoder with given vectors, a clock that stands still, a list of what was warned of. */

export { type FakeEncoder, type FakeEncoderOptions, fakeEncoder } from './fake-encoder.ts'
export { type FixedClock, fixedClock } from './fixed-clock.ts'
export { type RecordedWarnings, recordWarnings } from './record-warnings.ts'
