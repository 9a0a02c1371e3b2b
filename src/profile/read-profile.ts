/** A user's profile out of everything that a recommender knows. Loaded with the first one that is asked for. */

import type { State } from '../state.ts'
import { wishesInForce } from '../wishes/in-force.ts'
import { profileOf, type UserProfile } from './user-profile.ts'

const TERMS = 20
const LABELS = 50

/** What the system believes of a user. Somebody unknown has an empty profile. */
export async function readProfile<TItem extends { readonly id: string }>(
  state: State<TItem>,
  userId: string,
): Promise<UserProfile> {
  const { store, sources, options } = state
  const signals = await state.signals(userId, [], options.clock())
  const terms = await Promise.all(sources.content.map((source) => source.describe(signals, TERMS)))
  const labels = await Promise.all(sources.labels.map((source) => source.describe(signals, LABELS)))
  const events = store.eventsOf(userId)
  const wishes = wishesInForce(events, options.clock()).map(({ strength: _, ...wish }) => wish)
  return { ...profileOf(userId, events, signals, terms.flat(), labels.flat()), wishes }
}
