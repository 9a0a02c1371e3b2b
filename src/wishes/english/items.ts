/** English words for items: the one at hand, one to be like, new ones, a surprise. */

import { type Meaning, meaning } from '../meanings.ts'

/** Phrases with what they do. */
export const items: readonly (readonly [string, Meaning])[] = [
  ...meaning(
    { is: 'this' },
    `
    this, it, that, this one, that one, this book, this film, this movie, that book, that film, that movie,
    the last one
    `,
  ),
  ...meaning(
    { is: 'like' },
    `
    like, similar to, in the style of, in the vein of, along the lines of, same as, reminds me of, reminiscent of,
    such as, akin to, comparable to, the likes of, similar, something like, anything like, more like, stuff like,
    in the spirit of, same vibe as, same vibes as, kind of like, sort of like, anything similar to,
    something similar to, stories like, ones like, novels like, shows like, movies like, films like, books like, as good as
    `,
  ),
  ...meaning(
    { is: 'like-this' },
    'more like this, more like that, more like it, similar stuff, similar ones, something similar, anything similar',
  ),
  ...meaning({ is: 'than' }, 'than'),
  ...meaning(
    { is: 'not-again' },
    `
    not again, not this one, not this, not that one, not this again, don't show me this again,
    don't show this again, seen it, already seen, read it already, already read it, already seen it,
    seen it already, i've seen this, i've read this, i've seen it, i've read it, never this again,
    not this one again, read it, saw it, watched it, i read it, i saw it, read that, saw that, already read that,
    already saw that, been there, read it last year, saw it last year, already watched it, i've already read it,
    i've already seen it, i've already seen this, i've already read this
    `,
  ),
  ...meaning(
    { is: 'unseen' },
    `
    new to me, something new to me, things new to me, haven't seen, i haven't seen, have not seen, haven't read,
    i haven't read, never seen, never read, i've never seen, i've never read, i don't know yet, don't know yet,
    unfamiliar, haven't heard of, i haven't heard of, unseen, unread, not seen yet, not read yet, haven't watched,
    i haven't watched, nothing i've seen, nothing i have seen, nothing i've read, nothing i have read,
    nothing i've watched, nothing i know, nothing i already know, nothing i know already, i haven't come across,
    haven't come across, i've not seen, i've not read, haven't already seen, haven't already read,
    don't already know, stuff i don't know, i haven't seen yet, i haven't read yet, i haven't seen before,
    i haven't read before, nothing i've seen before, i've never heard of, never heard of
    `,
  ),
  ...meaning(
    { is: 'surprise' },
    `
    surprise me, surprise, something different, something unexpected, something else, something random,
    anything goes, out of the ordinary, off the beaten path, off the beaten track, mix it up, shake things up,
    something i wouldn't expect, something i would never pick, something i'd never pick, throw me a curveball,
    a curveball, wildcard, wild card, out of left field, whatever you like, something new, try something new, dealer's choice, unexpected, out of my comfort zone
    `,
  ),
]
