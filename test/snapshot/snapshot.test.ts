import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bm25Encoder, HashingEncoder, LsaEncoder } from '../../src/encode/index.ts'
import { type Item, Recommender, TfidfEncoder } from '../../src/index.ts'
import { packSnapshot, SNAPSHOT_VERSION, unpackSnapshot } from '../../src/snapshot/container.ts'
import { crc32 } from '../../src/snapshot/crc32.ts'
import { packItems, unpackItems } from '../../src/snapshot/items.ts'
import { jsonPart, nestParts, unnestParts } from '../../src/snapshot/parts.ts'
import { fakeEncoder, fixedClock } from '../../src/testing/index.ts'
import { event, idsOf, library, NOW } from '../worlds/books.ts'
import { errorOf } from '../worlds/errors.ts'

const options = { clock: fixedClock(NOW) }

async function small(): Promise<Uint8Array> {
  const recommender = new Recommender<Item>(options)
  await recommender.addItems([
    { id: 'a', text: 'salt sea', tags: ['x'] },
    { id: 'b', text: 'sea' },
  ])
  await recommender.observe([event('ann', 'a'), { userId: 'bob', type: 'search', text: 'sea', timestamp: NOW }])
  return recommender.toSnapshot()
}

/** The header with this version, its checksum made right again. */
function withVersion(bytes: Uint8Array, version: number): Uint8Array {
  const copy = bytes.slice()
  const header = new DataView(copy.buffer)
  header.setUint32(8, version, true)
  header.setUint32(20, crc32(copy.subarray(0, 20)), true)
  return copy
}

describe('CRC-32', () => {
  it('is that of zip and PNG, at every length', () => {
    const text = new TextEncoder().encode('123456789')
    expect(crc32(text)).toBe(0xcbf43926)
    expect(crc32(new Uint8Array())).toBe(0)
    const naive = (bytes: Uint8Array): number => {
      let crc = 0xffffffff
      for (const byte of bytes) {
        crc ^= byte
        for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
      }
      return ~crc >>> 0
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => crc32(bytes) === naive(bytes)))
  })
})

