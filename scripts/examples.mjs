/**
 * Runs every `examples/*` folder that has an `index.mjs` or `index.cjs`, from the repository's root, without arguments, network or input.
 * An example passes when it ends with exit code 0 within two minutes and has printed something.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const examples = readdirSync(join(root, 'examples'))
  .flatMap((folder) => [`examples/${folder}/index.mjs`, `examples/${folder}/index.cjs`])
  .filter((file) => existsSync(join(root, file)))

let failed = 0
for (const file of examples) {
  const start = performance.now()
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [file], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const problem =
    status !== 0 ? `ended with ${signal ?? `exit code ${status}`}` : stdout.trim() === '' ? 'printed nothing' : ''
  console.log(`${problem === '' ? 'ok  ' : 'FAIL'} ${file} (${seconds} s)${problem === '' ? '' : `: ${problem}`}`)
  if (problem === '') continue
  failed++
  console.log(`${stdout}\n${stderr}`.trim().replace(/^/gm, '     '))
}

console.log(`${examples.length - failed} of ${examples.length} examples ran`)
if (process.env.PENCHANT_REPORTS) {
  const counts = { passed: examples.length - failed, failed, skipped: 0 }
  writeFileSync(join(process.env.PENCHANT_REPORTS, 'examples.json'), JSON.stringify(counts))
}
process.exit(failed === 0 ? 0 : 1)
