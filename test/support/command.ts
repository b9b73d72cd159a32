import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** Run as this user and group; the tests are root's then. */
  readonly uid?: number
  /** Where it is run; the repository when left out. */
  readonly cwd?: string
}

export interface Command {
  readonly child: ChildProcess
  /** All that it printed so far. */
  readonly said: () => { readonly out: string; readonly err: string }
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>
}

const program = join(process.cwd(), 'dist', 'leadline.mjs')

/** Builds what is missing; the tests then run what was built, and sources that change meanwhile do not matter. */
export function buildLeadline(): void {
  execFileSync(process.execPath, [join(process.cwd(), 'apps', 'cli', 'leadline.js'), 'build'], { stdio: 'pipe' })
}

/** Runs `leadline` as a user does, in a process of its own, with no settings but those given; ended after the test. */
export function leadline(
  args: readonly string[],
  { env = {}, input, uid, cwd = process.cwd() }: CommandOptions = {},
): Command {
  const as = uid === undefined ? {} : { uid, gid: uid }
  const child = spawn(process.execPath, [program, ...args], {
    ...as,
    cwd,
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: tmpdir(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, out, err }))
  })
  onTestFinished(async () => {
    child.kill('SIGINT')
    await ended
  })
  return { child, said: () => ({ out, err }), ended }
}

export interface Started extends Command {
  readonly url: string
  /** Null where it was not made by this start. */
  readonly adminToken: string | null
}

/** `leadline start`, on any free port and without the demo, until it says where it is. */
export async function leadlineStart(options: CommandOptions = {}): Promise<Started> {
  const command = leadline(['start', '--json'], { ...options, env: { PORT: '0', LEADLINE_DEMO: '0', ...options.env } })
  const ready = new Promise<string>((resolve) => {
    command.child.stdout?.on('data', () => {
      const line = command
        .said()
        .out.split('\n')
        .find((text) => text.startsWith('{'))
      if (line !== undefined && command.said().out.endsWith('\n')) resolve(line)
    })
  })
  const failed = command.ended.then(({ code, err }) => {
    throw new Error(`leadline start ended with ${code}:\n${err}`)
  })
  failed.catch(() => undefined)
  const line = await Promise.race([ready, failed])
  return { ...command, ...(JSON.parse(line) as { url: string; adminToken: string | null }) }
}
