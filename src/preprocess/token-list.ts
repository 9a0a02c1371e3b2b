/** What scanners fill and later stages change in place: tokens, and where each came from if that was asked for. */

/** Tokens in order. `offsets`, where present, holds two numbers a token: its start and its end in the text that was scanned. */
export interface TokenList {
  readonly tokens: string[]
  readonly offsets: number[] | undefined
}

/** Adds one token at the end. */
export function pushToken(list: TokenList, token: string, start: number, end: number): void {
  list.tokens.push(token)
  if (list.offsets !== undefined) list.offsets.push(start, end)
}

/**
 * Adds words that somebody else has cut out of `text[start .. end)`, looking for their places from left to right. A word that is
 * nowhere there (it was changed) stands for all that is left.
 */
export function placeWords(words: readonly string[], text: string, start: number, end: number, list: TokenList): void {
  let at = start
  for (const word of words) {
    if (word === '') continue
    // Nobody asks for places most of the time, and looking for a word that is not there costs the whole text.
    const found = list.offsets === undefined ? -1 : text.indexOf(word, at)
    if (found >= 0 && found + word.length <= end) {
      at = found + word.length
      pushToken(list, word, found, at)
    } else {
      pushToken(list, word, at, end)
    }
  }
}
