/**
 * What an npm script needs before it starts, so that a fresh clone works at the first command. Run by the `pre` hooks of package.json.
 *
 *   node scripts/setup.mjs                 the packages of the lock file
 *   node scripts/setup.mjs --contribute    the same, and a Node that the development tools run on
 *   node scripts/setup.mjs --build         the packages, and dist/ built from the present sources (code only: under a second)
 *   node scripts/setup.mjs --build=types   the same with type declarations
 *
 * Does nothing, and needs no network, when everything is there already. Uses nothing outside Node itself.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { contribute, build } = readArguments(process.argv.slice(2))

requireNode(contribute ? '20.19' : '20.16', contribute ? 'to work on penchant' : 'to run penchant')
if (!packagesMatchLock()) installFromLock()
if (build !== undefined) withBuildLock(() => buildWhenStale(build))

function readArguments(given) {
  const known = { '--contribute': {}, '--build': { build: 'code' }, '--build=types': { build: 'types' } }
  for (const argument of given) {
    if (!(argument in known)) fail(`unknown argument ${argument}; known are ${Object.keys(known).join(', ')}`)
  }
  return {
    contribute: given.includes('--contribute'),
    ...Object.assign({}, ...given.map((argument) => known[argument])),
  }
}

function requireNode(minimum, purpose) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [wantedMajor, wantedMinor] = minimum.split('.').map(Number)
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return
  fail(`Node >= ${minimum} is needed ${purpose}; this is Node ${process.versions.node}`)
}

/**
 * Whether node_modules holds every package of the lock file in the locked version. Compares what npm wrote down about the installation,
 * not times: a checkout touches the lock file without changing it, and an installation without need would want the network.
 */
function packagesMatchLock() {
  const installedFile = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(installedFile)) return false
  const locked = readJson(join(root, 'package-lock.json')).packages
  const installed = readJson(installedFile).packages
  // Packages for other platforms are in the lock file, marked as optional, and are not installed.
  return Object.entries(locked).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  )
}

function installFromLock() {
  console.log('Installing the packages of package-lock.json (once; later runs need no network) ...')
  // npm says where it lives; spawned by path, it needs no shell, on Windows either.
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm']
  run([...npm, 'ci', '--no-audit', '--no-fund'], 'npm ci')
}

function buildWhenStale(wanted) {
  const proof = join(root, 'dist', wanted === 'types' ? 'index.d.cts' : 'index.cjs')
  const sources = ['src', 'tsup.config.ts', 'tsconfig.json', 'package.json'].map((name) => join(root, name))
  if (existsSync(proof) && statSync(proof).mtimeMs >= Math.max(...sources.map(newestChange))) return

  const start = new Date()
  const tsup = join(root, 'node_modules/tsup/dist/cli-default.js')
  run([process.execPath, tsup, '--silent', ...(wanted === 'types' ? [] : ['--no-dts'])], 'tsup')
  // As old as its sources were when they were read: what is saved while the build runs counts as newer.
  utimesSync(proof, start, start)
}

/** The latest change at or below a path. A folder counts too: removing a file changes only its folder. */
function newestChange(path) {
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))))
}

/** One build at a time: test files that need dist/ run in parallel processes. Making a folder is the one atomic test-and-set on every platform. */
function withBuildLock(work) {
  const lock = join(root, 'node_modules/.cache/penchant-build')
  mkdirSync(join(lock, '..'), { recursive: true })
  while (!tryMakeFolder(lock)) {
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > 120_000) rmSync(lock, { recursive: true, force: true }) // left behind by a process that was killed
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
  }
  process.once('exit', () => rmSync(lock, { recursive: true, force: true }))
  work()
}

function tryMakeFolder(path) {
  try {
    mkdirSync(path)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function run([command, ...rest], name) {
  const { status, error } = spawnSync(command, rest, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) fail(`${name} failed${error ? `: ${error.message}` : ` (exit code ${status})`}`)
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

function fail(message) {
  console.error(`setup: ${message}`)
  process.exit(1)
}
