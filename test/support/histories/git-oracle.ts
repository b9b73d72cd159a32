import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { HistoryCommit } from './history.ts'
import { RevLists } from './rev-lists.ts'

const run = promisify(execFile)

/** A commit of a range, by the sha of the history; git's own sha of the rebuilt commit is another. */
export interface RangeCommit {
  readonly sha: string
  readonly isMerge: boolean
}

function ended(child: ChildProcess, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${name} ended with ${code}`))))
  })
}

function seconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1_000)
}

/** Parents before children; git needs them so. */
export function inTopologicalOrder(commits: readonly HistoryCommit[]): HistoryCommit[] {
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]))
  const done = new Set<string>()
  const ordered: HistoryCommit[] = []
  for (const root of commits) {
    const stack = [root]
    for (let commit = stack.at(-1); commit !== undefined; commit = stack.at(-1)) {
      const open = commit.parents
        .map((sha) => bySha.get(sha))
        .filter((parent) => parent !== undefined && !done.has(parent.sha))
      const next = open[0]
      if (next !== undefined) stack.push(next)
      else {
        stack.pop()
        if (!done.has(commit.sha)) ordered.push(commit)
        done.add(commit.sha)
      }
    }
  }
  return ordered
}

/** The stream of `git fast-import`: empty trees, the true graph and times; the message keeps the history's own sha. */
function stream(commits: readonly HistoryCommit[]): string {
  const marks = new Map<string, number>()
  const parts: string[] = []
  for (const commit of inTopologicalOrder(commits)) {
    const mark = marks.size + 1
    marks.set(commit.sha, mark)
    const [first, ...others] = commit.parents.map((sha) => marks.get(sha)).filter((known) => known !== undefined)
    parts.push(
      `commit refs/heads/${first === undefined ? `root-${mark}` : 'rest'}`,
      `mark :${mark}`,
      `author A <a@a.example> ${seconds(commit.authoredAt)} +0000`,
      `committer C <c@c.example> ${seconds(commit.committedAt)} +0000`,
      `data ${commit.sha.length}`,
      commit.sha,
    )
    if (first !== undefined) parts.push(`from :${first}`, ...others.map((other) => `merge :${other}`))
    parts.push('')
  }
  return `${parts.join('\n')}\n`
}

/** The real git, over a bare repository rebuilt from a history's graph. */
export class GitOracle {
  readonly #folder: string
  readonly #rebuilt: ReadonlyMap<string, string>
  readonly #original: ReadonlyMap<string, string>
  readonly #revLists: RevLists

  private constructor(folder: string, rebuilt: ReadonlyMap<string, string>) {
    this.#folder = folder
    this.#rebuilt = rebuilt
    this.#original = new Map([...rebuilt].map(([original, sha]) => [sha, original]))
    this.#revLists = new RevLists(folder)
  }

  /** Rebuilds the graph; `close` removes it. */
  static async of(commits: readonly HistoryCommit[]): Promise<GitOracle> {
    const folder = mkdtempSync(join(tmpdir(), 'leadline-git-'))
    await run('git', ['init', '--bare', '--quiet', folder])
    const marks = join(folder, 'marks')
    const child = spawn('git', ['-C', folder, 'fast-import', '--quiet', '--force', `--export-marks=${marks}`], {
      stdio: ['pipe', 'inherit', 'inherit'],
    })
    child.stdin?.end(stream(commits))
    await ended(child, 'git fast-import')
    const shas = new Map(
      readFileSync(marks, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const [mark = '', sha = ''] = line.split(' ')
          return [Number(mark.slice(1)), sha]
        }),
    )
    const rebuilt = new Map(inTopologicalOrder(commits).map((commit, index) => [commit.sha, shas.get(index + 1) ?? '']))
    await run('git', ['-C', folder, 'commit-graph', 'write', '--reachable'])
    return new GitOracle(folder, rebuilt)
  }

  /** Where the rebuilt repository lies. */
  get path(): string {
    return this.#folder
  }

  /** Git's own sha of a commit of the history; null of one that the history does not have. */
  rebuilt(sha: string): string | null {
    return this.#rebuilt.get(sha) ?? null
  }

  /** Puts lightweight tags on commits of the history. */
  async tag(tags: ReadonlyMap<string, string>): Promise<void> {
    const lines = [...tags].map(([name, sha]) => `create refs/tags/${name} ${this.#rebuilt.get(sha)}\n`)
    const child = spawn('git', ['-C', this.#folder, 'update-ref', '--stdin'], { stdio: ['pipe', 'inherit', 'inherit'] })
    child.stdin.end(lines.join(''))
    await ended(child, 'git update-ref')
  }

  /** `git rev-list to ^not…`: what is reachable from one commit and from none of the others. */
  async range(to: string, not: readonly string[]): Promise<RangeCommit[]> {
    const name = (sha: string): string => {
      const rebuilt = this.#rebuilt.get(sha)
      if (rebuilt === undefined) throw new Error(`The history has no commit ${sha}`)
      return rebuilt
    }
    const lines = await this.#revLists.ask(['--parents', name(to), ...not.map((sha) => `^${name(sha)}`)])
    return lines.map((line) => {
      const [sha = '', ...parents] = line.split(' ')
      return { sha: this.#original.get(sha) ?? sha, isMerge: parents.length > 1 }
    })
  }

  close(): void {
    this.#revLists.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Maps in order, with a few at a time. */
export async function inParallel<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index] as T
      results[index] = await work(item)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}
