import type { Link, Wait } from '#domain/stream-history'
import type { SourceCommit } from './artifact-links.ts'
import { shaLinkOf } from './stated-rules.ts'
import type { SequenceInput } from './stream-input.ts'
import { newestOf, type Wave } from './waves.ts'

/** The repository that a commit is said to be of; where that one lacks it, the only one that has it. */
export function homeOf(sha: string, said: string, { graphs }: SequenceInput): string {
  const known = [...graphs.entries()].filter(([, graph]) => graph.has(sha)).map(([name]) => name)
  const [only, ...others] = known
  return only === undefined || others.length > 0 || known.includes(said) ? said : only
}

/** The commits of a version: the stated one, else those behind its artifact. */
export function headsOf(wave: Wave, input: SequenceInput): SourceCommit[] {
  const heads = new Map<string, SourceCommit>()
  const sha = newestOf(wave.runs, (state) => state.event.sha)
  if (sha !== null) {
    const stated = newestOf(wave.runs, (state) => state.event.repository)
    const repository = homeOf(sha, stated ?? input.repository, input)
    heads.set(repository, { repository, sha })
  }
  for (const run of wave.runs) {
    for (const source of run.link?.sources ?? [])
      if (!heads.has(source.repository)) heads.set(source.repository, source)
  }
  if (sha === null && heads.size === 0 && wave.identity.sha !== null) {
    heads.set(input.repository, { repository: input.repository, sha: wave.identity.sha })
  }
  return [...heads.values()]
}

/** `includes` of all reports, each in the first repository whose graph has it, else in the service's own. */
export function includesOf(wave: Wave, input: SequenceInput): string[] {
  const shas = new Set(wave.runs.flatMap((run) => run.state.event.includes ?? []))
  const config = newestOf(wave.runs, (state) => state.event.configRepository)
  const places = [input.repository, ...(config === null ? [] : [config]), ...[...input.graphs.keys()].toSorted()]
  return [...shas]
    .map((sha) => `${places.find((place) => input.graphs.get(place)?.has(sha)) ?? input.repository}@${sha}`)
    .toSorted()
}

/** How the commits of a version were found. */
export function commitLink(wave: Wave, heads: readonly SourceCommit[]): Link[] {
  return heads.map(({ repository, sha }) => {
    const linked = wave.runs.find((run) =>
      run.link?.sources.some((source) => source.sha === sha && source.repository === repository),
    )
    const stated = wave.runs.filter((run) => run.state.event.sha === sha)
    const byWord = stated.length > 0
    const found = stated.map((run) => shaLinkOf(run.state.event))
    const word = found.find((link) => link.method === 'STATED_SHA') ?? found[0]
    return {
      from:
        linked?.link == null || byWord
          ? 'deployment'
          : `artifact ${wave.identity.digests.join() || wave.identity.imageTag || wave.identity.version || ''}`,
      to: `commit ${repository}@${sha}`,
      method: word?.method ?? linked?.link?.method ?? 'STATED_SHA',
      confidence: word?.confidence ?? linked?.link?.confidence ?? 'MEDIUM',
      statements: byWord ? stated.flatMap((run) => run.state.statements).toSorted() : (linked?.link?.statements ?? []),
      missing: false,
    }
  })
}

/** The commit of the configuration in the place of one that others made. */
export function thirdPartyLink(wave: Wave): Link[] {
  const repository = newestOf(wave.runs, (state) => state.event.configRepository)
  const sha = newestOf(wave.runs, (state) => state.event.configSha)
  if (repository === null || sha === null) return []
  const stating = wave.runs.filter(({ state }) => state.event.configSha === sha)
  return [
    {
      from: 'deployment',
      to: `commit ${repository}@${sha}`,
      method: 'THIRD_PARTY',
      confidence: 'MEDIUM',
      statements: stating.flatMap(({ state }) => state.statements).toSorted(),
      missing: false,
    },
  ]
}

/** What would have to be told of a version of which no commit is known. */
export function artifactWait(wave: Wave, heads: readonly SourceCommit[]): Omit<Wait, 'since'>[] {
  if (heads.length > 0) return []
  const { digests, version, imageTag } = wave.identity
  return [...digests, version, imageTag]
    .filter((name) => name !== null)
    .map((reference) => ({ kind: 'artifact', reference }))
}
