/** Near-duplicates against the definition: sets of five-character pieces, compared pair by pair. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inspectData, nearDuplicates } from '../../../src/events/index.ts'

function pieces(text: string): Set<string> {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  const form = ` ${words.join(' ')} `
  return new Set(Array.from({ length: Math.max(1, form.length - 4) }, (_, at) => form.slice(at, at + 5)))
}

function jaccard(a: Set<string>, b: Set<string>): number {
  const shared = [...a].filter((piece) => b.has(piece)).length
  return shared / (a.size + b.size - shared)
}

/** Numbers from 0 to 1, the same ones each time. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Sentences of which half are others with some words changed, so that there are pairs of every likeness. */
function sentences(count: number): string[] {
  const next = random(5)
  const word = (): string => `w${Math.floor(3000 * next() ** 2).toString(36)}`
  const texts: string[] = []
  for (let at = 0; at < count; at++) {
    const words =
      at > 10 && next() < 0.5 ? texts[Math.floor(next() * at)]!.split(' ') : Array.from({ length: 40 }, word)
    const changes = at > 10 ? Math.floor(next() * 8) : 0
    for (let change = 0; change < changes; change++) words[Math.floor(next() * words.length)] = word()
    texts.push(words.join(' '))
  }
  return texts
}

describe('near-duplicates', () => {
  it('are at least 95 % of all pairs of Jaccard 0.8 and more, and nothing else, with their exact likeness', async () => {
    const texts = sentences(600)
    const sets = texts.map(pieces)
    const exact = new Map<string, number>()
    for (let second = 0; second < texts.length; second++) {
      const equal = texts.indexOf(texts[second]!)
      for (let first = 0; first < second; first++) {
        if (equal < second && first !== equal) continue // equal texts are paired with the first of them only
        if (texts.indexOf(texts[first]!) < first) continue
        const likeness = jaccard(sets[first]!, sets[second]!)
        if (likeness >= 0.8) exact.set(`${first} ${second}`, likeness)
      }
    }
    expect(exact.size).toBeGreaterThan(100)
    const found = await nearDuplicates(texts)
    for (const { first, second, similarity } of found) {
      expect(similarity).toBeCloseTo(exact.get(`${first} ${second}`)!, 12)
    }
    expect(found.length / exact.size).toBeGreaterThanOrEqual(0.95)
  })

  it('are found wherever case, punctuation and width are all that differs, in any script', async () => {
    expect(await nearDuplicates(['The Left Hand of Darkness', 'THE LEFT HAND — of Ｄarkness!'])).toEqual([
      { first: 0, second: 1, similarity: 1 },
    ])
    expect(await nearDuplicates(['三体：地球往事', '三体 地球往事', '挪威的森林'])).toEqual([
      { first: 0, second: 1, similarity: 1 },
    ])
  })

  it('do not include texts without letters, however equal, and no text is paired with itself', async () => {
    expect(await nearDuplicates(['', '', '!!!', '...', '😀'])).toEqual([])
    expect(await nearDuplicates([])).toEqual([])
    expect(await nearDuplicates(['a', 'a', 'a'])).toEqual([
      { first: 0, second: 1, similarity: 1 },
      { first: 0, second: 2, similarity: 1 },
    ])
  })

  it('are the same pairs whatever the texts, twice over, and all as alike as asked for', async () => {
    const text = fc
      .array(fc.constantFrom('sea', 'sand', 'star', 'storm'), { maxLength: 8 })
      .map((words) => words.join(' '))
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 12 }), fc.constantFrom(0.6, 0.8, 1), async (texts, similarity) => {
        const found = await nearDuplicates(texts, { similarity })
        expect(await nearDuplicates(texts, { similarity })).toEqual(found)
        for (const { first, second, similarity: likeness } of found) {
          expect(first).toBeLessThan(second)
          expect(likeness).toBeGreaterThanOrEqual(similarity)
          expect(likeness).toBeCloseTo(jaccard(pieces(texts[first]!), pieces(texts[second]!)), 12)
        }
      }),
    )
  })

  it('of thousands of equal texts are told without comparing each with each', async () => {
    const found = await nearDuplicates(
      Array.from({ length: 5000 }, (_, at) => `the same old story ${at % 2 ? '!' : ''}`),
    )
    expect(found.length).toBe(4999)
    expect(found.every(({ first }) => first === 0)).toBe(true)
  })

  it('refuse what is no list of strings or no share, by name, and stop when told to', async () => {
    await expect(nearDuplicates('text' as unknown as string[])).rejects.toThrow(/`texts` is "text"/)
    await expect(nearDuplicates(['a', 1 as unknown as string])).rejects.toThrow(/`texts\[1\]` is 1/)
    await expect(nearDuplicates([], { similarity: 0 })).rejects.toThrow(/`similarity` is 0/)
    await expect(nearDuplicates([], { signal: AbortSignal.abort() })).rejects.toThrow(/aborted/)
  })
})

describe('items with nearly the same text', () => {
  const report = async (texts: readonly string[], options: object = {}): Promise<readonly unknown[]> => {
    const items = texts.map((text, at) => ({ id: `i${at}`, text }))
    const { items: judged } = await inspectData({ items, examples: Number.POSITIVE_INFINITY, ...options })
    return judged!.rules.find(({ rule }) => rule === 'nearDuplicateTexts')!.examples.map(({ index }) => index)
  }

  it('are no near-duplicates where numbers tell them apart, unless numbers are to be ignored', async () => {
    const volumes = [
      'A Long Voyage through the Northern Seas, volume 1',
      'A Long Voyage through the Northern Seas, volume 2',
    ]
    expect(await report(volumes)).toEqual([])
    expect(await report(volumes, { ignoreNumbers: true })).toEqual([1])
    expect(await report([volumes[0]!, volumes[0]!.toUpperCase()])).toEqual([1])
  })
})
