/** Caches in memory and in a folder. The one in IndexedDB is tested in a browser. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { directoryCache, indexedDbCache, memoryCache, type VectorCache } from '../../src/bert/index.ts'

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'penchant-vectors-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}
const vector = (...numbers: number[]): Float32Array => Float32Array.from(numbers)

describe.each<[string, () => VectorCache]>([
  ['memory', () => memoryCache()],
  ['a folder', () => directoryCache(join(folder(), 'deep', 'cache'))],
])('a cache in %s', (_, make) => {
  it('gives back what it was given, copied, and nothing else', async () => {
    const cache = make()
    const given = vector(1.5, -2)
    await cache.set([
      { key: 'a', vector: given },
      { key: 'é', vector: vector(0.1) },
    ])
    given.fill(9)
    expect(await cache.get(['é', 'b', 'a'])).toEqual([vector(0.1), undefined, vector(1.5, -2)])
    await cache.set([])
    expect(await cache.get([])).toEqual([])
  })
})

it('memory holds what was used last, up to its bytes', () => {
  const cache = memoryCache({ maxBytes: 3 * (160 + 8) })
  for (const key of ['a', 'b', 'c']) cache.set([{ key, vector: vector(1, 2) }])
  cache.get(['a'])
  cache.set([{ key: 'd', vector: vector(3, 4) }])
  expect(cache.get(['a', 'b', 'c', 'd']).map((found) => found !== undefined)).toEqual([true, false, true, true])
  expect([cache.size, cache.bytes]).toEqual([3, 504])
  cache.set([{ key: 'a', vector: vector(1) }])
  expect(cache.bytes).toBe(500)
  cache.clear()
  expect([cache.size, cache.bytes]).toEqual([0, 0])
  expect(() => memoryCache({ maxBytes: -1 })).toThrow(expect.objectContaining({ field: 'maxBytes' }))
})

it('a folder outlives the program, and a record that a crash cut short is dropped', () => {
  const path = folder()
  const first = directoryCache(path)
  first.set([
    { key: 'a', vector: vector(1, 2) },
    { key: 'b', vector: vector(3, 4) },
  ])
  first.close()
  const file = join(path, 'vectors')
  const whole = readFileSync(file)
  for (const torn of [
    whole.subarray(0, whole.length - 3),
    Buffer.concat([whole.subarray(0, -2), Buffer.from([7, 7])]),
  ]) {
    writeFileSync(file, torn)
    const again = directoryCache(path)
    expect(again.get(['a', 'b'])).toEqual([vector(1, 2), undefined])
    again.set([{ key: 'b', vector: vector(5, 6) }])
    again.close()
    expect(directoryCache(path).get(['a', 'b'])).toEqual([vector(1, 2), vector(5, 6)])
  }
  appendFileSync(file, 'x')
  const last = directoryCache(path)
  expect(last.size).toBe(2)
  last.clear()
  last.close()
  expect(directoryCache(path).size).toBe(0)
})

it('a file that is no cache is refused and left alone', () => {
  const path = folder()
  writeFileSync(join(path, 'vectors'), 'the only copy of my novel')
  expect(() => directoryCache(path).get(['a'])).toThrow(expect.objectContaining({ code: 'snapshot-corrupt' }))
  expect(readFileSync(join(path, 'vectors'), 'utf8')).toBe('the only copy of my novel')
})

it('IndexedDB is asked for where there is one', () => {
  expect(() => indexedDbCache('vectors')).toThrow(expect.objectContaining({ code: 'missing-dependency' }))
  expect(() => directoryCache('')).toThrow(expect.objectContaining({ code: 'invalid-argument', field: 'path' }))
})