describe('a snapshot', () => {
  it('that is changed in any one byte, or cut anywhere, or has bytes after it, gives a named error', async () => {
    const bytes = await small()
    expect(bytes.length).toBeLessThan(8000)
    const codes = new Set<string>()
    for (let at = 0; at < bytes.length; at++) {
      const flipped = bytes.slice()
      flipped[at]! ^= 1 << (at % 8)
      codes.add((await errorOf(() => Recommender.fromSnapshot(flipped, options))).code)
      codes.add((await errorOf(() => Recommender.fromSnapshot(bytes.subarray(0, at), options))).code)
    }
    for (const tail of [[0], [1, 2, 3], [0, 0, 0, 0, 0, 0, 0, 0]])
      codes.add((await errorOf(() => Recommender.fromSnapshot(Uint8Array.from([...bytes, ...tail]), options))).code)
    for (const wrong of [null, undefined, 'x', [], new ArrayBuffer(8), {}])
      codes.add((await errorOf(() => Recommender.fromSnapshot(wrong as unknown as Uint8Array, options))).code)
    expect([...codes]).toEqual(['snapshot-corrupt'])
  })

  it('may lie anywhere in a larger buffer, and is not followed afterwards', async () => {
    const bytes = await small()
    const larger = new Uint8Array(bytes.length + 3)
    larger.set(bytes, 3)
    const recommender = await Recommender.fromSnapshot(larger.subarray(3), options)
    const before = await recommender.recommend({ userId: 'bob' })
    larger.fill(0)
    expect(await recommender.recommend({ userId: 'bob' })).toEqual(before)
    expect(await recommender.toSnapshot()).toEqual(bytes)
  })

  it('may come as the Buffer that Node reads files into', async () => {
    const bytes = await small()
    const recommender = await Recommender.fromSnapshot(Buffer.from(bytes), options)
    expect(await recommender.toSnapshot()).toEqual(bytes)
  })

  it('of a newer version says so', async () => {
    const error = await errorOf(async () =>
      Recommender.fromSnapshot(withVersion(await small(), SNAPSHOT_VERSION + 1), options),
    )
    expect([error.code, error.value]).toEqual(['snapshot-version', SNAPSHOT_VERSION + 1])
    expect(error.message).toMatch(/Update penchant/)
  })

  it('made with other settings is refused by their name', async () => {
    const bytes = await small()
    for (const [other, field] of [
      [{ encoder: fakeEncoder({ sea: [1] }) }, 'encoder.content'],
      [{ encoder: new TfidfEncoder({ minDocumentFrequency: 2 }) }, 'encoder.content'],
      [{ encoder: { words: new TfidfEncoder() } }, 'encoder.content'],
      [{ fields: { title: 2 } }, 'fields'],
    ] as const) {
      const error = await errorOf(() => Recommender.fromSnapshot<Item>(bytes, { ...options, ...other }))
      expect([error.code, error.field]).toEqual(['fingerprint-mismatch', field])
    }
    await Recommender.fromSnapshot<Item>(bytes, { ...options, encoder: new TfidfEncoder(), locale: 'zh' })
  })

  it('says in words what is other than it was', async () => {
    const trained = async (encoder: TfidfEncoder | LsaEncoder | HashingEncoder | Bm25Encoder): Promise<Uint8Array> => {
      const recommender = new Recommender<Item>({ ...options, encoder, fields: { title: 3 } })
      await recommender.addItems([{ id: 'a', text: { title: 'salt sea' } }])
      await recommender.fit()
      return recommender.toSnapshot()
    }
    const says = async (bytes: Uint8Array, other: object): Promise<string> =>
      (await errorOf(() => Recommender.fromSnapshot<Item>(bytes, { ...options, fields: { title: 3 }, ...other })))
        .message
    const plain = await trained(new TfidfEncoder())
    const start = 'The snapshot was made with'
    const end = '. Pass the options it was made with, or add the items anew.'
    for (const [bytes, other, text] of [
      [plain, { fields: { title: 2 } }, `${start} another \`fields\`: \`title\` was 3 and is 2${end}`],
      [plain, { fields: {} }, `${start} another \`fields\`: \`title\` was 3 and is left out${end}`],
      [plain, { encoder: { words: 'tfidf' } }, `${start} \`encoder.content\`, which the options do not have${end}`],
      [
        plain,
        { encoder: new Bm25Encoder() },
        `${start} a TfidfEncoder as \`encoder.content\`, and is loaded with a Bm25Encoder${end}`,
      ],
      [
        plain,
        { encoder: 'semantic' },
        `${start} a TfidfEncoder as \`encoder.content\`, and is loaded with a table of vectors${end}`,
      ],
      [
        plain,
        { encoder: fakeEncoder({ sea: [1] }, { id: 'ours-2' }) },
        `${start} a TfidfEncoder as \`encoder.content\`, and is loaded with "ours-2"${end}`,
      ],
      [
        plain,
        {
          encoder: new TfidfEncoder({
            ngramRange: [1, 2],
            minDocumentFrequency: 2,
            stopWords: ['sea'],
            norm: 'l1',
            sublinearTf: true,
            useIdf: false,
            lowercase: false,
          }),
        },
        `${start} another \`encoder.content\`: \`ngramRange\` is another, \`tokenizer\` is another, \`stopWords\` is another, \`minDocumentFrequency, maxDocumentFrequency\` is another, \`useIdf, smoothIdf\` is another, \`norm\` is another, \`lowercase\` is another, \`sublinearTf\` is another${end}`,
      ],
      [
        plain,
        { encoder: new TfidfEncoder({ tokenPattern: /[a-z;,({]+/ }) },
        `${start} another \`encoder.content\`: \`tokenizer\` is another, \`stopWords\` is another${end}`,
      ],
      [
        await trained(new LsaEncoder({ components: 2 })),
        { encoder: new LsaEncoder({ components: 3, seed: 1, maxFeatures: 9 }) },
        `${start} another \`encoder.content\`: \`dimensions, components\` is another, \`seed\` is another, \`maxFeatures\` is another${end}`,
      ],
      [
        await trained(new HashingEncoder({ dimensions: 8 })),
        { encoder: new HashingEncoder({ dimensions: 8, alternateSign: false, binary: true, analyzer: 'char' }) },
        `${start} another \`encoder.content\`: \`analyzer\` is another, \`tokenizer\` is another, \`stopWords\` is another, \`alternateSign\` is another, \`binary\` is another${end}`,
      ],
      [
        await trained(new Bm25Encoder()),
        { encoder: new Bm25Encoder({ k1: 1, variant: 'bm25+' }) },
        `${start} another \`encoder.content\`: \`variant\` is another, \`k1\` is another${end}`,
      ],
    ] as const)
      expect(await says(bytes, other)).toBe(text)
  })

  it('that is a promise says so', async () => {
    const error = await errorOf(() => Recommender.fromSnapshot<Item>(small() as never, options))
    expect([error.code, error.field]).toEqual(['invalid-argument', 'bytes'])
    expect(error.message).toContain('wait for it, as in fromSnapshot(await bytes)')
  })

  it('with events of types that are not declared names the type', async () => {
    const recommender = new Recommender<Item>({ ...options, behaviors: { listen: { weight: 1 }, hum: { weight: 2 } } })
    await recommender.addItems([
      { id: 'a', text: 'x' },
      { id: 'b', text: 'x' },
    ])
    await recommender.observe([event('ann', 'a', 'hum')])
    const bytes = await recommender.toSnapshot()
    const error = await errorOf(() => Recommender.fromSnapshot(bytes, options))
    expect([error.code, error.field, error.value]).toEqual(['fingerprint-mismatch', 'behaviors', 'hum'])
    // Declared in another order, and without the type that no event has.
    const other = await Recommender.fromSnapshot<Item>(bytes, {
      ...options,
      behaviors: { sing: { weight: 1 }, hum: { weight: 2 } },
    })
    expect((await other.exportUser('ann')).events[0]?.type).toBe('hum')
    expect(await other.recommend({ userId: 'ann' })).toEqual(await recommender.recommend({ userId: 'ann' }))
  })

  it('that lacks a part is corrupt, though every checksum is right', async () => {
    const parts = unpackSnapshot(await small())
    for (const name of [
      'meta.json',
      'store.log.user',
      'store.log.users.bytes',
      'store.domains',
      'source.tags.index.items',
      'source.content.index.indptr',
    ]) {
      expect(Object.keys(parts)).toContain(name)
      const { [name]: _, ...others } = parts
      const error = await errorOf(() => Recommender.fromSnapshot(packSnapshot(others), options))
      expect([name, error.code, error.field]).toEqual([name, 'snapshot-corrupt', 'bytes'])
    }
  })

  it('brings back a user, events without items, removed items and all that follows', async () => {
    const recommender = await library({}, [
      event('ann', 'dune'),
      event('ann', 'not-yet'),
      event('bob', 'emma', 'rating', 3, { value: 4.5 }),
    ])
    await recommender.removeItems(['solaris', 'bread'])
    const restored = await Recommender.fromSnapshot<Item>(await recommender.toSnapshot(), options)
    for (const one of [recommender, restored]) {
      await one.addItems([
        { id: 'not-yet', text: 'oven salt', tags: ['cooking'] },
        { id: 'solaris', text: 'planet' },
      ])
      await one.observe(event('cid', 'heat'))
    }
    for (const query of [{ userId: 'ann' }, { userId: 'bob' }, { text: 'planet' }, {}])
      expect(await restored.recommend(query)).toEqual(await recommender.recommend(query))
    const { latency: _, ...stats } = restored.stats()
    expect(recommender.stats()).toMatchObject(stats)
    expect(await restored.exportUser('bob')).toEqual(await recommender.exportUser('bob'))
    expect(idsOf(await restored.recommend({ userId: 'ann' }))).not.toContain('not-yet')
  })

  it('is packed in parts that come back as they were, whatever their lengths', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.stringMatching(/^[a-z.]{1,8}$/),
          fc.oneof(
            fc.uint8Array({ maxLength: 20 }),
            fc.int8Array({ maxLength: 9 }),
            fc.uint16Array({ maxLength: 9 }),
            fc.int32Array({ maxLength: 9 }),
            fc.uint32Array({ maxLength: 9 }),
            fc.float32Array({ maxLength: 9 }),
            fc.float64Array({ maxLength: 9 }),
            fc.jsonValue().map((json) => ({ json: JSON.parse(JSON.stringify(json)) })),
          ),
        ),
        (parts) => {
          expect(unpackSnapshot(packSnapshot(parts))).toEqual({ ...parts })
        },
      ),
    )
    expect(unnestParts('a', nestParts('a', { b: { json: 1 } }))).toEqual({ b: { json: 1 } })
    expect(() => jsonPart({}, 'x')).toThrow('No JSON part x')
  })
})

