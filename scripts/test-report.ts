import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** Says why tests were skipped, and leaves the counts of the run in the folder that `.ci/run` names. */
export const testReport: Reporter = {
  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const withState = (state: string): TestCase[] => tests.filter((test) => test.result().state === state)

    const reasons = new Map<string, number>()
    for (const test of withState('skipped')) {
      const reason = noteOf(test) ?? `no reason given, in ${test.module.relativeModuleId}`
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    }
    for (const [reason, count] of reasons) console.log(` Skipped ${count}: ${reason}`)

    const folder = process.env['PENCHANT_REPORTS']
    if (!folder) return
    const counts = {
      passed: withState('passed').length,
      // A file that fails before its tests are known counts as one failure.
      failed: withState('failed').length + modules.filter(failedToLoad).length,
      skipped: withState('skipped').length,
    }
    writeFileSync(join(folder, 'test.json'), JSON.stringify(counts))
  },
}

function noteOf(test: TestCase): string | undefined {
  const result = test.result()
  return result.state === 'skipped' ? result.note : undefined
}

function failedToLoad(module: TestModule): boolean {
  return (
    module.state() === 'failed' && ![...module.children.allTests()].some((test) => test.result().state === 'failed')
  )
}
