/**
 * The Python that peers run in. PENCHANT_PYTHON names one, which is taken as it is; otherwise it is a virtual environment of this project, `.bench/venv` (or the folder that PENCHANT_VENV names),
 * which is made here, and what a bench names is installed there from PyPI where it is missing: the current release. Versions are printed, so that a figure can be told from a later one.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const VERSIONS = `
import importlib.metadata as installed, json, platform, sys
def version(name):
    try: return installed.version(name)
    except installed.PackageNotFoundError: return None
print(json.dumps({'python': platform.python_version(), 'packages': {name: version(name) for name in sys.argv[1:]}}))`

/** The path of a Python with these packages. Throws an error that says what is missing, and what to do, where there is none to be had. */
export function pythonWith(...packages) {
  const given = process.env.PENCHANT_PYTHON
  const folder = resolve(process.env.PENCHANT_VENV ?? fileURLToPath(new URL('../../.bench/venv', import.meta.url)))
  const python =
    given ?? join(folder, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']))
  if (given === undefined && !existsSync(python)) makeEnvironment(folder)
  let found = versionsOf(python, packages)
  const missing = packages.filter((name) => found.packages[name] === null)
  if (missing.length > 0) {
    if (given !== undefined)
      throw new Error(`PENCHANT_PYTHON (${given}) lacks ${missing.join(', ')}: install them there, or leave it out.`)
    install(python, missing)
    found = versionsOf(python, packages)
  }
  const versions = packages.map((name) => `${name} ${found.packages[name]}`)
  console.log(`Python ${found.python} (${python}): ${versions.join(', ')}`)
  return python
}

function makeEnvironment(folder) {
  console.log(`Making a Python environment for peers: ${folder}`)
  const base = process.platform === 'win32' ? 'python' : 'python3'
  const made = spawnSync(base, ['-m', 'venv', folder], { encoding: 'utf8' })
  if (made.status !== 0)
    throw new Error(
      `Could not make ${folder} with \`${base} -m venv\`: ${lastLine(made)}. Install Python 3 with its module venv, or name a Python that has the peers in PENCHANT_PYTHON.`,
    )
}

function install(python, packages) {
  console.log(`Installing ${packages.join(', ')} from PyPI, once`)
  const installed = spawnSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], {
    encoding: 'utf8',
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  if (installed.status !== 0)
    throw new Error(
      `pip could not install ${packages.join(', ')}: ${lastLine(installed)}. PyPI is needed once; without a network name a Python that has them in PENCHANT_PYTHON.`,
    )
}

function versionsOf(python, packages) {
  const asked = spawnSync(python, ['-c', VERSIONS, ...packages], { encoding: 'utf8' })
  if (asked.status !== 0) throw new Error(`${python} does not run: ${lastLine(asked)}.`)
  return JSON.parse(asked.stdout)
}

/** What a program said last. */
function lastLine({ error, stderr }) {
  return error?.message ?? String(stderr).trim().split('\n').at(-1).replace(/\.$/, '')
}
