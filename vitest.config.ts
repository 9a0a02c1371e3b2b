import { existsSync } from 'node:fs'
import type { ViteUserConfig } from 'vitest/config'
import { testReport } from './scripts/test-report.ts'

const config: ViteUserConfig = {
  test: {
    include: ['test/**/*.test.ts'],
    // The package can be tried once its main part is written.
    exclude: existsSync('src/testing/index.ts') && existsSync('src/similarity/index.ts') ? [] : ['test/package/**'],
    environment: 'node',
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: ['default', testReport],
    coverage: { provider: 'v8', include: ['src/**'], exclude: ['src/**/*.generated.ts'], reporter: ['text', 'html'] },
  },
}

export default config
