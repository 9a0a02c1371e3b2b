import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecommenderError } from '../../src/errors.ts'
import { type NormalizeOptions, normalizeText } from '../../src/preprocess/index.ts'

/** Every step off, so that one at a time can be looked at. */
const NOTHING: NormalizeOptions = {
  html: false,
  entities: false,
  urls: 'keep',
  emails: 'keep',
  invisible: false,
  unicode: false,
  lowercase: false,
  whitespace: false,
}

describe('normalizeText', () => {
  it('gives equal words equal forms by default', () => {
    expect(normalizeText('  <p>Ｃａｆe\u0301 &amp; Bar!</p>\n https://example.org/x ')).toBe('café & bar!')
    expect(normalizeText('ｶﾞｰﾄﾞ ﬁne Ⅷ ① 𝐁old')).toBe('ガード fine viii 1 bold')
    expect(normalizeText('')).toBe('')
  })

  it('leaves a text as it is when every step is off', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => normalizeText(text, NOTHING) === text))
  })

  it('gives its own result back unchanged, for texts without markup', () => {
    const options: NormalizeOptions = { html: false, entities: false, urls: 'keep', emails: 'keep' }
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = normalizeText(text, options)
        expect(normalizeText(once, options)).toBe(once)
      }),
    )
  })

  describe('html', () => {
    const strip = (text: string): string => normalizeText(text, { ...NOTHING, html: true, whitespace: true })

    it('takes out tags, comments, scripts and styles', () => {
      expect(
        strip('<!doctype html><html><head><style>p { color: red }</style></head><body>One<br/>two</body></html>'),
      ).toBe('One two')
      expect(strip('a<!-- <b>hidden</b> -->b<script type="x">if (1 < 2) "</p>"</script >c')).toBe('a b c')
      expect(strip('<a href="https://x.org/?a>b" title=\'c>d\'>link</a>')).toBe('link')
      expect(strip(`<img src="data:image/png;base64,${'A'.repeat(10_000)}">picture`)).toBe('picture')
      expect(strip('<script>never closed <p>text')).toBe('')
    })

    it('separates words at blocks, and not at letters that are only styled', () => {
      expect(strip('<li>one</li><li>two</li>')).toBe('one two')
      expect(strip('<b>H</b>ello H<sub>2</sub>O <EM>yes</EM>')).toBe('Hello H2O yes')
    })

    it('leaves what is no HTML', () => {
      for (const text of [
        'a < b and c > d',
        'List<String> x',
        '<3',
        'x <- y',
        '<b',
        'a <notatag> b',
        '<!-- open',
        '5 <',
        '<>',
        '<p class="open>x',
      ]) {
        expect(strip(text)).toBe(text)
      }
    })

    it('takes a tag that never ends as text, and the next one as a tag', () => {
      expect(strip('<p <b>x</b>')).toBe('<p x')
      expect(strip('<p title="a <b>x</b>" <i>y</i>')).toBe('<p title="a x" y')
    })

    it('takes out tags that come escaped, together with the entities', () => {
      expect(normalizeText('&lt;b&gt;Big&lt;/b&gt; deal', { ...NOTHING, html: true, entities: true })).toBe('Big deal')
    })
  })

  it('decodes numeric and named character references, once', () => {
    const decode = (text: string): string => normalizeText(text, { ...NOTHING, entities: true })
    expect(decode('&amp;&lt;&gt;&quot;&apos;&nbsp;&eacute;&Eacute;&yuml;&euro;&hellip;&hearts;')).toBe(
      '&<>"\'\u00a0éÉÿ€…♥',
    )
    expect(decode('&Omega; &forall; &#937; &#8704;')).toBe('&Omega; &forall; Ω ∀')
    expect(decode('&#8217;&#x2019;&#X1F600;&#146;&#0;&#xD800;&#9999999;')).toBe('’’😀’\ufffd\ufffd\ufffd')
    expect(decode('&amp;lt;')).toBe('&lt;')
    for (const text of ['AT&T', '&unknown;', '& ;', '&;', '&#;', '&#x;', '&#12a;', '&constructor;', '&amp', '&#'])
      expect(decode(text)).toBe(text)
  })

  it('treats web and e-mail addresses', () => {
    const mark = (found: string): string => `[${found}]`
    const treat = (text: string): string => normalizeText(text, { ...NOTHING, urls: mark, emails: mark })
    expect(treat('see https://example.com/a?b=c#d, or (www.foo.org).')).toBe(
      'see [https://example.com/a?b=c#d], or ([www.foo.org]).',
    )
    expect(treat('看http://t.cn/abc这个')).toBe('看[http://t.cn/abc]这个')
    expect(treat('mail <first.last+tag@mail.example.co.uk>; or x@y')).toBe(
      'mail <[first.last+tag@mail.example.co.uk]>; or x@y',
    )
    for (const text of ['a://', '://b', 'awww.x', 'www.', '@', 'a@', '@b.c', 'a@b..com', 'a@1.2', 'x @ y.com'])
      expect(treat(text)).toBe(text)
    expect(normalizeText('one https://x.org two a@b.org three')).toBe('one two three')
  })

  it('treats mentions, hashtags, emoji and numbers', () => {
    const mark = (found: string): string => `[${found}]`
    const treat = (text: string, options: NormalizeOptions): string => normalizeText(text, { ...NOTHING, ...options })
    expect(treat('@ann @漢字_1: a@b @', { mentions: mark })).toBe('[@ann] [@漢字_1]: a@b @')
    expect(treat('#art #1 #2ndHand a#b #', { hashtags: mark })).toBe('[#art] #1 [#2ndHand] a#b #')
    expect(treat('👍🏽 ❤️ 👨‍👩‍👧 🇩🇪 1️⃣ 12 # © ™', { emoji: mark })).toBe('[👍🏽] [❤️] [👨‍👩‍👧] [🇩🇪] [1️⃣] 12 # © ™')
    expect(treat('42 mp3 3.5, 1,000 5G ٤٢', { numbers: mark })).toBe('[42] mp3 [3.5], [1,000] 5G [٤٢]')
    expect(
      treat('a @b #c 😀 7 d', {
        mentions: 'remove',
        hashtags: 'remove',
        emoji: 'remove',
        numbers: 'remove',
        whitespace: true,
      }),
    ).toBe('a d')
  })

  it('takes out what nobody sees, and keeps emoji joined', () => {
    const clean = (text: string): string => normalizeText(text, { ...NOTHING, invisible: true })
    expect(clean('co\u00adoper\u200cate\u200d \ufeff\u202eright\u202c Nike™')).toBe('cooperate right Nike ')
    expect(clean('👨‍👩‍👧 ❤️‍🔥')).toBe('👨‍👩‍👧 ❤️‍🔥')
    expect(clean('a\ud800b\udc00')).toBe('a\ufffdb\ufffd')
  })

  it('takes accents off where they do not make another letter', () => {
    const plain = (text: string): string => normalizeText(text, { ...NOTHING, stripAccents: true })
    expect(plain('Crème Brûlée, straße, Łódź, Ørsted, œuvre, Ελλάδα, e\u0301')).toBe(
      'Creme Brulee, strasse, Lodz, Orsted, oeuvre, Ελλαδα, e',
    )
    expect(plain('ガード 한국어 й हिन्दी ไม่')).toBe('ガード 한국어 й हिन्दी ไม่')
  })

  it('shortens repeated letters to the given number', () => {
    expect(normalizeText('Soooo gooood!!! 1000', { maxRepeats: 2 })).toBe('soo good!!! 1000')
    expect(normalizeText('aAaa', { ...NOTHING, maxRepeats: 1 })).toBe('a')
  })

  it('refuses what it cannot do, by name', () => {
    const refused = (run: () => unknown, field: string): void => {
      try {
        run()
      } catch (error) {
        expect(error).toBeInstanceOf(RecommenderError)
        expect((error as RecommenderError).field).toBe(field)
        return
      }
      expect.fail(`${field} was accepted`)
    }
    refused(() => normalizeText(undefined as unknown as string), 'text')
    refused(() => normalizeText('a', { unicode: 'NFD' as 'NFC' }), 'unicode')
    refused(() => normalizeText('a', { maxRepeats: 0 }), 'maxRepeats')
    refused(() => normalizeText('a', { maxRepeats: Number.NaN }), 'maxRepeats')
    refused(() => normalizeText('a', { urls: true as unknown as 'keep' }), 'urls')
  })
})
