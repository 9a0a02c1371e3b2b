/**
 * What `import { Recommender } from 'penchant'` costs a Node program: fresh processes with and without it, in turns, with a warm file cache.
 * Prints medians of 41 processes each and their difference. Bar: 30 ms.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const rounds = 41
const programs = {
  module: "import { Recommender } from 'penchant'; if (!Recommender) process.exit(1)",
  commonjs: "const { Recommender } = require('penchant'); if (!Recommender) process.exit(1)",
}

const milliseconds = { module: { empty: [], whole: [] }, commonjs: { empty: [], whole: [] } }
for (let round = -3; round < rounds; round++) {
  for (const [type, source] of Object.entries(programs)) {
    const empty = timeProcess('', type)
    const whole = timeProcess(source, type)
    if (round < 0) continue // these warm the file cache
    milliseconds[type].empty.push(empty)
    milliseconds[type].whole.push(whole)
  }
}

for (const [type, { empty, whole }] of Object.entries(milliseconds)) {
  const [without, loaded] = [median(empty), median(whole)]
  console.log(
    `${type.padEnd(8)}  ${loaded.toFixed(1)} ms, empty ${without.toFixed(1)} ms: the import takes ${(loaded - without).toFixed(1)} ms`,
  )
}

function timeProcess(source, type) {
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, [`--input-type=${type}`, '--eval', source], {
    cwd: fileURLToPath(new URL('..', import.meta.url)), // where `penchant` resolves to the built package itself
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return performance.now() - start
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}
