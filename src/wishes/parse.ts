/** From a message to wishes, by rules: operators open a clause, names and numbers fill it, and what nobody knows is handed back. */

import { type NumberName, numberAttributes } from './meanings.ts'
import { describeWish } from './sentences.ts'
import { type Token, tokensOf } from './tokens.ts'
import type { Resolved, Vocabulary } from './vocabulary.ts'
import { fold, type ParsedWish, type Span, subjectKey, type WishKind, type WishSubject } from './wish.ts'

/** What a message is read against. */
export interface ParseContext {
  readonly vocabulary: Vocabulary
  readonly locale: 'en' | 'zh'
  /** Epoch milliseconds. */
  readonly now: number
  /** The item that "this" means: the last one the user dealt with. */
  readonly itemId?: string
  /** The name of an item in a sentence. */
  readonly titleOf: (itemId: string) => string
  /** Whether words mean something here though no label has them, from 0 (nothing) to 1. */
  readonly meaningOf?: (words: string) => number
  /** The value of a numeric attribute of an item. */
  readonly numberOf?: (itemId: string, name: string) => number | undefined
}

/** What was understood, in the order of the message, and what was not. */
export interface Parsed {
  readonly wishes: readonly ParsedWish[]
  readonly notUnderstood: readonly Span[]
}

/** A wish in the making. */
interface Draft {
  kind: WishKind
  subject: WishSubject
  except: WishSubject[]
  until?: number
  confidence: number
  /** Numbers of the clause and of the part of it between commas that it belongs to. */
  readonly clause: number
  readonly segment: number
  /** Words that are a wish only if something after them says so. */
  provisional?: { readonly start: number; readonly end: number }
}

/** Messages are short; of longer ones only so much is read. */
const LONGEST = 2000
const DAY = 86_400_000
const YEARS = { min: 1000, max: 2200 }

/** Reads a message. The same message, catalogue and time give the same wishes. */
export function parseWishes(text: string, context: ParseContext): Parsed {
  return new Parser(text.slice(0, LONGEST), context).parse()
}

class Parser {
  readonly #context: ParseContext
  readonly #tokens: readonly Token[]
  readonly #text: string
  readonly #drafts: Draft[] = []
  readonly #unknown: { start: number; end: number }[] = []
  #clause = 0
  #segment = 0
  #neutral = false
  #forgetting = false
  #compared: string | undefined
  #lastSubject: WishSubject | undefined
  #operator: WishKind | undefined
  /** "nothing (before 2000)": a bound that follows is turned round. */
  #nothing = false
  #excepting = false
  #likeness = false
  #correcting = false
  #at = 0

  constructor(text: string, context: ParseContext) {
    this.#context = context
    this.#text = text
    this.#tokens = tokensOf(text, context.vocabulary)
  }

