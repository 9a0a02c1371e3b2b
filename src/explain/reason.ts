/** Reasons: what a recommendation rests on, piece by piece, each with its share of the score and a sentence. */

import type { Signal } from '../profile/signals.ts'
import type { Evidence } from '../retrieve/retriever.ts'
import { type Locale, sentences } from './sentences.ts'
import { inOwnWords, type Speak } from './speak.ts'

/** What every reason has. */
export interface ReasonBase {
  /** How much of the score rests on this; negative where it counts against. The shares of all reasons add up to the score. */
  readonly share: number
  /** A ready sentence. */
  readonly text: string
}

/** One reason, by kind. */
export type Reason = ReasonBase &
  (
    | {
        /** Like an item that the user dealt with (or that the query names). */
        readonly kind: 'similar-item'
        readonly itemId: string
        readonly eventId?: string
        readonly behavior: string
        readonly terms: readonly string[]
      }
    | {
        /** Like something that the user searched for or wrote (or that the query says). */
        readonly kind: 'words'
        readonly words: string
        readonly eventId?: string
        readonly behavior: string
        readonly terms: readonly string[]
      }
    | {
        /** The user spoke for or against an attribute of it. */
        readonly kind: 'attribute'
        readonly name: string
        readonly value: string
        readonly eventId?: string
      }
    | {
        /** It has a tag or attribute that the user's interest has too. */
        readonly kind: 'label'
        readonly name: string
        readonly value: string
      }
    | {
        /** Everything else that it has in common with the user's interest. */
        readonly kind: 'interest'
        /** The source (part of the score) in which it has it. */
        readonly source: string
        readonly terms: readonly string[]
      }
    | {
        /** Whoever dealt with another item of the user's history dealt with it too. */
        readonly kind: 'together'
        readonly itemId: string
        readonly eventId?: string
        readonly behavior: string
      }
    | {
        /** Users with a history like this one's like it. */
        readonly kind: 'others'
        /** The source (part of the score) that says so. */
        readonly source: string
      }
    | {
        /** The user asked for more or less of what it is. */
        readonly kind: 'wish'
        /** Withdraws the wish: `undo(eventId)`. */
        readonly eventId: string
        readonly wish: string
      }
    | {
        /** Many users like it. */
        readonly kind: 'popular'
        readonly events: number
      }
    | {
        /** It is new. */
        readonly kind: 'fresh'
        readonly createdAt: number
      }
    | {
        /** The app's `boost` moved it. */
        readonly kind: 'boost'
      }
    | {
        /** A step after the sources changed the score: a re-ranker, by the name of its part. */
        readonly kind: 'moved'
        readonly by: string
      }
    | {
        /** It cannot be in the list, whatever its score. Of `explain` alone: it comes first, with a share of 0. */
        readonly kind: 'left-out'
        /**
         * What keeps it out: a wish of the user's, an attribute that they hid, that they know it already (`seen`), the query (`query` where it is the item asked about; `exclude`, `candidates`, `domain`, `filter`), that it
         * has expired, or a re-ranker.
         */
        readonly by:
          | 'wish'
          | 'hidden'
          | 'seen'
          | 'query'
          | 'exclude'
          | 'candidates'
          | 'domain'
          | 'filter'
          | 'expired'
          | 'rerank'
        /** The event that a wish, a hidden attribute or what is seen rests on: `undo(eventId)`. */
        readonly eventId?: string
        readonly wish?: string
        /** The hidden attribute. */
        readonly name?: string
        readonly value?: string
        /** What the user did with what is seen. */
        readonly behavior?: string
      }
    | {
        /** Nothing is known that speaks for or against it. */
        readonly kind: 'nothing-known'
      }
    | {
        /** All that speaks for it is the same for everybody: popularity, newness, the app's own say. Its share is 0; it comes last. */
        readonly kind: 'nothing-personal'
      }
  )

/** Why an item cannot be in a list. */
export type LeftOutReason = Extract<Reason, { readonly kind: 'left-out' }>

/** What {@link reasonsFor} needs to know of a recommendation. */
export interface Explained {
  readonly parts: Readonly<Record<string, number>>
  /** Per source: its evidence, and the factor from its own amounts to parts of the score. */
  readonly evidence: readonly {
    readonly source: string
    readonly factor: number
    readonly pieces: readonly Evidence[]
  }[]
  /** The item that is explained. */
  readonly itemId: string
  readonly titleOf: (itemId: string) => string
  readonly now: number
  readonly locale: Locale
  /** The app's own words. */
  readonly speak?: Speak | undefined
}

/** Pieces no larger than this are the rounding of vectors, not reasons; a thousand of them change no sum of shares in its fifth place. */
const NEGLIGIBLE = 1e-8

/** What is the same for everybody. */
const general: ReadonlySet<Reason['kind']> = new Set(['popular', 'fresh', 'boost', 'moved'])

/** What a user's feedback moved is theirs, whichever step did it. */
const isGeneral = (reason: Reason): boolean =>
  general.has(reason.kind) && !(reason.kind === 'moved' && reason.by === 'feedback')

/** A piece of evidence with its share of the score and the source that it is from. */
interface Weighed {
  readonly piece: Evidence
  readonly share: number
  readonly source: string
}

