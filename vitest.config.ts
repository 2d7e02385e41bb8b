import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
    pool: 'forks',
    // Modules hold no state (an architecture rule), so the files of one worker share what is loaded.
    isolate: false,
    globalSetup: './test/support/place-of-run.ts',
    sequence: { sequencer: LongestFirst },
    server: { deps: { external: [/\/dist\//] } },
  },
});