  parse(): Parsed {
    while (this.#at < this.#tokens.length) this.#step(this.#tokens[this.#at]!)
    const wishes = this.#settled().map(({ clause: _, segment: __, provisional: ___, except, ...draft }): ParsedWish => {
      const wish = { ...draft, ...(except.length > 0 && { except }) }
      return { ...wish, text: describeWish(wish, this.#context) }
    })
    return { wishes, notUnderstood: this.#spans() }
  }

  #step(token: Token): undefined {
    this.#at++
    switch (token.is) {
      case 'operator':
        return this.#operate(token)
      case 'nothing':
        this.#nothing = true
        this.#operator = 'no'
        return
      case 'name':
        return this.#name(token.resolved)
      case 'number':
        return this.#number(token)
      case 'bound':
        return this.#bound(token)
      case 'between':
        return this.#between()
      case 'quality':
        return this.#quality(token)
      case 'like':
        this.#likeness = true
        return
      case 'except-after':
        return this.#exceptAfter()
      case 'like-this':
        return this.#likeThis()
      case 'this':
        return this.#this()
      case 'not-again':
        return this.#notAgain()
      case 'unseen':
        return this.#add({ kind: 'only', subject: { kind: 'unseen' }, confidence: 0.9 })
      case 'surprise':
        return this.#add({ kind: 'more', subject: { kind: 'surprise' }, confidence: 0.9 })
      case 'time':
        return this.#limit(token.span)
      case 'correction':
        this.#correcting = this.#drafts.length > 0
        return this.#close()
      case 'except':
        this.#excepting = true
        return
      case 'comma':
        this.#segment++
        this.#neutral = false
        if (this.#forgetting) this.#close()
        return
      case 'neutral':
        return this.#beNeutral(token.after)
      case 'them':
        return this.#them()
      case 'about':
        this.#operator ??= 'more'
        return
      case 'forget':
        this.#forgetting = true
        this.#operator = undefined
        this.#clause++
        return
      case 'than':
        // 比这部更短: the item that is compared with comes first.
        if (this.#tokens[this.#at]?.is === 'this' && !this.#clauseHasDraft()) {
          this.#at++
          this.#compared = this.#context.itemId
          return
        }
        if (this.#nextMeaningful()?.is === 'name' && this.#drafts.at(-1)?.subject.kind === 'label')
          this.#operator = 'less'
        return
      case 'but':
        this.#segment++
        this.#neutral = false
        this.#excepting = false
        this.#likeness = false
        this.#nothing = false
        this.#clause++
        this.#operator = undefined
        return
      case 'stop':
        return this.#close()
      case 'word':
        return this.#words(token)
      default:
        return
    }
  }

  #close(): undefined {
    this.#clause++
    this.#segment++
    this.#neutral = false
    this.#forgetting = false
    this.#operator = undefined
    this.#nothing = false
    this.#excepting = false
    this.#likeness = false
  }

  #operate(token: Token & { readonly is: 'operator' }): undefined {
    // It may stand behind as well: fantasy no, 爱情片太多了, 恐怖片不要.
    const before = this.#drafts.filter((draft) => draft.segment === this.#segment)
    const follows = this.#nextMeaningful()
    if (
      before.length > 0 &&
      (this.#operator === undefined || this.#operator === 'more') &&
      (follows === undefined || ['stop', 'comma', 'and', 'but', 'time', 'operator', 'them'].includes(follows.is)) &&
      !(token.kind === 'more' && follows?.is !== undefined && !['stop', 'comma'].includes(follows.is))
    ) {
      for (const draft of before) {
        if (draft.subject.kind !== 'range') draft.kind = token.kind
        else if (token.kind === 'no') refuseRange(draft)
        else if (token.kind !== 'only') draft.kind = token.kind
        delete draft.provisional
      }
      this.#operator = token.kind
      return
    }
    // Nothing named since the last comma, and nothing follows: what was named last is meant. 爱情片看多了，少来点吧
    if (
      before.length === 0 &&
      this.#lastSubject !== undefined &&
      token.kind !== 'only' &&
      token.kind !== 'more' &&
      (follows === undefined || ['stop', 'comma', 'but'].includes(follows.is)) &&
      !this.#onlyFillersSince()
    ) {
      this.#operator = token.kind
      this.#replaceLast(token.kind, this.#lastSubject)
      return
    }
    // "no more", "don't want more": the first one has said it; "only" keeps what it had.
    if (this.#operator !== undefined && this.#onlyFillersSince() && token.kind === 'more' && this.#operator !== 'more')
      return
    if (this.#operator === 'only' && this.#onlyFillersSince() && token.kind === 'more') return
    this.#excepting = false
    this.#likeness = false
    this.#operator = token.kind
    this.#clause++
  }

  /** Whether between the last operator and here nothing was said. */
  #onlyFillersSince(): boolean {
    for (let at = this.#at - 2; at >= 0; at--) {
      const { is } = this.#tokens[at]!
      if (is === 'operator' || is === 'nothing') return true
      if (is !== 'filler') return false
    }
    return false
  }

  #nextMeaningful(): Token | undefined {
    return this.#tokens.slice(this.#at).find(({ is }) => is !== 'filler')
  }

  #beNeutral(after: boolean): undefined {
    if (!after) {
      this.#neutral = true
      this.#operator = undefined
      return
    }
    for (const draft of this.#drafts.filter((one) => one.segment === this.#segment && one.kind === 'more'))
      this.#drafts.splice(this.#drafts.indexOf(draft), 1)
  }

  /** "fewer of them": what was named last, if nothing is named here. */
  #them(): undefined {
    const follows = this.#nextMeaningful()
    const named = this.#drafts.some(({ segment, kind }) => segment === this.#segment && kind === this.#operator)
    if (
      this.#lastSubject === undefined ||
      this.#operator === undefined ||
      named ||
      follows?.is === 'name' ||
      follows?.is === 'word'
    )
      return
    this.#replaceLast(this.#operator, this.#lastSubject)
  }

  /** What was said of a subject before gives way to what is said of it now. */
  #replaceLast(kind: WishKind, subject: WishSubject): undefined {
    const key = subjectKey(subject)
    for (const draft of this.#drafts.filter((one) => subjectKey(one.subject) === key))
      this.#drafts.splice(this.#drafts.indexOf(draft), 1)
    this.#add({ kind, subject, confidence: 0.8 })
  }

  #name(resolved: Resolved): undefined {
    const { subject, confidence } = resolved
    if (this.#neutral) {
      this.#lastSubject = subject
      return
    }
    if (this.#forgetting && this.#takeBack(subject)) return
    if (this.#excepting) return this.#except(subject)
    if (this.#likeness || subject.kind === 'item') return this.#itemOrLabel(subject, confidence)
    this.#add({ kind: this.#operator ?? 'more', subject, confidence })
  }

  #itemOrLabel(subject: WishSubject, confidence: number): undefined {
    this.#likeness = false
    this.#add({ kind: this.#operator ?? 'more', subject, confidence })
  }

  #except(subject: WishSubject): undefined {
    // "everything except horror" excludes; "no war except Spielberg" makes an exception.
    const hard = this.#drafts.filter(({ kind, clause }) => kind !== 'more' && clause === this.#clause)
    if (hard.length === 0) return this.#add({ kind: 'no', subject, confidence: 0.85 })
    for (const draft of hard) draft.except.push(subject)
  }

  /** 爱情喜剧除外: what was named in this part of the message is an exception of what was said before it. */
  #exceptAfter(): undefined {
    const named = this.#drafts.filter(({ segment }) => segment === this.#segment)
    const before = this.#drafts.filter((draft) => !named.includes(draft) && draft.kind !== 'more')
    for (const draft of named) {
      if (before.length === 0) {
        draft.kind = 'no'
        continue
      }
      this.#drafts.splice(this.#drafts.indexOf(draft), 1)
      before.at(-1)!.except.push(draft.subject)
    }
  }

