export {
  type Interest,
  type InterestOptions,
  interestVectors,
  shortAndLongTerm,
  type TermOptions,
} from './interests.ts'
export { type TimeContextOptions, timeContext } from './time-context.ts'
export type { AnyVector } from '../math/direction.ts'
export { sentiment } from './sentiment.ts'
export { type ProfileEvent, type Signal, signalsOf, type Subject } from './signals.ts'
export type { Inclination, UserExport, UserProfile } from './user-profile.ts'
