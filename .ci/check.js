// Runs every step of `npm run check`, two at a time, shows what failed, and ends with the plain line `N passed, N failed`.
import { spawn } from 'node:child_process'

/** The longest first: what takes a processor for itself should not begin last. */
const steps = [
  { script: 'types', question: 'Do the types hold?' },
  { script: 'lint', question: 'Does the type-aware linter agree?' },
  { script: 'imports', question: 'Does everything import only what it may?' },
  {
    script: 'schema',
    question: 'Is schema.graphql what the server answers? (write it anew with: npm run schema:write)',
  },
  { script: 'unused', question: 'Is every file, export and dependency used?' },
  { script: 'format', question: 'Is everything formatted? (mend with: npm run format:write)' },
]
const atOnce = 2
// The compiler makes very many young objects: with room for them it takes a sixth less.
const env = { ...process.env, NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --max-semi-space-size=64`.trim() }

/** Runs one step to its end; gives whether it passed. */
function passes({ script, question }) {
  const started = performance.now()
  return new Promise((resolve) => {
    let said = ''
    const child = spawn('npm', ['run', '--silent', script], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const listen = (chunk) => (said += chunk.toString())
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('error', (error) => (said += `${error.message}\n`))
    child.once('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      const passed = code === 0
      process.stdout.write(`${passed ? '✓' : '✗'} ${script.padEnd(8)} ${seconds.padStart(5)} s  ${question}\n`)
      if (!passed) process.stdout.write(`${said}\n`)
      resolve(passed)
    })
  })
}

const waiting = [...steps]
let failed = 0

async function work() {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) if (!(await passes(step))) failed += 1
}

await Promise.all(Array.from({ length: atOnce }, work))
process.stdout.write(`\n${steps.length - failed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
