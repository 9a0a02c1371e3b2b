import type { ViteUserConfig } from 'vitest/config'
import { testReport } from './scripts/test-report.ts'

const config: ViteUserConfig = {
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: ['default', testReport],
    coverage: { provider: 'v8', include: ['src/**'], exclude: ['src/**/*.generated.ts'], reporter: ['text', 'html'] },
  },
}

export default config
