/**
 * `node scripts/summary.mjs FOLDER [STEP ...]` ends a run of `.ci/run`: the sum over the reports that the test runs left in FOLDER, as one line.
 * STEP names the steps that failed; one whose failure no report counts (a lint error, a test run that never started) counts as one failure.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, ...failedSteps] = process.argv.slice(2)
let passed = 0
let failed = 0
let skipped = 0
const counted = new Set()
for (const file of readdirSync(folder)) {
  const report = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  passed += report.passed
  failed += report.failed
  skipped += report.skipped
  if (report.failed > 0) counted.add(file.replace('.json', ''))
}
failed += failedSteps.filter((step) => !counted.has(step)).length

if (failedSteps.length > 0) console.log(`Failed: ${failedSteps.join(', ')}`)
if (passed === 0 && failed === 0) console.log('Failed: no test ran')
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
