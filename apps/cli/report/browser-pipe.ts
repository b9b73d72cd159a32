import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { programEnvironment } from '#config/program-environment'

/** A question of the Chrome DevTools Protocol; `session` is of a tab. */
export type Ask = <T>(method: string, parameters?: object, session?: string) => Promise<T>

interface Message {
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** Chromium takes commands on its third file descriptor and answers on the fourth; each ends with a zero byte. */
function speak(child: ChildProcess): Ask {
  const [, , , input, output] = child.stdio as [unknown, unknown, unknown, Writable, Readable]
  const waiting = new Map<number, Waiting>()
  let [last, rest] = [0, '']
  const end = (): void => {
    for (const { reject } of waiting.values()) reject(new Error('The browser ended before it had printed the page.'))
    waiting.clear()
  }
  output.setEncoding('utf8')
  output.on('data', (chunk: string) => {
    const messages = `${rest}${chunk}`.split('\0')
    rest = messages.pop() ?? ''
    for (const text of messages) {
      const { id = 0, result, error } = JSON.parse(text) as Message
      const asked = waiting.get(id)
      waiting.delete(id)
      if (error === undefined) asked?.resolve(result)
      else asked?.reject(new Error(error.message))
    }
  })
  for (const stream of [input, output]) stream.on('error', end)
  child.once('exit', end)
  child.once('error', end)
  return <T>(method: string, parameters = {}, session?: string) =>
    new Promise<T>((resolve, reject) => {
      last += 1
      waiting.set(last, { resolve: (result) => resolve(result as T), reject })
      const of = session === undefined ? {} : { sessionId: session }
      input.write(`${JSON.stringify({ id: last, method, params: parameters, ...of })}\0`)
    })
}

const quiet = [
  '--headless',
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
]

/** Longest time for all of the work, in milliseconds. */
const patience = 120_000

/** Rejects when the work takes too long; not once the browser has ended. */
function late(ended: Promise<void>): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = setTimeout(
      () => reject(new Error(`The browser took longer than ${patience / 1_000} seconds.`)),
      patience,
    )
    void ended.then(() => clearTimeout(stop))
  })
}

function endAll(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
  } catch {
    // It ended by itself meanwhile.
  }
}

/** Opens a browser with a profile that is thrown away, and ends it after the work. What it is told is in no list of processes. */
export async function withBrowser<T>(executable: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), 'leadline-browser-'))
  // As root Chromium has no sandbox and says so unless it is told.
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(executable, [...quiet, ...root, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: programEnvironment(),
    // Some systems start it by a script, which is not the browser itself: all of its group is ended.
    detached: process.platform !== 'win32',
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  try {
    return await Promise.race([work(speak(child)), late(ended)])
  } finally {
    endAll(child)
    for (const stream of child.stdio) stream?.destroy()
    await ended
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
}
