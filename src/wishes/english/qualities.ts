/** English words for qualities, which are more or less of a label, of words or of a number. */

import { type Meaning, meaning } from '../meanings.ts'

/** Phrases with what they do. */
export const qualities: readonly (readonly [string, Meaning])[] = [
  ...meaning(
    { is: 'quality', number: 'length', direction: -1 },
    `
    shorter, short, quick, quicker, briefer, not so long, not too long, brief, less long, not as long
    `,
  ),
  ...meaning(
    { is: 'quality', number: 'length', direction: 1 },
    `
    longer, long, lengthy, lengthier, thicker, epic length
    `,
  ),
  ...meaning(
    { is: 'quality', number: 'year', direction: 1 },
    `
    newer, more recent, recent, modern, more modern, newest, new, latest, contemporary releases, not so old,
    not too old, less old, new releases, recently released, newer ones, newer stuff, recent ones, from recent years,
    of recent years, in recent years, from the last few years, more current, up to date
    `,
  ),
  ...meaning(
    { is: 'quality', number: 'year', direction: -1 },
    `
    older, old, vintage, earlier, retro, less recent, old fashioned, oldies, oldest, old school, older ones,
    older stuff
    `,
  ),
  ...meaning(
    { is: 'quality', number: 'price', direction: -1 },
    `
    cheaper, cheap, less expensive, inexpensive, affordable, more affordable
    `,
  ),
  ...meaning(
    { is: 'quality', number: 'price', direction: 1 },
    'expensive, pricey, pricier, costly, more expensive, dearer',
  ),
  ...meaning(
    { is: 'quality', number: 'rating', direction: 1 },
    `
    better rated, highly rated, top rated, higher rated, well rated, best rated
    `,
  ),
  ...meaning(
    { is: 'quality', label: 'comedy', direction: 1 },
    `
    funnier, funny, more fun, hilarious, humorous, laugh, laughs, jokes, makes me laugh
    `,
  ),
  ...meaning(
    { is: 'quality', label: 'horror', direction: 1 },
    `
    scarier, scary, creepy, spooky, frightening, creepier, spookier
    `,
  ),
  ...meaning({ is: 'quality', label: 'romance', direction: 1 }, 'romantic, more romantic, lovey dovey'),
  ...meaning(
    { is: 'quality', label: 'thriller', direction: 1 },
    `
    thrilling, suspenseful, more suspenseful, tense, gripping
    `,
  ),
  ...meaning({ is: 'quality', label: 'dark', direction: 1 }, 'darker, grimmer, grim, bleaker, bleak'),
  ...meaning(
    { is: 'quality', label: 'light', direction: 1 },
    `
    lighter, lighthearted, light hearted, more lighthearted, feel good
    `,
  ),
  ...meaning({ is: 'quality', label: 'sad', direction: 1 }, 'sadder, more depressing, depressing'),
  ...meaning(
    { is: 'quality', label: 'violent', direction: 1 },
    `
    violent, violence, more violent, gore, gory, bloody
    `,
  ),
]
