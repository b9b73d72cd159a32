import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Milliseconds } from '#domain/instant'
import { runGit } from './git.ts'
import { GitError } from './git-error.ts'
import { inTurn, removeLeftovers, scratchFolder } from './mirror-folder.ts'
import { type FetchProgress, progressIn } from './progress.ts'
import { type RemoteAccess, remoteAccess } from './remote-access.ts'
import { type Credentials, parseRemoteAddress, type RemoteAddress } from './remote-address.ts'
import { type GitRepository, openRepository } from './repository.ts'

export interface MirrorRequest {
  /** As a user wrote it. */
  readonly url: string
  /** Where the mirror is kept; made by the first fetch. */
  readonly folder: string
  readonly credentials?: Credentials | null
  /** Fetch the contents of files too, as readers of a config repository need them; else only their names. */
  readonly blobs?: boolean
  /** Heads of pull and merge requests; true when left out. Without them squashed work has no history. */
  readonly requests?: boolean
  /** Take `file://` addresses too. */
  readonly allowFile?: boolean
  /** Of each step; when left out a minute to answer, a quarter of an hour for what is new, an hour for the first time. */
  readonly timeout?: Milliseconds
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: (progress: FetchProgress) => void
}

export interface Mirror {
  readonly repository: GitRepository
  /** The host says that the repository has another address now; null where it does not. */
  readonly movedTo: string | null
}

const branchesAndTags = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']
const requestHeads = [
  '+refs/pull/*/head:refs/pull/*/head',
  '+refs/merge-requests/*/head:refs/merge-requests/*/head',
  '+refs/pull-requests/*/from:refs/pull-requests/*/from',
]
/** Longest that a host may take to say what it has, to send what is new, and to send everything. */
const [minute, quarter, hour] = [60_000, 900_000, 3_600_000]

/** What a host says before anything is fetched. */
interface Head {
  /** Its default branch; null where it names none. */
  readonly branch: string | null
  /** It answers nothing at all. */
  readonly isEmpty: boolean
  /** Its objects are named by SHA-256. */
  readonly isSha256: boolean
}

/** One visit to a host. */
class Visit {
  readonly address: RemoteAddress
  readonly #access: RemoteAccess
  readonly #request: MirrorRequest
  movedTo: string | null = null

  constructor(request: MirrorRequest) {
    this.#request = request
    this.address = parseRemoteAddress(request.url, { allowFile: request.allowFile ?? false })
    this.#access = remoteAccess(this.address, request.credentials ?? null)
  }

