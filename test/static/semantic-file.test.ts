import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeBase64Parts } from '../../src/static/base64.ts'
import { readDataFile } from '../../src/static/semantic-file.ts'
import { semanticId } from '../../src/static/semantic-id.ts'
import * as weights from '../../src/static/semantic-weights.js'

const here = new URL('../../src/static/semantic.ts', import.meta.url)

describe('the data module read as a file', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'penchant-data-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('gives what the import gives', () => {
    const { codes, ...rest } = readDataFile(here.href, semanticId)!
    const { codes: parts, ...imported } = weights
    expect(rest).toEqual(imported)
    expect(Buffer.compare(codes, decodeBase64Parts(parts))).toBe(0)
  })

  it('is found by a path as by a URL', () => {
    const source = readFileSync(new URL('semantic-weights.js', here))
    writeFileSync(join(folder, 'semantic-weights.js'), source)
    expect(readDataFile(join(folder, 'code.cjs'), semanticId)?.id).toBe(semanticId)
    expect(readDataFile(pathToFileURL(join(folder, 'code.js')).href, semanticId)?.id).toBe(semanticId)
  })

  it('is left to the import where there is no place, no file, or a file of another table', () => {
    for (const place of [
      undefined,
      '',
      'https://example.org/code.js',
      join(tmpdir(), 'none', 'code.js'),
      'file:///none/code.js',
    ])
      expect(readDataFile(place, semanticId)).toBeUndefined()
    expect(readDataFile(here.href, 'static-1/0000000000000000')).toBeUndefined()
  })

  it('is left to the import where the file was cut off, minified or emptied', () => {
    const source = readFileSync(new URL('semantic-weights.js', here), 'latin1')
    const lines = source.split('\n')
    for (const text of [
      '',
      source.slice(0, -3000),
      source.slice(0, 200_000),
      lines.toSpliced(20, 1).join('\n'),
      lines.join(''),
    ]) {
      writeFileSync(join(folder, 'semantic-weights.js'), text)
      expect(readDataFile(join(folder, 'code.js'), semanticId)).toBeUndefined()
    }
  })
})
