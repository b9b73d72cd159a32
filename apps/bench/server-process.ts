import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Where a Leadline is started, and with what. */
export interface StartOptions {
  /** Folder of the package: what a clone is. */
  readonly folder: string
  readonly port: number
  readonly token: string
  /** Environment on top of the present one. */
  readonly env: Readonly<Record<string, string>>
}

/** A started Leadline. */
export interface ServerProcess {
  readonly url: string
  /** From spawn to the first answer of `/readyz`. */
  readonly readySeconds: number
  readonly startedAt: number
  /** Highest resident memory of the Node process so far, in bytes; null where the system does not tell. */
  peakMemory(): number | null
  /** Resident memory of the Node process just now, in bytes; null where the system does not tell. */
  memory(): number | null
  stop(): Promise<void>
}

const limit = 300_000

/** Asks until the answer is as wished, every few milliseconds, for at most five minutes. */
export async function until<T>(ask: () => Promise<T | null>, what: string, pause = 20): Promise<T> {
  const end = performance.now() + limit
  while (performance.now() < end) {
    const answer = await ask().catch(() => null)
    if (answer !== null) return answer
    await sleep(pause)
  }
  throw new Error(`Waited ${limit / 1000} s in vain for ${what}.`)
}

function memoryOf(pid: number | undefined, field: 'VmHWM' | 'VmRSS'): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const kilobytes = new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]
    return kilobytes === undefined ? null : Number(kilobytes) * 1024
  } catch {
    return null
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGINT')
  await ended
}

/** Starts `leadline start` as `npm start` does, and waits until it is ready. */
export async function startProcess({ folder, port, token, env }: StartOptions): Promise<ServerProcess> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['--max-semi-space-size=32', 'apps/cli/leadline.js', 'start'], {
    cwd: folder,
    env: { ...env, PATH: '/usr/local/bin:/usr/bin:/bin', PORT: String(port), LEADLINE_TOKEN: token },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-4000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)

  const url = `http://127.0.0.1:${port}`
  await until(async () => {
    if (child.exitCode !== null) return 'ended'
    return (await fetch(`${url}/readyz`)).ok ? 'ready' : null
  }, `${url}/readyz`)
  if (child.exitCode !== null) throw new Error(`Leadline ended with ${child.exitCode}:\n${output}`)

  return {
    url,
    startedAt,
    readySeconds: (performance.now() - startedAt) / 1000,
    peakMemory: () => memoryOf(child.pid, 'VmHWM'),
    memory: () => memoryOf(child.pid, 'VmRSS'),
    stop: () => stop(child),
  }
}
