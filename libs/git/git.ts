import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { programEnvironment } from '#config/program-environment'
import type { Milliseconds } from '#domain/instant'
import { GitError, gitErrorOf } from './git-error.ts'
import { redact } from './redact.ts'

/** One run of git. */
export interface GitCall {
  /** Command, options, and after `--end-of-options` what users named. Never a secret: others see it in process lists. */
  readonly args: readonly string[]
  /** Absolute path of the repository; left out where the arguments say it. */
  readonly gitDir?: string
  /** What errors speak of; the repository when left out. */
  readonly subject?: string
  /** Written to standard input. */
  readonly input?: string
  /** Beyond what every run gets. */
  readonly environment?: Readonly<Record<string, string>>
  /** Protocols that may be spoken; none when left out: reading never reaches out, whatever the repository's settings. */
  readonly protocols?: readonly string[]
  /** Taken out of everything that git says. */
  readonly secrets?: readonly string[]
  readonly signal?: AbortSignal | undefined
  readonly timeout?: Milliseconds | undefined
  readonly onProgress?: (text: string) => void
}

/** A repository of another hand may hold settings that start programs or change what is printed; these win over them. */
const settings = [
  'core.quotePath=false',
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.disambiguate=committish',
  'core.commitGraph=true',
  'protocol.ext.allow=never',
  'safe.directory=*',
  'color.ui=false',
  'diff.orderFile=/dev/null',
  'diff.ignoreSubmodules=none',
  'i18n.logOutputEncoding=UTF-8',
  'log.follow=false',
  'log.mailmap=false',
  'log.showRoot=true',
  'log.showSignature=false',
]

const always = [
  '--no-pager',
  '--no-replace-objects',
  '--no-optional-locks',
  '--literal-pathspecs',
  ...settings.flatMap((setting) => ['-c', setting]),
]

/** Most of what git says on standard error that is kept, in characters. */
const mostSaid = 16_384

function environmentOf({ environment = {}, protocols = [] }: GitCall): Record<string, string> {
  // Settings of the account (proxy, certificates, credential helpers) count only where the network is reached.
  const account = protocols.length > 0 ? {} : { GIT_CONFIG_GLOBAL: '/dev/null' }
  return {
    ...programEnvironment(),
    ...account,
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    GCM_INTERACTIVE: 'never',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: protocols.length > 0 ? protocols.join(':') : 'none',
    ...environment,
  }
}

/** A running git: what it says on standard error is kept, and its end is known. */
export interface GitProcess {
  readonly child: ChildProcessWithoutNullStreams
  /** Resolves when git ended well. */
  readonly ended: Promise<void>
  /** Ends git if it still runs, and waits until it is gone. */
  readonly stop: () => Promise<void>
}

/** Ends git, and with it the helpers that it started, where it reaches out: they would hold its pipes open. */
function terminate(child: ChildProcessWithoutNullStreams, group: boolean): void {
  if (!group || child.pid === undefined) {
    child.kill('SIGTERM')
    return
  }
  try {
    process.kill(-child.pid, 'SIGTERM')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Ends git when the caller no longer wants it, or has no more time for it; says then why it ended. */
function limit(
  { signal, timeout }: GitCall,
  subject: string,
  kill: () => void,
): { why: GitError | null; off: () => void } {
  const limited: { why: GitError | null; off: () => void } = { why: null, off: () => undefined }
  const end = (why: GitError): void => {
    limited.why ??= why
    kill()
  }
  const onAbort = (): void => end(new GitError('STOPPED', `Reading ${subject} was stopped`))
  const onTime = (): void => end(new GitError('TIMED_OUT', `${subject} took more than ${(timeout ?? 0) / 1_000} s`))
  const timer = timeout === undefined ? undefined : setTimeout(onTime, timeout)
  signal?.addEventListener('abort', onAbort, { once: true })
  if (signal?.aborted === true) onAbort()
  limited.off = () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
  return limited
}

/** Starts git; arguments are never read by a shell. */
export function startGit(call: GitCall): GitProcess {
  const { args, gitDir, protocols = [], subject = gitDir ?? 'git', secrets = [] } = call
  const all = [...always, ...(gitDir === undefined ? [] : [`--git-dir=${gitDir}`]), ...args]
  const detached = protocols.length > 0 && process.platform !== 'win32'
  const child = spawn('git', all, { env: environmentOf(call), stdio: 'pipe', windowsHide: true, detached })
  const kill = (): void => terminate(child, detached)
  const limited = limit(call, subject, kill)
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-mostSaid)
    call.onProgress?.(text)
  })
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => reject(startError(error)))
    child.once('close', (code) => {
      limited.off()
      if (limited.why !== null) reject(limited.why)
      else if (code === 0) resolve()
      else reject(gitErrorOf(redact(subject, secrets), code, redact(said, secrets)))
    })
  })
  // Whoever stops reading early does not ask how it ended.
  ended.catch(() => undefined)
  child.stdin.on('error', () => undefined)
  if (call.input !== undefined) child.stdin.end(call.input)
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) kill()
    await closed
  }
  return { child, ended, stop }
}

function startError(error: NodeJS.ErrnoException): GitError {
  if (error.code === 'ENOENT')
    return new GitError('GIT_MISSING', 'There is no git on this machine; install git 2.39 or newer, and put it on PATH')
  return new GitError('FAILED', `git cannot be started: ${error.message}`)
}

/**
 * What git prints, as it prints it: memory does not grow with the answer. Ends git when the reader stops.
 *
 * @throws GitError
 */
export async function* streamGit(call: GitCall): AsyncGenerator<Buffer> {
  const { child, ended, stop } = startGit({ input: '', ...call })
  try {
    for await (const chunk of child.stdout) yield chunk as Buffer
    await ended
  } finally {
    await stop()
  }
}

/**
 * All that git prints.
 *
 * @param most bytes that are read at most.
 * @throws GitError
 */
export async function runGit(call: GitCall, most = 67_108_864): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of streamGit(call)) {
    size += chunk.length
    if (size > most) throw new GitError('TOO_LARGE', `${call.subject ?? call.gitDir} answers more than ${most} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Like `runGit`, for questions that git answers with exit code 1 where there is nothing: null then. */
export async function askGit(call: GitCall): Promise<string | null> {
  try {
    return await runGit(call)
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return null
    throw error
  }
}
