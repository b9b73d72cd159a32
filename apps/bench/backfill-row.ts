import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { ask, type Door, settled } from './ask.ts'
import { type RepositorySize, repositoryStream } from './repository-stream.ts'
import { type ServerProcess, startProcess, until } from './server-process.ts'
import { figure, type Row } from './table.ts'

const run = promisify(execFile)

const size: RepositorySize = { commits: 26_800, requests: 25_000 }
const path = '/usr/local/bin:/usr/bin:/bin'
const name = 'big'

/** A bare repository of this size, with what `git gc` leaves: one pack, packed refs and a commit graph. */
async function mirrorOf(folder: string): Promise<string> {
  const bare = join(folder, 'big.git')
  await run('git', ['init', '--bare', '--quiet', '--initial-branch=main', bare])
  const child = spawn('git', ['-C', bare, 'fast-import', '--quiet'], { stdio: ['pipe', 'ignore', 'inherit'] })
  const ended = once(child, 'exit')
  await pipeline(Readable.from(repositoryStream(size, Math.floor(Date.now() / 1_000) - 86_400)), child.stdin)
  const [code] = (await ended) as [number | null]
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`)
  await run('git', ['-C', bare, 'pack-refs', '--all'])
  await run('git', ['-C', bare, 'commit-graph', 'write', '--reachable'])
  return bare
}

/** What a git process works for, by its arguments: the repository that is read, or the reading. */
const remoteWork = /\0(?:upload-pack|pack-objects)\0|git-upload-pack/

/** Resident memory in bytes of the git processes of this machine that read, just now. */
function memoryOfGit(): number {
  let kilobytes = 0
  const entries = existsSync('/proc') ? readdirSync('/proc') : []
  for (const pid of entries.filter((entry) => /^\d+$/.test(entry))) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      if (!/^Name:\s+git/.test(status) || remoteWork.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))) continue
      kilobytes += Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0)
    } catch {
      // It ended meanwhile.
    }
  }
  return kilobytes * 1024
}

/** Greatest memory so far of Node, of the git processes beside it, and of both at one moment, in bytes. */
class Memory {
  node = 0
  git = 0
  both = 0

  watch(server: ServerProcess): void {
    const [node, git] = [server.memory() ?? 0, memoryOfGit()]
    this.node = Math.max(this.node, server.peakMemory() ?? 0)
    this.git = Math.max(this.git, git)
    this.both = Math.max(this.both, node + git)
  }
}

interface Read {
  readonly sources: readonly {
    readonly name: string
    readonly readAt: string | null
    readonly message: string | null
  }[]
}

async function isRead(door: Door): Promise<true | null> {
  const { sources } = await ask<Read>(door, '{ sources { name readAt message } }')
  const source = sources.find((each) => each.name === name)
  if (source?.message != null) throw new Error(source.message)
  return source?.readAt == null ? null : true
}

/** Reads a repository for the first time, in a Leadline of its own: from the command that connects it to all answers. */
export async function backfillRow(folder: string, port: number, token: string): Promise<Row> {
  const place = await mkdtemp(join(tmpdir(), 'leadline-bench-backfill-'))
  try {
    const bare = await mirrorOf(place)
    const env = { LEADLINE_HOME: join(place, 'home'), LEADLINE_DEMO: '0', GIT_CONFIG_COUNT: '0' }
    const server = await startProcess({ folder, port, token, env })
    const door: Door = { url: server.url, token }
    const memory = new Memory()
    const watch = setInterval(() => memory.watch(server), 100)
    try {
      const started = performance.now()
      const args = ['apps/cli/leadline.js', 'source', 'add', 'git', name, '--url', bare, '--tags', 'v*']
      await run(process.execPath, args, { cwd: folder, env: { ...env, PATH: path } })
      await until(() => isRead(door), 'the repository to be read')
      await settled(door)
      const seconds = (performance.now() - started) / 1_000
      const megabytes = memory.both / 2 ** 20
      const [node, git] = [memory.node, memory.git].map((bytes) => figure(bytes / 2 ** 20))
      return {
        what: `first reading of ${figure(size.commits)} commits and ${figure(size.requests)} pull refs`,
        measured: `${figure(seconds)} s, ${figure(megabytes)} MB`,
        bound: '< 60 s, < 500 MB',
        holds: seconds < 60 && megabytes < 500,
        note: `to all answers, from a folder; at most ${node} MB in Node and ${git} MB in git`,
      }
    } finally {
      clearInterval(watch)
      await server.stop()
    }
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}
