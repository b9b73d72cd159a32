import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, chownSync, rmSync } from 'node:fs'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import { embeddedDatabase, type RunningDatabase } from '#database/embedded'
import { bundleProgram } from './bundle.ts'
import { isRoot, nobody } from './postgres-server.ts'
import { scratchFolder } from './scratch.ts'

/** A folder of its own, gone after the test. */
export function temporaryFolder(mode = 0o755): string {
  const folder = scratchFolder('ll-home-')
  chmodSync(folder, mode)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts the embedded database of a home; it is stopped after the test, should the test not do so. */
export async function embedded(
  home: string,
  mode: 'keep' | 'visit' = 'keep',
  say?: (text: string) => void,
): Promise<RunningDatabase> {
  const database = await embeddedDatabase({
    home,
    mode,
    path: process.env['PATH'] ?? '',
    ...(say === undefined ? {} : { say }),
  })
  onTestFinished(() => database.stop())
  return database
}

/** Runs one statement over a connection of its own. */
export async function ask<Row>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(text)).rows as Row[]
  } finally {
    await client.end()
  }
}

/** Asks again until the answer is as wished, for at most `seconds`. */
export async function eventually<T>(ask: () => Promise<T | null>, seconds = 30): Promise<T> {
  const end = performance.now() + seconds * 1_000
  for (;;) {
    const answer = await ask().catch(() => null)
    if (answer !== null) return answer
    if (performance.now() > end) throw new Error(`It did not happen within ${seconds} s.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const keeperProgram = `
import { embeddedDatabase } from '#database/embedded'
try {
  const database = await embeddedDatabase({ home: process.argv[2]!, mode: 'keep', path: process.env['PATH'] ?? '' })
  console.log(JSON.stringify({ url: database.url }))
  process.on('SIGINT', () => database.stop().then(() => process.exit(0)))
} catch (error) {
  console.log(JSON.stringify({ problem: (error as Error).message, code: (error as { code?: string }).code }))
}`

export interface Keeper {
  readonly child: ChildProcess
  readonly url?: string
  readonly problem?: string
  readonly code?: string
}

/** A process that keeps the embedded database of a home, as root's `nobody` or the present account. */
export async function keeperProcess(
  folder: string,
  home: string,
  { packages = true, unprivileged = false } = {},
): Promise<Keeper> {
  const program = await bundleProgram(folder, keeperProgram, { packages })
  const as = unprivileged && isRoot ? { uid: nobody, gid: nobody } : {}
  if (unprivileged && isRoot) chownSync(home, nobody, nobody)
  const child = spawn(process.execPath, [program, home], {
    ...as,
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  onTestFinished(async () => {
    child.kill('SIGINT')
    await ended
  })
  const line = await new Promise<string>((resolve) =>
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
  )
  return { child, ...(JSON.parse(line) as object) }
}

const knockProgram = `
import pg from 'pg'
const client = new pg.Client({ connectionString: process.argv[2]! })
client.on('error', () => undefined)
await client.connect().then(() => console.log('let in'), (error: Error) => console.log(error.message))
await client.end()`

/** What `nobody` hears at the door of a server; for tests that run as root. */
export async function strangerKnocks(folder: string, url: string): Promise<string> {
  const program = await bundleProgram(folder, knockProgram, { packages: false })
  const child = spawn(process.execPath, [program, url], {
    uid: nobody,
    gid: nobody,
    cwd: '/',
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await new Promise((resolve) => child.once('exit', resolve))
  return said
}
