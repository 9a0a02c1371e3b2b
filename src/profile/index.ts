export { sentiment } from './sentiment.ts'
export { type ProfileEvent, type Signal, signalsOf, type Subject } from './signals.ts'
export type { Inclination, UserExport, UserProfile } from './user-profile.ts'