/**
 * Evidence that is worth a sentence. Several sources (two encoders, two models) may find the same piece, the same deed of the user above all: that is said once, with the sum of the shares, in the name of
 * the source that gives most. What counts for an item for one source and against it for another stays apart.
 */
function joined(evidence: Explained['evidence']): Iterable<Weighed> {
  const weighed = evidence.flatMap(({ source, factor, pieces }) =>
    pieces.map((piece): Weighed => ({ piece, share: piece.amount * factor, source })),
  )
  const found = new Map<string, Weighed>()
  for (const one of weighed.sort((a, b) => Math.abs(b.share) - Math.abs(a.share))) {
    if (Math.abs(one.share) <= NEGLIGIBLE) break
    const { amount, ...said } = one.piece
    // The terms in common are another piece for every encoder, but not the deed that they are of.
    const key = JSON.stringify([one.share > 0, said.kind === 'signal' ? { ...said, terms: [] } : said])
    const first = found.get(key)
    found.set(
      key,
      first === undefined
        ? one
        : { ...first, piece: withTerms(first.piece, one.piece), share: first.share + one.share },
    )
  }
  return found.values()
}

/** A signal with the terms of another source besides its own, so many as one source names. */
function withTerms(piece: Evidence, other: Evidence): Evidence {
  if (piece.kind !== 'signal' || other.kind !== 'signal') return piece
  const most = Math.max(piece.terms.length, other.terms.length)
  return { ...piece, terms: [...new Set([...piece.terms, ...other.terms])].slice(0, most) }
}

/** The reasons for a recommendation, the one with the largest share (in size) first. Turns evidence into sentences and scores nothing anew. */
export function reasonsFor({ speak, ...explained }: Explained): Reason[] {
  return inLibraryWords(explained).map((reason) => inOwnWords(reason, speak, explained))
}

function inLibraryWords({ parts, evidence, itemId: explained, titleOf, now, locale }: Explained): Reason[] {
  const say = sentences[locale]
  const reasons: Reason[] = []
  for (const { piece, share, source } of joined(evidence)) reasons.push(reasonOf(piece, share, source))
  const sources = new Set(evidence.map(({ source }) => source))
  for (const [by, share] of Object.entries(parts)) {
    if (sources.has(by) || Math.abs(share) <= NEGLIGIBLE) continue
    reasons.push(
      by === 'boost'
        ? { kind: 'boost', share, text: say.boost(share > 0) }
        : { kind: 'moved', by, share, text: say.moved(by, share > 0) },
    )
  }
  if (reasons.length === 0) return [{ kind: 'nothing-known', share: 0, text: say.nothingKnown() }]
  const sorted = reasons.sort((a, b) => Math.abs(b.share) - Math.abs(a.share))
  if (!sorted.every(isGeneral)) return sorted
  return [...sorted, { kind: 'nothing-personal', share: 0, text: say.nothingPersonal(sorted[0]!.kind) }]

  function reasonOf(piece: Evidence, share: number, source: string): Reason {
    const helps = share > 0
    switch (piece.kind) {
      case 'signal':
        return signalReason(piece.signal, piece.terms, share)
      case 'label':
        return {
          kind: 'label',
          share,
          name: piece.name,
          value: piece.value,
          text: say.label(piece.name, piece.value, piece.origin, helps),
        }
      case 'interest':
        return {
          kind: 'interest',
          share,
          source,
          terms: piece.terms,
          text: say.interest(piece.terms, piece.origin, helps),
        }
      case 'together':
        return togetherReason(piece.signal, share)
      case 'others':
        return { kind: 'others', share, source, text: say.others(helps) }
      case 'wish':
        return { kind: 'wish', share, eventId: piece.wishId, wish: piece.wish, text: say.wish(piece.wish, helps) }
      case 'popularity':
        return { kind: 'popular', share, events: piece.events, text: say.popular(piece.events) }
      case 'freshness':
        return {
          kind: 'fresh',
          share,
          createdAt: piece.createdAt,
          text: say.fresh((now - piece.createdAt) / 86_400_000),
        }
      default:
        return piece satisfies never
    }
  }

  function togetherReason({ subject, type, eventId }: Signal, share: number): Reason {
    const itemId = subject.kind === 'item' ? subject.itemId : ''
    const text = say.together(type, titleOf(itemId))
    return { kind: 'together', share, itemId, behavior: type, ...(eventId !== undefined && { eventId }), text }
  }

  function signalReason({ subject, type, eventId, weight }: Signal, terms: readonly string[], share: number): Reason {
    const helps = share > 0
    const event = eventId === undefined ? {} : { eventId }
    switch (subject.kind) {
      case 'item': {
        const { itemId } = subject
        const text =
          itemId === explained
            ? say.itself(type, helps)
            : say.similarItem(type, titleOf(itemId), terms, helps, weight > 0)
        return { kind: 'similar-item', share, itemId, ...event, behavior: type, terms, text }
      }
      case 'text': {
        const text = say.words(type, subject.text, terms, helps)
        return { kind: 'words', share, words: subject.text, ...event, behavior: type, terms, text }
      }
      case 'attribute': {
        const { name, value } = subject
        return { kind: 'attribute', share, name, value, ...event, text: say.attribute(name, value, helps) }
      }
      default:
        return subject satisfies never
    }
  }
}
