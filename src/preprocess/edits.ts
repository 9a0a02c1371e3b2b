/**
 * Rewriting a text while remembering where everything came from, so that a token of the normalised text can be shown in the original.
 *
 * ```
 * input    <b>ﬁne</b> art        edit 1: input 0..3 -> output 0..0     edit 2: input 3..4 -> output 0..2   ...
 * output   fine art
 * ```
 */

/** The replaced stretches of one rewriting, in order and not overlapping: four numbers each, start and end in the input, start and end in the output. */
export type Edits = number[]

/** One step of normalisation. Notes its replacements in `edits` if that is given; gives the same string where nothing is to be changed. */
export interface Rewrite {
  (text: string, edits?: Edits): string
  /** True where the step changes nothing in a text of ASCII characters, and need not be asked about one. */
  readonly keepsAscii?: boolean
}

/** Collects the replacements of one rewriting from left to right. */
export class TextEditor {
  readonly #text: string
  readonly #edits: Edits | undefined
  #output = ''
  #copied = 0

  constructor(text: string, edits: Edits | undefined) {
    this.#text = text
    this.#edits = edits
  }

  /** Puts `replacement` in the place of `text[start .. end)`. Calls must come with rising, separate stretches. */
  replace(start: number, end: number, replacement: string): void {
    this.#output += this.#text.slice(this.#copied, start)
    this.#edits?.push(start, end, this.#output.length, this.#output.length + replacement.length)
    this.#output += replacement
    this.#copied = end
  }

  /** The rewritten text; the very input if nothing was replaced. */
  finish(): string {
    return this.#copied === 0 && this.#output === '' ? this.#text : this.#output + this.#text.slice(this.#copied)
  }
}

/** Replaces every match of a global expression by what `replacement` gives for it; `undefined` leaves it as it is. */
export function replaceMatches(
  text: string,
  pattern: RegExp,
  replacement: (match: string, index: number) => string | undefined,
  edits: Edits | undefined,
): string {
  const editor = new TextEditor(text, edits)
  for (const { 0: match, index } of text.matchAll(pattern)) {
    const replaced = replacement(match, index)
    if (replaced !== undefined && replaced !== match) editor.replace(index, index + match.length, replaced)
  }
  return editor.finish()
}

/** Leads positions in a text that was rewritten several times back to the original. */
export class OffsetMap {
  readonly #layers: Edits[] = []

  /** Runs one more step on the text that the last one gave. */
  apply(rewrite: Rewrite, text: string): string {
    const edits: Edits = []
    const rewritten = rewrite(text, edits)
    if (edits.length > 0) this.#layers.push(edits)
    return rewritten
  }

  /** Where in the original that begins which begins at `offset` now. */
  start(offset: number): number {
    let at = offset
    for (let layer = this.#layers.length - 1; layer >= 0; layer--) at = inputStart(this.#layers[layer]!, at)
    return at
  }

  /** Where in the original that ends which ends at `offset` now. */
  end(offset: number): number {
    let at = offset
    for (let layer = this.#layers.length - 1; layer >= 0; layer--) at = inputEnd(this.#layers[layer]!, at)
    return at
  }
}

/** Runs all steps in order, noting in `map`, if that is given, where they changed the text. */
export function rewriteAll(steps: readonly Rewrite[], text: string, map?: OffsetMap): string {
  let rewritten = text
  // Steps from the first that keeps ASCII to the last such make no other characters out of ASCII, so that one look at the text is enough.
  let ascii: boolean | undefined
  for (const step of steps) {
    if (step.keepsAscii === true) {
      ascii ??= isAscii(rewritten)
      if (ascii) continue
    }
    rewritten = map === undefined ? step(rewritten) : map.apply(step, rewritten)
  }
  return rewritten
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false
  return true
}

/** A start inside a replacement leads to the start of what was replaced; one after a deletion, behind the deletion. */
function inputStart(edits: Edits, offset: number): number {
  const edit = lastEditFrom(edits, offset)
  if (edit < 0) return offset
  const outputEnd = edits[edit + 3]!
  return offset < outputEnd ? edits[edit]! : offset - outputEnd + edits[edit + 1]!
}

/** An end inside a replacement leads to the end of what was replaced; one before a deletion, before the deletion. */
function inputEnd(edits: Edits, offset: number): number {
  const edit = lastEditFrom(edits, offset - 1)
  if (edit < 0) return offset
  const outputEnd = edits[edit + 3]!
  return offset <= outputEnd ? edits[edit + 1]! : offset - outputEnd + edits[edit + 1]!
}

/** The place in `edits` of the last edit whose output starts at or before `offset`; negative where none does. */
function lastEditFrom(edits: Edits, offset: number): number {
  let low = 0
  let high = edits.length / 4
  while (low < high) {
    const middle = (low + high) >> 1
    if (edits[middle * 4 + 2]! <= offset) low = middle + 1
    else high = middle
  }
  return (low - 1) * 4
}
