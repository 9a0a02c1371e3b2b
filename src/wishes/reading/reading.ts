/** How far a message has been read: the place in it, what has been said in the clause so far, the drafts, and what was not understood. */

import { type NumberName, numberAttributes } from '../meanings.ts'
import type { ParseContext } from '../parse.ts'
import { type Token, tokensOf } from '../tokens.ts'
import { type Span, subjectKey, type WishKind, type WishSubject } from '../wish.ts'
import { correctedBy, type Draft, settled } from './drafts.ts'

/** The state of one reading; readers of single things change it. */
export class Reading {
  readonly context: ParseContext
  readonly text: string
  readonly tokens: readonly Token[]
  /** The token that comes next. */
  at = 0
  readonly drafts: Draft[] = []
  readonly unknown: { readonly start: number; readonly end: number }[] = []
  /** Numbers of the clause, and of the part between commas, that is being read. */
  clause = 0
  segment = 0
  /** How much is wanted of what follows. */
  operator: WishKind | undefined
  /** The part in which that was said. */
  operatorSegment = 0
  /** What was wanted of what the sentence before named. */
  operatorBefore: WishKind | undefined
  /** The operator stands before a noun within a noun: up to its end (没有魔法的奇幻), or for one name (non-fiction crime). */
  attributive: 'part' | 'name' | undefined
  lastSubject: WishSubject | undefined
  /** "this" was said without a wish about it so far. */
  thisSaid = false
  /** The item that a comparison began with. */
  compared: string | undefined
  /** What follows is fine, which is no wish. */
  neutral = false
  /** What follows is to be forgotten. */
  forgetting = false
  /** "nothing (before 2000)": a bound that follows is turned round. */
  nothing = false
  /** The numeric attribute that was named last in this part; null for one that the catalogue lacks. */
  attributeNamed: string | null | undefined
  /** What follows is an exception. */
  excepting = false
  /** That was said before anything else of its part. */
  exceptLeads = false
  /** Exceptions that came first, of what the clause refuses. */
  leading: readonly Draft[] = []
  /** What follows is to be like something. */
  likeness = false
  /** What follows stands against what was said before. */
  correcting = false

  constructor(text: string, context: ParseContext) {
    this.context = context
    this.text = text
    this.tokens = tokensOf(text, context.vocabulary)
  }

  /** Ends the clause: nothing said in it holds for what follows. */
  close(): undefined {
    this.closePart()
    this.clause++
    this.operatorBefore = this.operator
    this.leading = []
    this.operator = undefined
    this.attributive = undefined
    this.forgetting = false
  }

  /** Ends a part of a clause; the operator stays. */
  closePart(): undefined {
    this.segment++
    this.neutral = false
    this.nothing = false
    this.attributeNamed = undefined
    this.excepting = false
    this.likeness = false
  }

  /** Whether the token that is being read is the first of its part that says anything. */
  beginsPart(): boolean {
    const before = this.tokens.slice(0, this.at - 1)
    const part = before.slice(before.findLastIndex(({ is }) => is === 'comma' || is === 'stop') + 1)
    // "everything", "anything" and the like say that all else is meant.
    return part.every((token) => token.is === 'filler' && !/^(every|any|all|都)/i.test(this.textOf(token)))
  }

  /** The next token that says something. */
  nextMeaningful(): Token | undefined {
    return this.tokens.slice(this.at).find(({ is }) => is !== 'filler')
  }

  /** Ends the scope of an attributive operator where the noun that it belongs to is over. */
  leaveAttribute({ start }: Token): undefined {
    if (this.attributive === undefined || !this.drafts.some((draft) => draft.clause === this.clause)) return
    if (this.attributive === 'part' && !/的\s*$/.test(this.text.slice(0, start))) return
    this.attributive = undefined
    this.operator = undefined
  }

  clauseHasDraft(): boolean {
    return this.drafts.some(({ clause }) => clause === this.clause)
  }

  /** What a token says, in lower case. */
  textOf({ start, end }: Token): string {
    return this.text.slice(start, end).toLowerCase()
  }

  /** The catalogue's name for a number. */
  attribute(of: NumberName): string | undefined {
    return this.context.vocabulary.numberNamed(numberAttributes[of])
  }

  /** Adds a wish of the clause that is being read. After a correction it takes the place of what it corrects. */
  add(draft: Omit<Draft, 'except' | 'clause' | 'segment'>): undefined {
    this.lastSubject = draft.subject
    const same = this.drafts.find(
      (one) => one.kind === draft.kind && subjectKey(one.subject) === subjectKey(draft.subject),
    )
    if (same !== undefined && draft.subject.kind !== 'range') return
    const newest = { ...draft, except: [], clause: this.clause, segment: this.segment }
    const earlier = [...this.drafts]
    this.#takeLeading(newest)
    this.drafts.push(newest)
    if (!this.correcting) return
    this.correcting = false
    for (const corrected of correctedBy(newest, earlier)) this.drop(corrected)
  }

  /** 除了金庸，不要武侠; except for Austen, no romance: what came first is an exception of what is refused now. */
  #takeLeading({ kind, except }: Draft): undefined {
    if (kind !== 'no' || this.excepting) return
    const found = this.drafts.filter(({ leads, segment }) => leads && segment >= this.segment - 1)
    for (const draft of found) this.drop(draft)
    if (found.length > 0) this.leading = found
    except.push(...this.leading.map(({ subject }) => subject))
  }

  drop(draft: Draft): undefined {
    this.drafts.splice(this.drafts.indexOf(draft), 1)
  }

  /** Drops all drafts about a subject; says whether there were any. */
  dropSubject(subject: WishSubject): boolean {
    const said = this.drafts.filter((one) => subjectKey(one.subject) === subjectKey(subject))
    for (const draft of said) this.drop(draft)
    return said.length > 0
  }

  /** What stands at the end. */
  wishes(): Draft[] {
    return settled(this.drafts)
  }

  /** Stretches that were not understood, those side by side as one. */
  notUnderstood(): Span[] {
    const stretches = [...this.unknown, ...this.drafts.flatMap(({ provisional }) => provisional ?? [])]
    const spans: { start: number; end: number }[] = []
    for (const { start, end } of stretches.sort((a, b) => a.start - b.start)) {
      const last = spans.at(-1)
      if (last !== undefined && /^\s*$/.test(this.text.slice(last.end, start))) last.end = Math.max(last.end, end)
      else spans.push({ start, end })
    }
    return spans.map(({ start, end }) => ({ start, end, text: this.text.slice(start, end) }))
  }
}