  /** "more of this kind": like the last item, unless something is named that it is like. */
  #likeThis(): undefined {
    const { itemId } = this.#context
    const follows = this.#tokens[this.#at]
    if (follows?.is === 'name' || follows?.is === 'word' || itemId === undefined) {
      this.#likeness = true
      return
    }
    if (
      this.#likeness ||
      this.#drafts.some(({ segment, subject }) => segment === this.#segment && subject.kind === 'item')
    )
      return
    this.#add({ kind: this.#operator ?? 'more', subject: { kind: 'item', itemId }, confidence: 0.85 })
  }

  /** Whether there was something about the subject to take back; otherwise "forget romance" means no romance. */
  #takeBack(subject: WishSubject): boolean {
    this.#operator = 'no'
    const said = this.#drafts.filter((one) => subjectKey(one.subject) === subjectKey(subject))
    for (const draft of said) this.#drafts.splice(this.#drafts.indexOf(draft), 1)
    return said.length > 0
  }

  #this(): undefined {
    const { itemId } = this.#context
    const comparing = this.#tokens[this.#at - 2]?.is === 'than' || this.#likeness
    if (itemId === undefined || (!comparing && this.#operator === undefined)) return
    this.#likeness = false
    const last = this.#drafts.at(-1)
    if (this.#tokens[this.#at - 2]?.is === 'than' && last?.clause === this.#clause) return this.#compare(last, itemId)
    // "more of this", "not this": only where nothing else follows in the clause.
    if (this.#clauseHasDraft()) return
    const follows = this.#nextMeaningful()
    if (follows !== undefined && ['name', 'word', 'quality'].includes(follows.is) && !comparing) return
    this.#add({ kind: this.#operator ?? 'more', subject: { kind: 'item', itemId }, confidence: 0.9 })
  }

  #notAgain(): undefined {
    const { itemId } = this.#context
    if (itemId !== undefined) this.#add({ kind: 'no', subject: { kind: 'item', itemId }, confidence: 0.9 })
    else this.#unknown.push(this.#tokens[this.#at - 1]!)
  }

  #clauseHasDraft(): boolean {
    return this.#drafts.some(({ clause }) => clause === this.#clause)
  }

  // ------------------------------------------------------------------------------------------------ numbers

  #number(token: Token & { readonly is: 'number' }): undefined {
    const next = this.#tokens[this.#at]
    if (token.decade) {
      this.#skipUnit('year')
      return this.#decade(token)
    }
    if (next?.is === 'unit') {
      this.#at++
      return this.#amount(token, token.value * next.factor, next.of)
    }
    if (next?.is === 'bound') {
      // 2000年以后, 300页以内 have the bound behind.
      this.#at++
      return this.#range(token, token.value, next.side, next.inclusive, this.#isYear(token.value) ? 'year' : next.of)
    }
    if (this.#isYear(token.value)) return this.#span(token, token.value, token.value)
    this.#unknown.push(token)
  }

  #decade(token: Token & { readonly is: 'number' }): undefined {
    const next = this.#tokens[this.#at]
    if (next?.is === 'bound' && next.of !== undefined) {
      this.#at++
      const value = next.side === 'below' ? token.value : token.value + 9
      return this.#range(token, value, next.side, next.inclusive, 'year')
    }
    this.#span(token, token.value, token.value + (token.century ? 99 : 9))
  }

  /** "under 300 pages", "since 1990": a bound and then a number. */
  #bound(token: Token & { readonly is: 'bound' }): undefined {
    const number = this.#tokens[this.#at]
    if (number?.is !== 'number') {
      const other = this.#nextMeaningful()
      // "newer than this", "shorter than Dune" compare with an item.
      if (other?.is === 'this' || (other?.is === 'name' && other.resolved.subject.kind === 'item'))
        return this.#boundByItem(token, other)
      return
    }
    this.#at++
    const unit = this.#tokens[this.#at]
    // "from 1990 to 1995"
    const until = this.#rangeEnd()
    if (until !== undefined && token.of === 'year' && token.side === 'above')
      return this.#span(number, number.value, until)
    if (unit?.is === 'unit') {
      this.#at++
      if (unit.of !== 'year') return this.#range(token, number.value * unit.factor, token.side, true, unit.of)
    }
    if (number.decade) {
      // "from the 90s" is the decade; "before the 90s" ends with its beginning, "after the 90s" begins with its end, "since" with its beginning.
      if (this.#textOf(token) === 'from') return this.#span(number, number.value, number.value + 9)
      const edge =
        token.side === 'below'
          ? token.inclusive
            ? number.value + 9
            : number.value
          : token.inclusive
            ? number.value
            : number.value + 9
      return this.#range(token, edge, token.side, token.inclusive, 'year')
    }
    if (this.#isYear(number.value) && (token.of === 'year' || unit?.is !== 'unit')) {
      if (this.#textOf(token) === 'from') return this.#span(number, number.value, number.value)
      return this.#range(token, number.value, token.side, token.inclusive, 'year')
    }
    this.#range(token, number.value, token.side, token.inclusive, this.#currency(token) ?? token.of)
  }

  #boundByItem(token: Token & { readonly is: 'bound' }, other: Token): undefined {
    this.#at = this.#tokens.indexOf(other) + 1
    const itemId =
      other.is === 'name' && other.resolved.subject.kind === 'item'
        ? other.resolved.subject.itemId
        : this.#context.itemId
    const of =
      token.of ??
      (/long|short/.test(this.#textOf(token)) ? 'length' : /cheap/.test(this.#textOf(token)) ? 'price' : 'length')
    const name = this.#attribute(of)
    const value = itemId === undefined || name === undefined ? undefined : this.#context.numberOf?.(itemId, name)
    if (name === undefined || value === undefined) {
      this.#unknown.push(token)
      return
    }
    this.#range(token, value, token.side, token.of === 'year' ? token.inclusive : false, of)
  }

  #currency(token: Token): NumberName | undefined {
    return /[$€£]\s*$/.test(this.#text.slice(0, token.end + 2)) ? 'price' : undefined
  }

  /** "between 1990 and 2000" */
  #between(): undefined {
    const from = this.#tokens[this.#at]
    if (from?.is !== 'number') return
    this.#at++
    const to = this.#rangeEnd()
    if (to !== undefined) this.#span(from, from.value, to)
  }

  /** The number after "to", "and", "-", 到 or 至; moves past it. */
  #rangeEnd(): number | undefined {
    let at = this.#at
    if (this.#tokens[at]?.is === 'unit') at++
    const joint = this.#tokens[at]
    const end = this.#tokens[at + 1]
    if (
      joint === undefined ||
      end?.is !== 'number' ||
      !/^(to|and|till|until|through|-|–|—|到|至|和|~)$/.test(this.#textOf(joint))
    )
      return undefined
    this.#at = at + 2
    if (this.#tokens[this.#at]?.is === 'unit') this.#at++
    return end.decade ? end.value + 9 : end.value
  }

  #amount(token: Token, value: number, of: NumberName): undefined {
    const next = this.#tokens[this.#at]
    if (next?.is === 'bound') {
      this.#at++
      return this.#range(token, value, next.side, next.inclusive, of)
    }
    if (of === 'year') {
      const end = this.#rangeEnd()
      if (end !== undefined) return this.#span(token, value, end)
      if (this.#isYear(value)) return this.#span(token, value, value)
    }
    this.#unknown.push(token)
  }

  #span(token: Token, min: number, max: number): undefined {
    const name = this.#attribute('year')
    if (name === undefined) {
      this.#unknown.push(token)
      return
    }
    const subject: WishSubject = { kind: 'range', name, min: Math.min(min, max), max: Math.max(min, max) }
    if (this.#excepting) return this.#except(subject)
    // A decade that is liked is a pull; one that is demanded, or named among other wishes, is a rule.
    const operator = this.#operator
    this.#add({
      kind: operator === 'less' || operator === 'no' || operator === 'more' ? operator : 'only',
      subject,
      confidence: 0.95,
    })
  }

  #range(
    token: Token,
    value: number,
    side: 'below' | 'above',
    inclusive: boolean,
    of: NumberName | undefined,
  ): undefined {
    const name = of === undefined ? undefined : this.#attribute(of)
    if (name === undefined) {
      this.#unknown.push(token)
      return
    }
    const step = of === 'year' ? 1 : 0.001
    // "nothing before 2000" and "no films older than 2000" ask for what is not before it.
    const turned = this.#operator === 'no' || this.#nothing
    const below = (side === 'below') !== turned
    const edge =
      turned || inclusive || of !== 'year'
        ? turned && inclusive && of === 'year'
          ? value + (below ? -step : step)
          : value
        : value + (below ? -step : step)
    const subject: WishSubject = { kind: 'range', name, ...(below ? { max: edge } : { min: edge }) }
    this.#add({
      kind: 'only',
      subject,
      confidence: 0.95,
    })
  }

  #attribute(of: NumberName): string | undefined {
    return this.#context.vocabulary.numberNamed(numberAttributes[of])
  }

  #isYear(value: number): boolean {
    return Number.isInteger(value) && value >= YEARS.min && value <= YEARS.max
  }

  #skipUnit(of: NumberName): undefined {
    const next = this.#tokens[this.#at]
    if (next?.is === 'unit' && next.of === of) this.#at++
  }

  // ------------------------------------------------------------------------------------------------ qualities

  #quality(token: Token & { readonly is: 'quality' }): undefined {
    const turned = this.#operator === 'less' || this.#operator === 'no'
    if (token.label !== undefined) {
      const resolved = this.#context.vocabulary.exact(fold(token.label))
      const said = this.#textOf(token)
      const words: WishSubject = { kind: 'words', text: /er$|^more |一点|更/.test(said) ? token.label : token.text }
      const subject = resolved?.subject.kind === 'label' ? resolved.subject : words
      if (this.#excepting) return this.#except(subject)
      if (this.#thanFollows()) return this.#add({ kind: turned ? 'less' : 'more', subject, confidence: 0.8 })
      return this.#add({ kind: this.#operator ?? 'more', subject, confidence: 0.85 })
    }
    const name = token.number === undefined ? undefined : this.#attribute(token.number)
    if (name === undefined) {
      this.#unknown.push(token)
      this.#operator = turned ? undefined : this.#operator
      return
    }
    const up = token.direction > 0 !== turned
    // A wish for high or low values: which end is open says which.
    const subject: WishSubject = {
      kind: 'range',
      name,
      ...(up ? { min: Number.NEGATIVE_INFINITY } : { max: Number.POSITIVE_INFINITY }),
    }
    this.#add({ kind: 'more', subject: openRange(subject), confidence: 0.85 })
    if (this.#compared !== undefined) this.#compare(this.#drafts.at(-1)!, this.#compared)
    this.#compared = undefined
  }

  #thanFollows(): boolean {
    return this.#tokens[this.#at]?.is === 'than'
  }

  /** "shorter than this": a number of that item becomes the bound. */
  #compare(draft: Draft, itemId: string): undefined {
    if (draft.subject.kind !== 'range') return
    const value = this.#context.numberOf?.(itemId, draft.subject.name)
    if (value === undefined) return
    const down = isDown(draft.subject)
    const step = /year|released|published/.test(fold(draft.subject.name)) ? 1 : 0
    draft.kind = 'only'
    draft.subject = {
      kind: 'range',
      name: draft.subject.name,
      ...(down ? { max: value - step } : { min: value + step }),
    }
  }

  // ------------------------------------------------------------------------------------------------ words

  /** A run of unknown words: a misspelt name, words that mean something in this catalogue, or nothing that is understood. */
  #words(first: Token): undefined {
    const run = [first]
    while (
      this.#tokens[this.#at]?.is === 'word' ||
      (this.#tokens[this.#at]?.is === 'filler' &&
        this.#tokens[this.#at + 1]?.is === 'word' &&
        !/\p{Script=Han}/u.test(this.#text[first.start]!))
    ) {
      run.push(this.#tokens[this.#at]!)
      this.#at++
    }
    const start = first.start
    const end = run.at(-1)!.end
    const words = this.#text.slice(start, end)
    const resolved = this.#context.vocabulary.fuzzy(fold(words)) ?? this.#shortTitle(words)
    if (resolved !== undefined) return this.#name(resolved)
    if (run.length > 1) {
      // One of several words may be a misspelt name.
      const parts = run
        .filter(({ is }) => is === 'word')
        .map((token) => ({ token, resolved: this.#context.vocabulary.fuzzy(fold(token.text)) }))
      if (parts.some(({ resolved: one }) => one !== undefined)) {
        for (const { token, resolved: one } of parts) {
          if (one === undefined) this.#unknown.push(token)
          else this.#name(one)
        }
        return
      }
    }
    // One Chinese character is hardly a theme.
    const short = /\p{Script=Han}/u.test(words) && words.length < 2
    const meaning = short ? 0 : (this.#context.meaningOf?.(words) ?? 0)
    if (meaning === 0 || this.#neutral) {
      this.#unknown.push({ start, end })
      return
    }
    const subject: WishSubject = { kind: 'words', text: words.trim() }
    if (this.#excepting) return this.#except(subject)
    const asked = this.#operator !== undefined || this.#likeness
    this.#likeness = false
    this.#add({
      kind: this.#operator ?? 'more',
      subject,
      confidence: 0.5 * meaning + 0.2,
      ...(!asked && { provisional: { start, end } }),
    })
  }

  /** One-word titles are read as such where a likeness is asked for: "like Emma". */
  #shortTitle(words: string): Resolved | undefined {
    return this.#likeness ? this.#context.vocabulary.title(fold(words)) : undefined
  }

  // ------------------------------------------------------------------------------------------------ results

  #add(draft: Omit<Draft, 'except' | 'clause' | 'segment'>): undefined {
    this.#lastSubject = draft.subject
    const same = this.#drafts.find(
      (one) => one.kind === draft.kind && subjectKey(one.subject) === subjectKey(draft.subject),
    )
    if (same !== undefined && draft.subject.kind !== 'range') return
    // "only" with several names: any of them will do; they stand side by side.
    this.#drafts.push({ ...draft, except: [], clause: this.#clause, segment: this.#segment })
    if (this.#correcting) this.#correct()
  }

  /** What is said after "actually" takes the place of what was said right before it about the same kind of thing. */
  #correct(): undefined {
    this.#correcting = false
    const newest = this.#drafts.at(-1)!
    const earlier = this.#drafts.slice(0, -1)
    const same = earlier.filter(({ subject }) => subjectKey(subject) === subjectKey(newest.subject))
    const last = earlier.at(-1)
    const replaced = same.length > 0 ? same : last === undefined || opposite(last.kind, newest.kind) ? [] : [last]
    for (const draft of replaced) this.#drafts.splice(this.#drafts.indexOf(draft), 1)
  }

  /** What stands at the end: of several wishes about the same subject the last one, with the end that an earlier one had; two bounds of one number as one range. */
  #settled(): Draft[] {
    const drafts: Draft[] = []
    for (const draft of this.#drafts) {
      if (draft.provisional !== undefined) {
        this.#unknown.push(draft.provisional)
        continue
      }
      const at = drafts.findIndex((one) => subjectKey(one.subject) === subjectKey(draft.subject))
      const earlier = drafts[at]
      if (earlier !== undefined && draft.subject.kind !== 'range') {
        drafts.splice(at, 1)
        if (earlier.until !== undefined) draft.until ??= earlier.until
      }
      const other = drafts.find((one) => isOtherEnd(one, draft))
      if (other !== undefined) other.subject = { ...other.subject, ...draft.subject } as WishSubject
      else drafts.push(draft)
    }
    return drafts
  }

  #limit(span: 'day' | 'week' | 'month'): undefined {
    const until = endOf(span, this.#context.now)
    // It holds for the clause that it stands in, or, at the beginning of a message, for all that follows.
    const clause = this.#drafts.filter((draft) => draft.clause === this.#clause)
    if (clause.length > 0) for (const draft of clause) draft.until = until
    else if (this.#drafts.length === 0) this.#untilAll(until)
    else this.#drafts.at(-1)!.until = until
  }

  #untilAll(until: number): undefined {
    const from = this.#drafts.length
    while (this.#at < this.#tokens.length) this.#step(this.#tokens[this.#at]!)
    for (const draft of this.#drafts.slice(from)) draft.until ??= until
  }

  #textOf({ start, end }: Token): string {
    return this.#text.slice(start, end).toLowerCase()
  }

  #spans(): Span[] {
    const joined: { start: number; end: number }[] = []
    for (const { start, end } of [...this.#unknown].sort((a, b) => a.start - b.start)) {
      const last = joined.at(-1)
      if (last !== undefined && /^\s*$/.test(this.#text.slice(last.end, start))) last.end = Math.max(last.end, end)
      else joined.push({ start, end })
    }
    return joined.map(({ start, end }) => ({ start, end, text: this.#text.slice(start, end) }))
  }
}

/** Infinite ends mark a direction; they are kept as a huge number, which JSON can hold. */
function openRange(subject: WishSubject): WishSubject {
  if (subject.kind !== 'range') return subject
  return subject.min === undefined ? { ...subject, max: -Number.MAX_VALUE } : { ...subject, min: Number.MAX_VALUE }
}

/** Whether a range asks for low values. */
export function isDown({ min }: Extract<WishSubject, { kind: 'range' }>): boolean {
  return min === undefined
}

/** Whether a range is only a direction: higher, or lower. */
export function isDirection({ min, max }: Extract<WishSubject, { kind: 'range' }>): boolean {
  return min === Number.MAX_VALUE || max === -Number.MAX_VALUE
}

/** Whether two drafts are a lower and an upper bound of one number. */
function isOtherEnd(a: Draft, b: Draft): boolean {
  if (
    a.kind !== b.kind ||
    a.subject.kind !== 'range' ||
    b.subject.kind !== 'range' ||
    a.subject.name !== b.subject.name
  )
    return false
  if (isDirection(a.subject) || isDirection(b.subject)) return false
  const min = a.subject.min ?? b.subject.min
  const max = a.subject.max ?? b.subject.max
  return (
    (a.subject.min === undefined) !== (b.subject.min === undefined) &&
    (a.subject.max === undefined) !== (b.subject.max === undefined) &&
    min! <= max!
  )
}

/** A refused range: its complement is asked for where that is one range. */
function refuseRange(draft: Draft): void {
  const { subject } = draft
  if (subject.kind !== 'range' || isDirection(subject)) return
  const { name, min, max } = subject
  if (min !== undefined && max !== undefined) draft.kind = 'no'
  else draft.subject = { kind: 'range', name, ...(min === undefined ? { min: max! + 1 } : { max: min - 1 }) }
}

const opposite = (a: WishKind, b: WishKind): boolean =>
  (a === 'more' || a === 'only') !== (b === 'more' || b === 'only')

/** The end of the day (in UTC, as no time zone is known), of seven days, or of thirty. */
function endOf(span: 'day' | 'week' | 'month', now: number): number {
  if (span === 'day') return now + DAY / 2
  return now + (span === 'week' ? 7 : 30) * DAY
}
