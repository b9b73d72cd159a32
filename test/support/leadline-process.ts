import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { scratchFolder } from './scratch.ts'

/** Asks until the answer is not null; the bound is in seconds. */
export async function until<T>(what: string, seconds: number, ask: () => Promise<T | null> | T | null): Promise<T> {
  const deadline = Date.now() + seconds * 1_000
  for (;;) {
    const answer = await ask()
    if (answer !== null) return answer
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} s in vain for ${what}`)
    await pause(20)
  }
}

/** Leadline as a user runs it, with its embedded Postgres, in a home folder of its own; it may be killed at any moment. */
export class LeadlineProcess {
  #home: string | null = null
  readonly token = 'preset-admin-token-of-at-least-32-characters'
  readonly #demo: boolean
  #child: ChildProcess | null = null
  #said = ''
  #url: string | null = null

  constructor(options: { readonly demo?: boolean } = {}) {
    this.#demo = options.demo ?? false
  }

  /** Made when it is first asked for. */
  get home(): string {
    this.#home ??= scratchFolder('ll-kill-')
    return this.#home
  }

  /** Where it listens; throws before it was ready once. */
  get url(): string {
    if (this.#url === null) throw new Error('Leadline was not ready yet')
    return this.#url
  }

  /** Starts it, and waits until it is ready. It listens on another port each time. */
  async start(): Promise<void> {
    this.#said = ''
    let printed = ''
    const child = spawn(process.execPath, ['apps/cli/leadline.js', 'start', '--json'], {
      env: {
        ...process.env,
        PORT: '0',
        LEADLINE_HOME: this.home,
        LEADLINE_TOKEN: this.token,
        LEADLINE_DEMO: this.#demo ? '1' : '0',
        DATABASE_URL: undefined,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (this.#said = (this.#said + chunk.toString()).slice(-4_000)))
    this.#child = child
    this.#url = await until('Leadline to start', 120, () => {
      if (child.exitCode !== null) throw new Error(`Leadline ended with ${child.exitCode}:\n${this.#said}`)
      return /"url":\s*"([^"]+)"/.exec(printed)?.[1] ?? null
    })
    await this.ready()
  }

  /** Starts it, and waits until every event of the demo is visible. */
  async startWithDemo(): Promise<void> {
    await this.start()
    await until('the demo', 120, async () => {
      const response = await fetch(`${this.url}/api/ingest`, { headers: { authorization: `Bearer ${this.token}` } })
      const { pending, lastEventAt } = (await response.json()) as { pending: number; lastEventAt: string | null }
      return pending === 0 && lastEventAt !== null ? true : null
    })
  }

  /** Waits until every part of it is there. */
  async ready(): Promise<void> {
    await until('/readyz', 120, async () => {
      const response = await fetch(`${this.url}/readyz`).catch(() => null)
      await response?.arrayBuffer().catch(() => null)
      return response?.ok === true ? true : null
    })
  }

  /** SIGKILL: nothing of the process runs any more afterwards. */
  async killServer(): Promise<void> {
    const child = this.#child
    if (child === null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }

  /** SIGKILL to the postmaster and to every process it started. False when it is not running just then. */
  killPostgres(): boolean {
    const pid = this.#postmaster()
    if (pid === null) return false
    const family = [pid, ...childrenOf(pid)]
    for (const each of family) {
      try {
        process.kill(each, 'SIGKILL')
      } catch {
        // It ended by itself meanwhile.
      }
    }
    return true
  }

  #postmaster(): number | null {
    const folder = readdirSync(this.home).find((name) => name.startsWith('postgres-'))
    const file = join(this.home, folder ?? '', 'data', 'postmaster.pid')
    if (folder === undefined || !existsSync(file)) return null
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
    return Number.isInteger(pid) && pid > 1 ? pid : null
  }

  /** Ends it in good order and removes its home. */
  async close(): Promise<void> {
    const child = this.#child
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    }
    if (this.#home !== null) rmSync(this.#home, { recursive: true, force: true })
  }
}

function childrenOf(pid: number): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child ?? 0)
}