  async #run(gitDir: string | undefined, args: readonly string[], longest = hour): Promise<string> {
    const { signal, onProgress, timeout = longest } = this.#request
    const { options, ...access } = this.#access
    return runGit({
      ...access,
      ...(gitDir === undefined ? {} : { gitDir }),
      args: [...options, ...args],
      signal,
      timeout,
      onProgress: (text) => {
        this.movedTo = /redirecting to (\S+)/.exec(text)?.[1] ?? this.movedTo
        const progress = progressIn(text)
        if (progress !== null) onProgress?.(progress)
      },
    })
  }

  /** What is at the host. Says first whether it lets us in. */
  async head(): Promise<Head> {
    const said = await this.#run(
      undefined,
      ['ls-remote', '--symref', '--end-of-options', this.address.url, 'HEAD', 'refs/heads/*'],
      minute,
    )
    return {
      branch: /^ref: (refs\/heads\/\S+)\tHEAD$/m.exec(said)?.[1] ?? null,
      isEmpty: said.trim() === '',
      isSha256: /^[0-9a-f]{64}\t/m.test(said),
    }
  }

  /** Everything, the first time: of many refs a fetch would write each into a file of its own, which takes most of its time. */
  async clone(folder: string): Promise<void> {
    const { blobs = false, requests = true } = this.#request
    const refspecs = (requests ? requestHeads : []).flatMap((refspec) => ['--config', `remote.origin.fetch=${refspec}`])
    const how = ['--bare', '--template=', '--origin=origin', '--no-local', '--no-recurse-submodules', '--progress']
    const filter = blobs ? [] : ['--filter=blob:none']
    await this.#run(undefined, ['clone', ...how, ...filter, ...refspecs, '--end-of-options', this.address.url, folder])
    if (requests) await runGit({ gitDir: folder, args: ['config', '--unset-all', 'remote.origin.fetch'] })
  }

  /** What is new. */
  async fetch(gitDir: string, again: boolean): Promise<void> {
    const { blobs = false, requests = true } = this.#request
    const refspecs = [...branchesAndTags, ...(requests ? requestHeads : [])]
    const filter = blobs ? ['--no-filter', ...(again ? ['--refetch'] : [])] : ['--filter=blob:none']
    const how = [
      '--no-auto-maintenance',
      '--prune',
      '--no-tags',
      '--force',
      '--no-write-fetch-head',
      '--no-recurse-submodules',
      '--progress',
    ]
    await this.#run(gitDir, ['fetch', ...how, ...filter, 'origin', ...refspecs], again ? quarter : hour)
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

async function set(gitDir: string, name: string, value: string): Promise<void> {
  await runGit({ gitDir, args: ['config', name, value] })
}

/** A bare repository of what a host has. */
async function makeBare(folder: string, visit: Visit, { isEmpty, isSha256 }: Head): Promise<void> {
  const format = isSha256 ? ['--object-format=sha256'] : []
  // Of what is empty a clone would have nothing to do.
  if (isEmpty) {
    await runGit({
      args: ['init', '--quiet', '--bare', '--template=', ...format, '--end-of-options', folder],
      subject: folder,
    })
    await set(folder, 'remote.origin.url', visit.address.url)
  } else await visit.clone(folder)
  // What a force push took away was deployed once, perhaps.
  await set(folder, 'gc.pruneExpire', 'never')
}

/** Writes down what makes it quick to read. */
async function settle(gitDir: string, head: Head): Promise<void> {
  if (head.branch !== null) await runGit({ gitDir, args: ['symbolic-ref', 'HEAD', head.branch] })
  await runGit({ gitDir, args: ['pack-refs', '--all'] })
  await runGit({ gitDir, args: ['commit-graph', 'write', '--reachable', '--split', '--no-progress'] })
  // Not beside: what it is writing would be taken for what a killed fetch left.
  await runGit({ gitDir, args: ['-c', 'gc.autoDetach=false', 'gc', '--auto', '--quiet'] })
}

/** Brings a mirror to what the host has now. */
async function bringUp(gitDir: string, visit: Visit, head: Head, blobs: boolean): Promise<void> {
  await set(gitDir, 'remote.origin.url', visit.address.url)
  const { partial, defaultBranch } = await openRepository(gitDir)
  if (head.isEmpty && defaultBranch !== null)
    throw new GitError('EMPTY', `${visit.address.url} names no branch any more; what was fetched before is kept`)
  await visit.fetch(gitDir, partial)
  if (blobs && partial) {
    await set(gitDir, 'remote.origin.promisor', 'false')
    await runGit({ gitDir, args: ['config', '--unset-all', 'remote.origin.partialclonefilter'] })
  }
  await settle(gitDir, head)
}

/** The first fetch goes into a folder beside, so that there is a whole mirror or none. */
async function create(folder: string, visit: Visit): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  const head = await visit.head()
  const scratch = await scratchFolder(folder)
  try {
    await makeBare(scratch, visit, head)
    await settle(scratch, head)
    await rename(scratch, folder)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/**
 * Makes a bare mirror of a repository, or brings one up to date: branches, tags and the heads of requests; what the host
 * no longer has goes. Costs what is new. A stopped or failed fetch leaves the mirror as it was.
 *
 * @throws GitError
 */
export async function fetchMirror(request: MirrorRequest): Promise<Mirror> {
  const folder = resolve(request.folder)
  const visit = new Visit(request)
  return inTurn(folder, async () => {
    await removeLeftovers(folder)
    const blobs = request.blobs ?? false
    if (await exists(folder)) {
      if (!(await exists(`${folder}/HEAD`)))
        throw new GitError('NOT_A_REPOSITORY', `${folder} is no mirror of ours; remove it, or name another folder`)
      await bringUp(folder, visit, await visit.head(), blobs)
    } else await create(folder, visit)
    return { repository: await openRepository(folder), movedTo: visit.movedTo }
  })
}
