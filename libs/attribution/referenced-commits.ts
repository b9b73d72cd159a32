import { dryCommitAttribute, hydratedCommitAttribute, referencedCommitsAttribute } from '#domain/statement-attributes'
import type { Link } from '#domain/stream-history'
import type { SourceCommit } from './artifact-links.ts'
import type { SequenceInput } from './stream-input.ts'
import type { Walked } from './walk.ts'
import { sameVersion } from './version.ts'
import type { Wave } from './waves.ts'

/** What the commits of the configuration that syncs applied say of the commit of a version. */
export interface ReferencedCommits {
  /** At most one. */
  readonly heads: readonly SourceCommit[]
  readonly links: readonly Link[]
}

const nothing: ReferencedCommits = { heads: [], links: [] }

function commitOf(text: string): SourceCommit | null {
  const at = text.lastIndexOf('@')
  return at < 1 || at === text.length - 1 ? null : { repository: text.slice(0, at), sha: text.slice(at + 1) }
}

function hole(to: string, mend: string, statements: readonly string[]): ReferencedCommits {
  const link = { from: 'deployment', to, method: 'ARGOCD_REFERENCE', confidence: 'LOW', statements } as const
  return { heads: [], links: [{ ...link, missing: true, mend }] }
}

/**
 * The commit for which the applied commit of the configuration says that it was made, where nothing else tells the commit of a version:
 * only of a version that is another than the live one, because what is applied is the newest commit for all services of a repository,
 * whoever's it is; and only one of the repository of the service. What is named and cannot be taken is a hole.
 */
export function referencedCommits(wave: Wave, { live }: Walked, input: SequenceInput): ReferencedCommits {
  const saying = wave.runs.filter(
    ({ state }) => typeof state.event.attributes?.[referencedCommitsAttribute] === 'string',
  )
  if (saying.length === 0 || live === null || sameVersion(wave.identity, live.identity)) return nothing
  const texts = saying.flatMap(({ state }) => String(state.event.attributes?.[referencedCommitsAttribute]).split(' '))
  const named = [...new Set(texts)].toSorted().flatMap((text) => commitOf(text) ?? [])
  const statements = saying.flatMap(({ state }) => state.statements).toSorted()
  const [first] = named
  if (first === undefined) return nothing
  if (!input.isRepositoryGiven)
    return hole(
      `commit ${first.repository}@${first.sha}`,
      `say of which repository ${input.service} is built`,
      statements,
    )
  const own = named.filter(({ repository }) => repository.toLowerCase() === input.repository.toLowerCase())
  const [only, ...others] = own
  if (only === undefined) return nothing
  if (others.length > 0) {
    const mend = `tell which commit the version was built from: the configuration names ${own.length}`
    return hole(`commit ${only.repository}@${only.sha}`, mend, statements)
  }
  const head = { repository: input.repository, sha: only.sha }
  const to = `commit ${head.repository}@${head.sha}`
  const link = { from: 'deployment', to, method: 'ARGOCD_REFERENCE', confidence: 'MEDIUM', statements } as const
  return { heads: [head], links: [{ ...link, missing: false }] }
}

/** From commits that a tool rendered to those that were written by hand. */
export function hydrationLinks(wave: Wave): Link[] {
  const links = new Map<string, Link>()
  for (const { state } of wave.runs) {
    const { [hydratedCommitAttribute]: hydrated, [dryCommitAttribute]: dry } = state.event.attributes ?? {}
    if (typeof hydrated !== 'string' || typeof dry !== 'string') continue
    const known = links.get(`${hydrated} ${dry}`)?.statements ?? []
    links.set(`${hydrated} ${dry}`, {
      from: `commit ${hydrated}`,
      to: `commit ${dry}`,
      method: 'HYDRATED',
      confidence: 'HIGH',
      statements: [...known, ...state.statements].toSorted(),
      missing: false,
    })
  }
  return [...links.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, link]) => link)
}
