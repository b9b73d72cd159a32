import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { root } from './support/source-files.ts'

interface Steps {
  readonly ci?: string
  readonly test?: string
  readonly check?: string
}

const folders: string[] = []

/** Runs the gate in an empty folder, with an `npm` that does what the steps say; shell text each. */
function gate({ ci = 'true', test = 'true', check = 'true' }: Steps): { status: number | null; lines: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'leadline-gate-'))
  folders.push(folder)
  mkdirSync(join(folder, 'bin'))
  cpSync(join(root, '.ci/run'), join(folder, '.ci/run'))
  const npm = `case "$*" in ci) ${ci} ;; test) ${test} ;; "run check") ${check} ;; *) exit 9 ;; esac`
  const tools = { npm, 'chromium-headless-shell': 'true', 'apt-get': 'exit 1' }
  for (const [name, text] of Object.entries(tools)) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(folder, 'bin', name), 0o755)
  }
  const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` }
  const run = spawnSync('bash', [join(folder, '.ci/run')], { encoding: 'utf8', env })
  return { status: run.status, lines: run.stdout.trimEnd().split('\n') }
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('the gate', () => {
  it('adds up tests and steps of the check in its last line', () => {
    const run = gate({ test: 'echo noise; echo "12 passed, 0 failed, 2 skipped"', check: 'echo "6 passed, 0 failed"' })
    expect(run.lines.at(-1)).toBe('18 passed, 0 failed, 2 skipped')
    expect(run.status).toBe(0)
  })

  it.each([
    {
      story: 'a failed test',
      steps: { test: 'echo "3 passed, 1 failed"; exit 1', check: 'echo "6 passed, 0 failed"' },
      line: '9 passed, 1 failed',
    },
    {
      story: 'a failed step of the check',
      steps: { test: 'echo "3 passed, 0 failed"', check: 'echo "5 passed, 1 failed"; exit 1' },
      line: '8 passed, 1 failed',
    },
    {
      story: 'a run that ends badly after a good count',
      steps: { test: 'echo "3 passed, 0 failed"; exit 1', check: 'echo "6 passed, 0 failed"' },
      line: '9 passed, 1 failed',
    },
    {
      story: 'a run without a count',
      steps: { test: 'echo crashed; exit 1', check: 'echo "6 passed, 0 failed"' },
      line: '6 passed, 1 failed',
    },
    { story: 'an installation that fails', steps: { ci: 'exit 1' }, line: '0 passed, 1 failed' },
  ])('fails on $story', ({ steps, line }) => {
    const run = gate(steps)
    expect(run.lines.at(-1)).toBe(line)
    expect(run.status).not.toBe(0)
  })
})
