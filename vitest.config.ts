import type { ViteUserConfig } from 'vitest/config'

/** Set by `.ci/run`: the folder in which each test run leaves its counts. */
const reports = process.env.PENCHANT_REPORTS

const config: ViteUserConfig = {
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: reports ? ['default', ['json', { outputFile: `${reports}/test.json` }]] : ['default'],
    coverage: { provider: 'v8', include: ['src/**'], exclude: ['src/**/*.generated.ts'], reporter: ['text', 'html'] },
  },
}

export default config
