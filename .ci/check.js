// Runs every step of `npm run check`, shows what failed, and ends with the plain line `N passed, N failed`.
import { spawnSync } from 'node:child_process'

const steps = [
  { script: 'format', question: 'Is everything formatted? (mend with: npm run format:write)' },
  { script: 'lint', question: 'Does the type-aware linter agree?' },
  { script: 'imports', question: 'Does everything import only what it may?' },
  { script: 'unused', question: 'Is every file, export and dependency used?' },
  { script: 'types', question: 'Do the types hold?' },
  {
    script: 'schema',
    question: 'Is schema.graphql what the server answers? (write it anew with: npm run schema:write)',
  },
]

let failed = 0
for (const { script, question } of steps) {
  const started = performance.now()
  const run = spawnSync('npm', ['run', '--silent', script], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const passed = run.status === 0
  if (!passed) failed += 1
  process.stdout.write(`${passed ? '✓' : '✗'} ${script.padEnd(8)} ${seconds.padStart(5)} s  ${question}\n`)
  if (!passed) process.stdout.write(`${run.stdout}${run.stderr}${run.error ? `${run.error.message}\n` : ''}\n`)
}

process.stdout.write(`\n${steps.length - failed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
