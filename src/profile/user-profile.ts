/** What the system believes of a user, readable. */

/** Something that a user is drawn to (positive weight) or away from (negative). */
export interface Inclination {
  readonly value: string
  readonly weight: number
}

/** The readable profile of one user. Weights compare within one list; the largest (in size) come first. */
export interface UserProfile {
  readonly userId: string
  /** How many events are stored. */
  readonly events: number
  /** Events by type. */
  readonly behaviors: Readonly<Record<string, number>>
  /** Words of the texts that the user is drawn to or away from. Empty where the encoder's columns have no names. */
  readonly terms: readonly Inclination[]
  readonly tags: readonly Inclination[]
  /** By attribute name (`author`, `brand`). */
  readonly attributes: Readonly<Record<string, readonly Inclination[]>>
  /** The items that say most, by id. */
  readonly items: readonly Inclination[]
}

/** Everything that is stored about one user. */
export interface UserExport<TEvent> {
  readonly userId: string
  /** The events in the order in which they were observed. */
  readonly events: readonly TEvent[]
}
