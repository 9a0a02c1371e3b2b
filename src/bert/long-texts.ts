/** What becomes of a text with more tokens than a model takes: it ends early, or is cut into overlapping windows. */

/** What to do with a text of more tokens than the model takes: leave its end out, or encode it window by window and take the mean, each window counting by its tokens. */
export type LongText = 'truncate' | 'chunk'

/** Cuts tokens into windows of at most `size`, each beginning `size - overlap` after the last; the last window may be shorter. */
export function windows(tokens: Int32Array, size: number, overlap: number): Int32Array[] {
  const cut: Int32Array[] = []
  for (let start = 0; ; start += size - overlap) {
    cut.push(tokens.subarray(start, start + size))
    if (start + size >= tokens.length) return cut
  }
}

/** Where a text can be cut so that the pieces, tokenized one by one, give the tokens of the whole: at white space, or inside a run of it where there is none for long. */
export function pieces(text: string, length = 4096): string[] {
  const cut: string[] = []
  let start = 0
  while (text.length - start > length) {
    const end = cutBefore(text, start, start + length)
    cut.push(text.slice(start, end))
    start = end
  }
  cut.push(text.slice(start))
  return cut
}

/** The last white space before `limit`, or `limit` itself (not within a surrogate pair) where a word is longer than that. */
function cutBefore(text: string, start: number, limit: number): number {
  for (let at = limit; at > start; at--) if (/\s/.test(text[at]!)) return at
  const code = text.charCodeAt(limit)
  return code >= 0xdc00 && code < 0xe000 && limit - 1 > start ? limit - 1 : limit
}
