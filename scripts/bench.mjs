/** `npm run bench -- NAME [arguments]` runs bench/NAME.mjs on the built package; without a name it says which there are. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [name, ...rest] = process.argv.slice(2)

if (name === undefined || !existsSync(`${root}bench/${name}.mjs`)) {
  const names = readdirSync(`${root}bench`).flatMap((file) => (file.endsWith('.mjs') ? [file.slice(0, -4)] : []))
  console.error(`Usage: npm run bench -- NAME, where NAME is one of: ${names.join(', ')}`)
  process.exit(1)
}
const { status } = spawnSync(process.execPath, ['--expose-gc', `bench/${name}.mjs`, ...rest], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(status ?? 1)
