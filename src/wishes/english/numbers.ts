/** English words for bounds and units of numbers. */

import { type Meaning, meaning } from '../meanings.ts'

/** Phrases with what they do. */
export const numbers: readonly (readonly [string, Meaning])[] = [
  ...meaning(
    { is: 'bound', side: 'below', inclusive: false, of: 'year' },
    `
    before, pre-, older than, earlier than, prior to, pre, made before, from before, released before, published before,
    written before
    `,
  ),
  ...meaning(
    { is: 'bound', side: 'above', inclusive: false, of: 'year' },
    `
    after, post-, newer than, later than, more recent than, post, made after, released after, published after, from after,
    written after
    `,
  ),
  ...meaning(
    { is: 'bound', side: 'above', inclusive: true, of: 'year' },
    `
    since, from, starting in, starting from, no earlier than, not before, no older than, not older than,
    isn't from before, aren't from before, not from before, not made before, not released before,
    not published before, not written before, and not older than, and not before, nothing older than,
    or later, and later, or newer, and newer, onwards, and onwards, onward, and onward, nothing earlier than, nothing before, nothing from before, no films before, no movies before, no books before,
    no films older than, no movies older than, no books older than
    `,
  ),
  ...meaning(
    { is: 'bound', side: 'below', inclusive: true, of: 'year' },
    `
    or earlier, and earlier, or older, and older, until, till, through, up until, no later than, not later than, not after, nothing after, nothing newer than,
    nothing later than, nothing more recent than, no films after, no movies after, no books after
    `,
  ),
  ...meaning(
    { is: 'bound', side: 'below', inclusive: true },
    `
    <, <=, ≤, under, below, at most, max, maximum, tops, costing less than, no higher than, not above, lower than,
    or less, or fewer, or under, or below, or shorter, or cheaper, or lower, and under, and below, or so max, up to, no more than, not more than, within, less than, fewer than,
    no longer than, not longer than, shorter than, cheaper than, not over, no over
    `,
  ),
  ...meaning(
    { is: 'bound', side: 'above', inclusive: true },
    `
    >, >=, ≥, +, higher than, better than, or more, or above, or over, or longer, or higher, or better, and up, and above, and over,
    over, above, at least, min, minimum, more than, longer than, no less than, not less than, no shorter than
    `,
  ),
  ...meaning({ is: 'between' }, 'between'),
  ...meaning({ is: 'unit', of: 'length', factor: 1 }, 'minutes, minute, mins, min long, minutes long'),
  ...meaning({ is: 'unit', of: 'length', factor: 60 }, 'hours, hour, hrs, h, hours long, hour long'),
  ...meaning({ is: 'unit', of: 'pages', factor: 1 }, 'pages, page, pages long, pp'),
  ...meaning(
    { is: 'unit', of: 'price', factor: 1 },
    'dollars, dollar, euros, euro, pounds, bucks, quid, usd, eur, gbp, $, €, £, ¥',
  ),
  ...meaning({ is: 'number-name', of: 'price' }, 'price, prices, priced, cost, costs, costing, price tag'),
  ...meaning({ is: 'number-name', of: 'length' }, 'runtime, running time, run time, length, duration, runs'),
  ...meaning({ is: 'number-name', of: 'pages' }, 'page count, number of pages, page number'),
  ...meaning({ is: 'number-name', of: 'rating' }, 'rating, ratings, rated, score, scores, scoring'),
  ...meaning({ is: 'unit', of: 'rating', factor: 1 }, 'stars, star'),
]
