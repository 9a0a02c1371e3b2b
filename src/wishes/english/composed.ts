/** English phrases put together from their parts as speakers do: please stop + showing me, I'm so + tired of, skip what + I've already seen. */

import { joined, type Meaning, meaning, operator } from '../meanings.ts'

const some = (text: string): string[] => text.split(', ')
/** With what follows it, or without. */
const maybe = (text: string): string[] => ['', ...some(text).map((one) => `${one} `)]

/** Each behind a space. */
const after = (text: string): string[] => some(text).map((one) => ` ${one}`)

const offering = after('recommending, showing, suggesting, giving, sending, pushing, serving, feeding, offering')
const offer = some('recommend, show, suggest, give, send, push, serve, offer')
const me = ['', ...after('me, us, any, me any, me any more, any more')]
const very = maybe('so, really, just, kinda, kind of, a bit, a little, pretty, getting, getting a bit, getting really')
const known = after('seen, read, watched, finished')

const more = [
  ...joined(
    maybe('can you, could you, please, can you please, could you please'),
    offer,
    after('me, me some, me more, me a few, some, more'),
  ),
  ...joined(
    some('is there any, are there any, do you have any, do you have some, have you got any, got any, got some'),
    ['', 'thing', ...after('good, more')],
  ),
  ...joined(some('can i, could i, can we, could we, may i'), after('get, have, see'), ['', ' some', ' more', ' a few']),
  ...joined(maybe("i'm, i am"), maybe('more, really, mostly, totally, quite, currently'), [
    'into',
    'keen on',
    'interested in',
    'in the mood for',
  ]),
  ...some(
    'lots of interest in, more interested in, big on, all about, a few, can never have too many, can never have too much',
  ),
]
const less = [
  ...joined(very, some('tired of, bored of, bored with, sick of, weary of, fed up with')),
  ...joined(
    some('seen, read, had, watched, been shown, been getting'),
    after('enough, too many, too much, plenty of'),
    ['', ' of'],
  ),
  ...joined(['not '], some('really, particularly, exactly, that, so, very, super, overly, massively, hugely'), [
    ' into',
    ' keen on',
    ' fond of',
    ' big on',
    ' interested in',
  ]),
  ...joined(
    maybe('please, can you, could you'),
    maybe('show me, give me, recommend, suggest, show, send me'),
    some('fewer, less'),
  ),
  ...joined(
    some("don't need, don't show me, don't give me, don't recommend, don't send me, no need for"),
    after('so, that, as, too, quite so'),
    after('much, many'),
  ),
  ...joined(maybe('need, take, could use, i need, having'), some('a break from, a rest from')),
  ...some(
    "so over, really over, not every, not all, not everything, doesn't have to be, does not have to be, don't have to be, needn't be, not big on, cool it with, cool it on, ease up on, go easy with, go light on, i used to love, i used to like, used to love, used to like",
  ),
]
const no = [
  ...joined(
    maybe('please, can you, could you, would you, can you please, could you please'),
    some('stop, quit'),
    offering,
    me,
  ),
  ...joined(maybe('please, and please'), some("don't , do not , never , don't ever "), offer, me),
  ...some(
    "zero interest in, no interest in, absolutely zero, i refuse to watch, i refuse to read, never want to see, never want to read, don't ever want to see, don't ever want to read, keep me away from, nothing involving, nothing featuring, nothing to do with",
  ),
]
const unseen = [
  ...joined(maybe('that i, which i, i, we, that we'), some("haven't, have not, have never, never"), known, [
    '',
    ' yet',
    ' before',
    ' already',
  ]),
  ...joined(some("i've not, i've never, we've never"), known, ['', ...after('yet, before')]),
  ...joined(
    some(
      "nothing, not what, not the ones, no books, no movies, no films, skip what, skip the ones, skip anything, skip everything, skip stuff, hide what, hide the ones, hide anything, exclude what, exclude anything, don't show me what, don't show me anything, don't show me stuff, don't recommend what, don't recommend anything, don't recommend stuff",
    ),
    after("i've, i have, i, that i've, i've already, i have already, i already"),
    known,
    ['', ' already', ' before'],
  ),
  ...some('no repeats, no rewatches, no rereads, without repeats, new-to-me'),
]

/** All of them. Where two kinds have the same words the earlier one has them. */
export const composed: readonly (readonly [string, Meaning])[] = [
  ...operator('no', no),
  ...operator('less', less),
  ...operator('more', more),
  ...meaning({ is: 'unseen' }, unseen),
]
