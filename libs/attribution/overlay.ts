import type { DeploymentEvent } from '#domain/delivery-event'
import type { DeploymentState } from '#domain/entity-state'
import { configPathAttribute } from '#domain/statement-attributes'
import type { Wait } from '#domain/stream-history'
import type { CommitGraph } from './commit-graph/commit-graph.ts'
import { Bumps, isSync } from './configuration.ts'
import type { Overlay, Run } from './runs.ts'

/** So many commits of the line are looked at below an applied one, down to the one that asked for its version, or where none is known. */
const mostWalked = { toBump: 2_000, toNone: 200 } as const

/** By `repository@sha`: the files that a commit of a configuration changed; null where nobody told them. Those that only move image references changed none. */
export type ChangedFiles = ReadonlyMap<string, readonly string[] | null>

interface Line {
  readonly shas: readonly string[]
  /** Below these nothing is known. */
  readonly end: string | null
}

/** First parents from a commit down to another one, that one left out. */
function lineOf(graph: CommitGraph, from: string, to: string | null): Line {
  const shas: string[] = []
  const most = to === null ? mostWalked.toNone : mostWalked.toBump
  for (let sha: string | undefined = from; sha !== undefined && sha !== to; [sha] = graph.parentsOf(sha)) {
    if (!graph.has(sha) || shas.length >= most) return { shas, end: sha }
    shas.push(sha)
  }
  return { shas, end: null }
}

/** The folder that a reconciler says it applied; empty for the whole repository, null where it says none. */
function folderOf({ attributes }: DeploymentEvent): string | null {
  const path = attributes?.[configPathAttribute]
  return typeof path === 'string' ? path.replace(/^(?:\.?\/+|\.$)+/, '').replace(/\/+$/, '') : null
}

function lies(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}

/** Where a sync is to be looked below: null for what is no sync, names no path, or applied what nobody told. */
function lookedBelow(event: DeploymentEvent, graphs: ReadonlyMap<string, CommitGraph>) {
  const { configRepository, configRevision } = event
  if (!isSync(event) || configRepository === undefined || configRevision === undefined) return null
  const folder = folderOf(event)
  const graph = graphs.get(configRepository)
  return folder === null || graph?.has(configRevision) !== true
    ? null
    : { repository: configRepository, revision: configRevision, folder, graph }
}

/** Commits whose files must be known to tell what syncs applied beside their versions: by repository. */
export function overlayCommits(
  deployments: readonly DeploymentState[],
  bumps: readonly DeploymentState[],
  graphs: ReadonlyMap<string, CommitGraph>,
): Map<string, Set<string>> {
  const asked = new Map<string, Set<string>>()
  const syncs = deployments.filter(({ event }) => lookedBelow(event, graphs) !== null)
  if (syncs.length === 0) return asked
  const known = new Bumps([...deployments, ...bumps], graphs)
  const walked = new Set<string>()
  for (const sync of syncs) {
    const below = lookedBelow(sync.event, graphs)
    if (below === null) continue
    const { repository, revision, graph } = below
    const to = known.appliedBy(sync)?.bump.event.configSha ?? null
    if (walked.has(`${repository}@${revision} ${to}`)) continue
    walked.add(`${repository}@${revision} ${to}`)
    const shas = asked.get(repository) ?? new Set<string>()
    asked.set(repository, shas)
    for (const sha of lineOf(graph, revision, to).shas) shas.add(sha)
  }
  return asked
}

/** Looks at each stretch of a line once, for all syncs that applied the same. */
export class Overlays {
  readonly #known = new Map<string, Overlay>()
  readonly #graphs: ReadonlyMap<string, CommitGraph>
  readonly #files: ChangedFiles

  constructor(graphs: ReadonlyMap<string, CommitGraph>, files: ChangedFiles) {
    this.#graphs = graphs
    this.#files = files
  }

  /** The run with what its sync applied beside the version, and with the commit that it is the configuration of. */
  on(run: Run): Run {
    const { event } = run.state
    const below = lookedBelow(event, this.#graphs)
    if (below === null || (event.configSha !== undefined && run.bump === undefined)) return run
    const overlay = this.#of(below, run.bump?.sha ?? null)
    const [configSha] = overlay.shas
    if (configSha === undefined) return { ...run, overlay }
    return { ...run, overlay, state: { ...run.state, event: { ...event, configSha } } }
  }

  /** What a sync applied of a repository that is read, and that nobody told yet. */
  waitOf({ at, overlay, state: { event } }: Run): Wait[] {
    if (overlay !== undefined) {
      const { isUntold, unknown, repository } = overlay
      return isUntold ? [{ kind: 'commit', reference: `${repository}@${unknown ?? ''}`, since: at }] : []
    }
    const { configRepository = '', configRevision } = event
    const graph = this.#graphs.get(configRepository)
    if (configRevision === undefined || !isSync(event) || folderOf(event) === null) return []
    if (graph === undefined || graph.size === 0 || graph.has(configRevision)) return []
    return [{ kind: 'commit', reference: `${configRepository}@${configRevision}`, since: at }]
  }

  #of(below: NonNullable<ReturnType<typeof lookedBelow>>, bumpSha: string | null): Overlay {
    const { repository, revision, folder, graph } = below
    const key = JSON.stringify([repository, revision, folder, bumpSha])
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const { shas, end } = lineOf(graph, revision, bumpSha)
    const found: string[] = []
    let unknown = end
    for (const sha of shas) {
      const files = this.#files.get(`${repository}@${sha}`) ?? null
      if (files === null) {
        unknown = sha
        break
      }
      if (files.some((path) => lies(path, folder))) found.push(sha)
    }
    const isUntold = unknown !== null && (unknown !== end || !graph.has(unknown))
    const overlay = { repository, shas: found, bumpSha, unknown, isUntold }
    this.#known.set(key, overlay)
    return overlay
  }
}
