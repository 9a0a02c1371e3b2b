/** English words for how far a wish reaches: exceptions, joints, corrections, what is no wish, and limits of time. */

import { type Meaning, meaning } from '../meanings.ts'

/** Phrases with what they do. */
export const scope: readonly (readonly [string, Meaning])[] = [
  ...meaning(
    { is: 'except' },
    `
    except, except for, but not, other than, apart from, unless, unless it's, unless it is, unless they are,
    besides, excluding, with the exception of, aside from, save for, except by, unless by, unless it is by,
    unless it's by, except the
    `,
  ),
  ...meaning({ is: 'and' }, 'and, or, plus, as well as, nor, and also, &, /'),
  ...meaning({ is: 'but' }, 'but, though, however, yet, and then, instead, but also, while'),
  ...meaning(
    { is: 'nothing' },
    `
    nothing, none, not anything, don't show me anything, no films, no movies, no books, nothing at all
    `,
  ),
  ...meaning(
    { is: 'neutral', after: false },
    `
    don't hate, i don't hate, don't mind, i don't mind, don't dislike, i don't dislike, it's not that i dislike,
    it's not that i don't like, it's not that i hate, not that i dislike, nothing against, i have nothing against,
    not just, not only, no problem with, don't care about, it isn't that i want no, it's not that i want no,
    not that i hate, i don't want to get rid of
    `,
  ),
  ...meaning(
    { is: 'neutral', after: true },
    `
    is fine, 's fine, are fine, is ok, 's ok, is okay, are ok, are okay, ok, is alright, are alright, fine,
    is acceptable
    `,
  ),
  ...meaning(
    { is: 'correction' },
    `
    actually, wait, no wait, wait no, scratch that, i mean, never mind, nevermind, on second thought,
    on second thoughts, correction, sorry, oops, rather, make that, i meant, strike that, hold on, forget that,
    come to think of it
    `,
  ),
  ...meaning({ is: 'forget' }, 'forget, forget about, no forget, ignore'),
  ...meaning(
    { is: 'them' },
    `
    them, those, of those, of them, of it, of that, him, her, of him, of her, these, of these
    `,
  ),
  ...meaning(
    { is: 'about' },
    `
    about, featuring, involving, set in, set during, set on, dealing with, centred on, centered on,
    revolving around, taking place in, with
    `,
  ),
  ...meaning(
    { is: 'time', span: 'day' },
    `
    tonight, today, this evening, right now, for now, this afternoon, this morning, at the moment, just for today,
    just tonight, for tonight, for today, only tonight, only today, until tomorrow, for the evening, for the night,
    the rest of the day, this night, for the rest of the day
    `,
  ),
  ...meaning(
    { is: 'time', span: 'week' },
    `
    this week, this weekend, for the week, for a week, over the weekend, for this week, for the weekend,
    the next few days, halloween week, next week, for the next week, the next week, all week, for a few days,
    the rest of the week, for the rest of the week, until the weekend, week
    `,
  ),
  ...meaning(
    { is: 'time', span: 'month' },
    `
    this month, for a month, for this month, for the month, these weeks, next month, for the next month,
    the next month, for the next few weeks, the next few weeks, until next month
    `,
  ),
]
