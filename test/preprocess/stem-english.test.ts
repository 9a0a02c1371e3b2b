import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stemEnglish } from '../../src/preprocess/index.ts'

const fixture = JSON.parse(readFileSync(new URL('../reference/preprocess-porter2.json', import.meta.url), 'utf8')) as {
  pairs: string
  version: string
}
const pairs = fixture.pairs.split(' ').map((pair) => pair.split('/') as [word: string, stem: string])

describe('the English stemmer', () => {
  it('gives the stems of the Snowball project for words of novels and for made-up words', () => {
    expect(pairs.length).toBeGreaterThan(8000)
    expect(pairs.filter(([word, stem]) => stemEnglish(word) !== stem)).toEqual([])
  })

  it('gives the stems that the published description names', () => {
    const published =
      'consign consign consigned consign consigning consign consignment consign consistency consist consolingly consol conspicuous conspicu ' +
      'knackeries knackeri knavish knavish kneeling kneel knitted knit knotty knotti generate generat general general generic generic ' +
      'generously generous hopping hop hoped hope luxuriated luxuri ties tie cries cri dying die gas gas kiwis kiwi say say by by cry cri'
    const words = published.split(' ')
    for (let at = 0; at < words.length; at += 2)
      expect([words[at], stemEnglish(words[at]!)]).toEqual([words[at], words[at + 1]])
  })

  it('leaves short words, words of other scripts and object property names usable', () => {
    expect(['', 'a', 'is', '漢字', 'день', 'mp3', '__proto__'].map(stemEnglish)).toEqual([
      '',
      'a',
      'is',
      '漢字',
      'день',
      'mp3',
      '__proto__',
    ])
    expect(stemEnglish('constructor')).toBe('constructor')
  })
})