describe('items in a snapshot', () => {
  it('come back as they were: dates, typed arrays, nesting, keys with $', () => {
    const plain = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.string({ unit: 'binary' }),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0), // JSON has no -0
        fc.date({ noInvalidDate: true }),
        fc
          .float32Array({ noNaN: true, noDefaultInfinity: true, maxLength: 3 })
          .map((values) => values.map((value) => value + 0)),
        fc.int16Array({ maxLength: 3 }),
        fc.uint8Array({ maxLength: 3 }),
        fc
          .float64Array({ noNaN: true, noDefaultInfinity: true, maxLength: 2 })
          .map((values) => values.map((value) => value + 0)),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(
          fc.oneof(fc.constantFrom('$date', '$array', '$', '$$', 'values', 'constructor'), fc.string()),
          tie('value'),
          { maxKeys: 4, noNullPrototype: true },
        ),
      ),
    })).value
    fc.assert(
      fc.property(fc.array(fc.record({ id: fc.string(), value: plain }), { maxLength: 4 }), (items) => {
        expect(unpackItems(packItems(items))).toEqual(items)
      }),
      { numRuns: 200 },
    )
    const hostile = JSON.parse('{"id":"a","__proto__":{"x":1},"list":[{"$date":5}],"$array":"Int8Array","values":[1]}')
    expect(unpackItems(packItems([hostile]))).toEqual([hostile])
    expect(Object.hasOwn(unpackItems<object>(packItems([hostile]))[0]!, '__proto__')).toBe(true)
    expect(
      unpackItems(packItems([{ id: 'd', at: new Date(Number.NaN), gone: undefined, list: [undefined] } as never])),
    ).toEqual([{ id: 'd', at: new Date(Number.NaN), list: [null] }])
    const large = 'x'.repeat(1_500_000)
    const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => ({ id, large }))
    expect(Object.keys(packItems(many))).toEqual(['0', '1', '2'])
    expect(unpackItems(packItems(many)).map((item) => JSON.stringify(item))).toEqual(
      many.map((item) => JSON.stringify(item)),
    )
    expect(packItems([])).toEqual({})
  })

  it('that are no plain data are refused by path, and nothing is written or changed', async () => {
    const cycle: { id: string; self?: unknown } = { id: 'z' }
    cycle.self = [cycle]
    class Special {
      id = 'z'
    }
    for (const [item, path, says] of [
      [{ id: 'z', buy: () => 1 }, 'item "z".buy', /a function/],
      [{ id: 'z', price: { cents: 5n } }, 'item "z".price.cents', /5n/],
      [{ id: 'z', map: new Map() }, 'item "z".map', /a Map/],
      [{ id: 'z', set: [new Set()] }, 'item "z".set[0]', /a Set/],
      [{ id: 'z', big: new BigInt64Array(1) }, 'item "z".big', /a BigInt64Array/],
      [{ id: 'z', symbol: Symbol('x') }, 'item "z".symbol', /a symbol/],
      [{ id: 'z', number: Number.NaN }, 'item "z".number', /JSON has no such number/],
      [{ id: 'z', numbers: new Float32Array([1, Number.POSITIVE_INFINITY]) }, 'item "z".numbers[1]', /no such number/],
      [cycle, 'item "z".self[0]', /contains itself/],
      [new Special(), 'item "z"', /a Special/],
    ] as const) {
      const recommender = new Recommender<Item>(options)
      await recommender.addItems([{ id: 'gap' }, { id: 'a', text: 'x' }, item as Item])
      await recommender.removeItems(['gap'])
      const error = await errorOf(() => recommender.toSnapshot())
      expect([error.code, error.field]).toEqual(['invalid-argument', path])
      expect(error.message).toMatch(says)
      expect(idsOf(await recommender.recommend({ text: 'x' }))).toEqual(['a', 'z'])
    }
    const shared = { n: 1 }
    expect(unpackItems(packItems([{ id: 'a', one: shared, two: shared } as never]))).toEqual([
      { id: 'a', one: shared, two: shared },
    ])
  })
})
