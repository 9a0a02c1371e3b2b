/**
 * Adds to package-lock.json the optional platform packages that npm left out. Run it after every `npm install NAME`.
 *
 * npm writes only what its registry offers, and a mirror may lack builds for some platforms. `npm ci` then refuses the lock file, on every
 * machine, because a package of `optionalDependencies` has no entry. With an entry that says for which platform it is, npm passes it by elsewhere.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
const added = []

for (const [path, { dev, optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(path, name)) continue
    if (!/^\d/.test(version))
      throw new Error(`${path} wants ${name}@${version}, and only an exact version can be added`)
    const { os, cpu, libc } = platformOf(name)
    lock.packages[`node_modules/${name}`] = { version, cpu, dev, libc, optional: true, os } // in npm's order
    added.push(name)
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(added.length === 0 ? 'package-lock.json is complete' : `Added to package-lock.json: ${added.join(', ')}`)

/** Whether a package at `path` would find `name`: in its own node_modules or in one further up. */
function isLocked(path, name) {
  const folders = path.split(/\/?node_modules\//)
  return folders.some((_, depth) => {
    const above = folders.slice(1, folders.length - depth).map((folder) => `node_modules/${folder}/`)
    return `${above.join('')}node_modules/${name}` in lock.packages
  })
}

/** The platform that a name such as `@scope/cli-linux-arm64-musl` ends with, as the fields that npm compares. */
function platformOf(name) {
  const [, os, cpu, rest = ''] =
    name.match(/(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-(\w+)(-\w+)?$/) ?? []
  if (os === undefined) {
    if (name.includes('wasm32')) return { cpu: ['wasm32'] }
    throw new Error(`no platform is known for ${name}`)
  }
  const libc = rest.includes('musl') ? ['musl'] : rest.includes('gnu') ? ['glibc'] : undefined
  return { os: [os], cpu: [cpu], libc }
}
