/** English words for how much of something is wanted. */

import { type Meaning, operator } from '../meanings.ts'

/** Phrases with what they do. */
export const operators: readonly (readonly [string, Meaning])[] = [
  ...operator(
    'more',
    `
    more, lots of, lot of, plenty of, more of, some more, a bit more, a little more, much more, i like, i love,
    i enjoy, i prefer, i want, i need, i adore, i am into, i'm into, im into, into, i'd like, i would like,
    i'd love, i would love, give me, show me, recommend, suggest, get me, find me, in the mood for, feel like,
    feeling like, i feel like, fan of, big fan of, love, prefer, want, enjoy, can't get enough, can't get enough of,
    cannot get enough of, increase, interested in, keen on, crave, craving, looking for, up for, how about,
    what about, bring on, add, fond of, another, with more, turn up, extra, loved, i loved, liked, i liked, enjoyed,
    i enjoyed, yes, yes please, wouldn't mind, i wouldn't mind, wouldn't mind some, could use, i could use,
    throw in, hit me with, gimme, i fancy, fancy, dying for, need, needs, got any, have any, do you have, any good,
    bring me, let me see, load up on, pile on, obsessed with, i could go for, could go for, go for, would be great,
    would be nice, please add, would love, wanna, wanna see, wanna read, wanna watch, want to see, want to read,
    want to watch, love to see, sucker for, more please, hungry for, show me some, some, bring back,
    i'd never say no to, never say no to, wouldn't say no to, i wouldn't say no to, can't say no to, mix in,
    mix in some, make it, i'd rather have, i'd rather, i'd rather watch, i'd rather read, i'd rather see, something
    `,
  ),
  ...operator(
    'less',
    `
    less, fewer, less of, not so much, not so many, not too much, not too many, not as much, not as many, too much,
    too many, not too, not so, not that, not very, tone down, tone down the, cut down on, cut back on, tired of,
    bored of, bored with, sick of, fed up with, enough of, had enough of, i've had enough of, a bit less,
    a little less, much less, ease off, ease off on, go easy on, not a fan of, not a big fan of, not really into,
    not into, i'm not into, i don't like, i do not like, don't like, don't really like, don't care for,
    not in the mood for, not keen on, reduce, overdosed on, without so much, without too much, dial down, turn down,
    dislike, i dislike, not interested in, don't enjoy, i don't enjoy, enough with, enough with the, enough, limit,
    bore me, bores me, bored me, not my thing, not my cup of tea, can't take, can't take anymore,
    i can't take anymore, aren't my thing, isn't my thing, are not my thing, is not my thing, could do without,
    can do without, lay off, lay off the, get old, getting old, overrated, meh, let up on, over it, annoy me,
    not crazy about, not wild about, not really my thing, don't do it for me, less and less, spare me some,
    hold back on, hold the, scale back, scale back on, had my fill of, done to death, too, don't want so much,
    don't want so much of, i don't want so much of, i just don't want so much of, don't want too much, so much
    `,
  ),
  ...operator(
    'no',
    `
    no, no more, not, never, without, without any, avoid, exclude, skip, hide, remove, drop, ban, block, don't want,
    do not want, i don't want, i do not want, don't show me, don't show, do not show, do not show me, don't give me,
    don't recommend, do not recommend, don't suggest, stop showing, stop showing me, stop recommending, can't stand,
    cannot stand, i hate, hate, no way, leave out, anything but, stay away from, keep away, none of,
    i don't want any, don't want any, not any, don't want to see, i don't want to see, never again, stop with, zero,
    don't want to read, i don't want to read, don't want to watch, i don't want to watch, get rid of, no longer,
    refuse, free of, filter out, rule out, never show me, never show, never recommend, minus, done with,
    i'm done with, i am done with, spare me, spare me the, no thanks, nope, not a single, keep out, kick out, ditch,
    lose the, please no, god no, under no circumstances, wouldn't touch, can't watch, can't read, won't watch,
    won't read, allergic to, steer clear of, out with, not interested in any, loathe, detest, despise, i despise,
    i detest, cut out, cut the, cut out the, banish, leave off, keep those away, enough already with, no freaking,
    absolutely no, definitely no, ever, not in the mood for anything, don't want anything, i don't want anything,
    nothing with, nothing about, nothing from, nothing like, not anything with, but no, and no, also no, not by,
    nothing by, none by
    `,
  ),
  ...operator(
    'only',
    `
    only, just, nothing but, exclusively, strictly, only want, i only want, i just want, only show me, just show me,
    show me only, only give me, just give me, nothing except, stick to, limit to, limit it to, has to be, must be,
    all i want is, solely, keep it to, restrict to, narrow it down to
    `,
  ),
]
