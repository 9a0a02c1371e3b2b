/** The Python of the benches' peers, with a stand-in that notes how it was called. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penchant-python-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const python = join(folder, 'bin', 'python')
const calls = join(folder, 'calls')

/** A Python that has numpy, and gensim once pip was called; its pip fails where a network is missing. */
beforeEach(() => {
  mkdirSync(join(folder, 'bin'), { recursive: true })
  writeFileSync(calls, '')
  writeFileSync(
    python,
    `#!/bin/sh
if [ "$1" = "-m" ]; then
  if [ -n "$NO_NETWORK" ]; then echo "no route to host" >&2; exit 1; fi
  echo "$@" >> '${calls}'; exit 0
fi
if [ -s '${calls}' ]; then gensim='"4.4.0"'; else gensim=null; fi
echo "{\\"python\\": \\"3.12.0\\", \\"packages\\": {\\"numpy\\": \\"2.4.6\\", \\"gensim\\": $gensim}}"
`,
  )
  chmodSync(python, 0o755)
})

function ask(environment: Record<string, string>): { status: number | null; stdout: string; stderr: string } {
  const { PENCHANT_PYTHON: _, ...env } = process.env
  const program = `import { pythonWith } from './bench/shared/python.mjs'; pythonWith('numpy', 'gensim')`
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...env, ...environment },
    encoding: 'utf8',
  })
}

describe.skipIf(process.platform === 'win32')('the Python of the peers', () => {
  it('installs what is missing, and that alone, once, and prints the versions', () => {
    const first = ask({ PENCHANT_VENV: folder })
    expect(first.stdout).toContain('numpy 2.4.6, gensim 4.4.0')
    const installed = readFileSync(calls, 'utf8')
    expect(installed).toContain('gensim')
    expect(installed).not.toContain('numpy')
    expect(ask({ PENCHANT_VENV: folder }).status).toBe(0)
    expect(readFileSync(calls, 'utf8')).toBe(installed)
  })

  it('says without a network what could not be installed, why, and what to do', () => {
    const { status, stderr } = ask({ PENCHANT_VENV: folder, NO_NETWORK: '1' })
    expect(status).not.toBe(0)
    for (const part of ['gensim', 'no route to host', 'PENCHANT_PYTHON']) expect(stderr).toContain(part)
  })

  it('installs nothing into a Python that was named', () => {
    const { status, stderr } = ask({ PENCHANT_PYTHON: python })
    expect(status).not.toBe(0)
    expect(stderr).toContain('lacks gensim')
    expect(readFileSync(calls, 'utf8')).toBe('')
  })

  it('names a Python that does not run', () => {
    expect(ask({ PENCHANT_PYTHON: join(folder, 'none') }).stderr).toContain('none does not run')
  })
})
