import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.ts'
import { scratch } from './test/support/scratch.ts'
import { SummaryReporter } from './test/support/summary-reporter.ts'

export default defineConfig({
  resolve: {
    conditions: ['source'],
    // The one that Node itself gives to Nest and Mercurius: two copies would not know each other's types.
    alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }],
  },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    // For homes, mirrors, repositories and the browser's profile: on a disk, half of a short command's time went into it.
    env: { TMPDIR: scratch },
    globalSetup: ['test/support/postgres.ts'],
    reporters: ['default', new SummaryReporter()],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: true,
    // Of 38 files the imports took 200 s each by itself, 29 s together; so no file may change what it imports.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Of two cores two workers leave much unused: they wait for PostgreSQL, processes and the browser.
    maxWorkers: 3,
    // Young objects are collected less often: a twentieth of all processor time.
    execArgv: ['--max-semi-space-size=64'],
  },
})
