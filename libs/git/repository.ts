import { basename, dirname, resolve } from 'node:path'
import { normaliseRepository } from '#domain/repository-name'
import { askGit, runGit } from './git.ts'
import { GitError } from './git-error.ts'
import type { GitFolder } from './git-folder.ts'
import { resolveCommits } from './resolve-commits.ts'

/** The branch that others build on, as far as the clone knows it. */
export interface DefaultBranch {
  /** `main`; `HEAD` where none is checked out. */
  readonly name: string
  /** `refs/remotes/origin/main` */
  readonly ref: string
  readonly sha: string
}

/** Any clone: bare or with files, of one worktree or several, whole, shallow or partial. */
export interface GitRepository extends GitFolder {
  /** `host/owner/name` of where it was cloned from, else the name of its folder. */
  readonly originName: string
  /** Null while there is no commit. */
  readonly defaultBranch: DefaultBranch | null
  /** History ends early: what lies before is unknown, not absent. */
  readonly shallow: boolean
  /** Files were left out when it was cloned: what they hold is unknown, their names are known. */
  readonly partial: boolean
}

interface Remote {
  readonly name: string
  readonly url: string
}

interface Settings {
  readonly remote: Remote | null
  readonly partial: boolean
}

async function readSettings(gitDir: string): Promise<Settings> {
  const args = ['config', '--null', '--get-regexp', '^(remote\\..*\\.(url|promisor)|extensions\\.partialclone)$']
  const said = (await askGit({ gitDir, args })) ?? ''
  const remotes: Remote[] = []
  let partial = false
  for (const entry of said.split('\0')) {
    const line = entry.indexOf('\n')
    if (line === -1) continue
    const key = entry.slice(0, line)
    const value = entry.slice(line + 1)
    const name = /^remote\.(.*)\.url$/s.exec(key)?.[1]
    if (name !== undefined) remotes.push({ name, url: value })
    else partial ||= key.startsWith('extensions.') || value === 'true'
  }
  const only = remotes.length === 1 ? remotes[0] : undefined
  return { remote: remotes.find(({ name }) => name === 'origin') ?? only ?? null, partial }
}

const local = /^(file:|[./~\\]|[a-z]:[\\/])/i

/** A folder as its address says it. */
function folderOf(address: string): string {
  const path = address.replace(/[\\/]+$/, '')
  if (!/^file:/i.test(path)) return path
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** The name that events carry: of the address where it is one of a host, else of the folder. */
function nameOf(remote: Remote | null, gitDir: string): string {
  const name = remote === null || local.test(remote.url) ? '' : normaliseRepository(remote.url)
  if (name.includes('/')) return name
  const path = remote !== null && local.test(remote.url) ? folderOf(remote.url) : gitDir
  const own = basename(path) === '.git' ? dirname(path) : path
  return normaliseRepository(basename(own)) || 'repository'
}

/** The default branch of where it was cloned from, else main or master, else what is checked out. */
async function findDefaultBranch(gitDir: string, remote: string, bare: boolean): Promise<DefaultBranch | null> {
  const target = async (ref: string): Promise<string | null> =>
    (await askGit({ gitDir, args: ['symbolic-ref', '--quiet', ref] }))?.replace(/\n$/, '') ?? null
  const tracking = `refs/remotes/${remote}/`
  const head = (await target('HEAD')) ?? 'HEAD'
  const usual = ['main', 'master'].flatMap((name) => [`${tracking}${name}`, `refs/heads/${name}`])
  const candidates = [await target(`${tracking}HEAD`), bare ? head : null, ...usual, head].filter((ref) => ref !== null)
  const shas = await resolveCommits({ gitDir }, candidates)
  const found = shas.findIndex((sha) => sha !== null)
  const ref = candidates[found]
  const sha = shas[found]
  if (ref === undefined || sha === undefined || sha === null) return null
  const name = ref.startsWith(tracking) ? ref.slice(tracking.length) : ref.replace(/^refs\/heads\//, '')
  return { name, ref, sha }
}

/**
 * Opens the clone that a path lies in.
 *
 * @throws GitError NOT_A_REPOSITORY
 */
export async function openRepository(path: string): Promise<GitRepository> {
  if (path === '' || path.includes('\0')) throw new GitError('NOT_A_REPOSITORY', 'Name the folder of a clone')
  const folder = resolve(path)
  const args = ['-C', folder, 'rev-parse', '--is-shallow-repository', '--is-bare-repository', '--absolute-git-dir']
  const said = await runGit({ args, subject: folder })
  const [shallow, bare, ...rest] = said.replace(/\n$/, '').split('\n')
  const gitDir = rest.join('\n')
  const { remote, partial } = await readSettings(gitDir)
  return {
    gitDir,
    originName: nameOf(remote, gitDir),
    defaultBranch: await findDefaultBranch(gitDir, remote?.name ?? 'origin', bare === 'true'),
    shallow: shallow === 'true',
    partial,
  }
}

/**
 * The default branch, where there must be one.
 *
 * @throws GitError EMPTY
 */
export function defaultBranchOf(repository: GitRepository): DefaultBranch {
  if (repository.defaultBranch !== null) return repository.defaultBranch
  throw new GitError('EMPTY', `${repository.originName} has no commit yet; come back when something was pushed`)
}
