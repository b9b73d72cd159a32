/** From the commit to the artifact. Pure. */
import { group, plural, safeUrl, shortSha } from '../format.ts'
import { methodWords } from '../joint-words.ts'
import { stageTitle } from '../why-words.ts'
import { plainWords } from '../words.ts'
import type { Hrefs, WayArtifact, WayBuild, WayChange, WayDeployment } from './answers.ts'
import { type Draft, draft } from './step.ts'

const texts = {
  noCommit: 'Nobody knows which commit this version was built from.',
  unknownCommit: 'This commit is not known here.',
  unknownRequest: 'A request of this number is named, and nobody told of it.',
  noBuild: 'No build of it is known.',
  noArtifact: 'No record of this image is known.',
  afterCommit: 'Known once its commit is.',
} as const

/** The earliest and the latest of times; null where there is none. */
function ends(times: readonly (string | null)[]): { readonly first: string | null; readonly last: string | null } {
  const known = times.filter((time) => time !== null).toSorted()
  return { first: known[0] ?? null, last: known.at(-1) ?? null }
}

/** `a`, `a, b`, `a, b and 3 more`. */
function few(names: readonly string[]): string {
  const distinct = [...new Set(names)]
  const rest = distinct.length - 2
  return rest > 0 ? `${distinct.slice(0, 2).join(', ')} and ${group(rest)} more` : distinct.join(', ')
}

/** Whether its image is another's: then the configuration request is the change. */
export function isThirdParty({ links }: Pick<WayDeployment, 'links'>): boolean {
  return links.some(({ method, missing }) => method === 'THIRD_PARTY' && !missing)
}

/** How the version is known to be of its commit. */
function howOfCommit({ links, sha }: WayDeployment): Draft['how'] {
  const link = links.find(({ to, missing }) => !missing && sha !== null && to.endsWith(`@${sha}`))
  if (link === undefined) return { how: null, confidence: null }
  return { how: methodWords(link.method) ?? plainWords(link.method), confidence: link.confidence }
}

/** The commit that a deployment was built from. */
export function commitStep(deployment: WayDeployment, hrefs: Hrefs): Draft {
  const { sha, change, links } = deployment
  const mend = links.find(({ missing, to }) => missing && to.startsWith('commit'))?.mend ?? null
  const title = 'Commit'
  if (sha === null) {
    const words = 'No repository of its own: the configuration request is the change.'
    if (isThirdParty(deployment)) return draft('commit', title, { state: 'none', words })
    return draft('commit', title, { state: 'missing', words: texts.noCommit, mend })
  }
  const name = shortSha(sha)
  if (change === null) return draft('commit', title, { name, state: 'missing', words: texts.unknownCommit, mend })
  const { how, confidence } = howOfCommit(deployment) ?? {}
  const guessed = confidence === 'MEDIUM' || confidence === 'LOW'
  const known = how == null ? null : `${guessed ? 'Guessed by' : 'Known by'}: ${how.toLowerCase()}`
  const before = othersBefore(sha, change)
  const begun = before === 0 ? null : `From the first of ${plural(before + 1, 'commit')} on`
  const words = [begun, known].filter((each) => each !== null).join('. ') || null
  return draft('commit', title, { name, href: hrefs.change(change.id), from: change.firstAuthoredAt, words, mend })
}

/** Commits of a change beside the one that was built: its time is that of the first. */
function othersBefore(sha: string, { commits }: WayChange): number {
  const isAmong = commits.nodes.some((commit) => commit.sha === sha)
  return Math.max(0, commits.totalCount - (isAmong || commits.totalCount > commits.nodes.length ? 1 : 0))
}

/** The commits of a change. */
export function commitsStep({ commits, sha, firstAuthoredAt }: WayChange): Draft {
  const one = commits.totalCount === 1 ? (commits.nodes[0]?.sha ?? sha) : sha
  const name = commits.totalCount > 1 ? plural(commits.totalCount, 'commit') : shortSha(one ?? '')
  return draft('commit', 'Commit', {
    name,
    from: firstAuthoredAt,
    words: commits.totalCount > 1 ? 'From the first on' : null,
  })
}

/** The request that holds the commit; `href` leads to where more of it stands. */
export function requestStep(change: WayChange | null, href: string | null, others = 0): Draft {
  const title = 'Request'
  if (change === null) return draft('request', title, { state: 'missing', words: texts.afterCommit })
  const { number, openedAt, mergedAt } = change
  const more = others > 0 ? `, and ${plural(others, 'more change')}` : ''
  if (number === null) return draft('request', title, { state: 'none', words: `No request holds it${more}` })
  const name = `#${number}`
  if (openedAt === null) {
    const mend = 'Connect its host on the setup page, or post its `pull_request` event.'
    return draft('request', title, { name, href, to: mergedAt, state: 'missing', words: texts.unknownRequest, mend })
  }
  const state = mergedAt === null ? 'waiting' : 'known'
  return draft('request', title, {
    name,
    href,
    from: openedAt,
    to: mergedAt,
    stage: stageTitle('REVIEW'),
    state,
    words: `${change.title ?? ''}${more}`,
  })
}

/** What built the commit; of several runs all of them together. */
export function buildStep(builds: readonly WayBuild[], commitKnown: boolean): Draft {
  const title = 'Build'
  if (builds.length === 0) {
    if (!commitKnown) return draft('build', title, { state: 'missing', words: texts.afterCommit })
    const mend = 'Connect GitHub, whose workflow runs are builds, or post its `build` event.'
    return draft('build', title, { state: 'missing', words: texts.noBuild, mend })
  }
  const after = builds.filter(({ phase }) => phase !== 'PRE_MERGE')
  const shown = after.length > 0 ? after : builds
  const last = shown.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1)).at(-1)
  const runs = last?.finishedAt == null
  const ended = last?.outcome === 'FAILED' || last?.outcome === 'CANCELLED' ? 'bad' : 'known'
  return draft('build', title, {
    name: few(shown.flatMap(({ name }) => name ?? [])) || null,
    href: safeUrl(last?.url ?? null),
    from: ends(shown.map(({ startedAt }) => startedAt)).first,
    to: runs ? null : ends(shown.map(({ finishedAt }) => finishedAt)).last,
    state: runs ? 'waiting' : ended,
    words: after.length > 0 ? null : 'Before the merge alone',
    aside: after.length === 0,
  })
}

/** `shop:v2`, `pkg 1.4`, or the beginning of a digest. */
function artifactName({ image, tag, version, digest }: Omit<WayArtifact, 'publishedAt' | 'deployed' | 'url'>): string {
  const last = image?.split('/').at(-1) ?? null
  if (last !== null && tag !== null) return `${last}:${tag}`
  if (version !== null) return version
  return [last, digest === null ? null : shortSha(digest)].filter((part) => part !== null).join(' ') || 'unnamed'
}

function published(kind: 'input' | 'artifact', title: string, artifacts: readonly WayArtifact[]): Draft {
  const { first, last } = ends(artifacts.map(({ publishedAt }) => publishedAt))
  return draft(kind, title, {
    name: few(artifacts.map(artifactName)),
    href: safeUrl(artifacts[0]?.url ?? null),
    from: first,
    to: last === first ? null : last,
    words: 'Published',
  })
}

/** What is deployed, after what that was built from. */
export function artifactSteps(deployment: WayDeployment): Draft[] {
  const { artifacts, images, sha } = deployment
  const inputs = artifacts.filter(({ deployed }) => !deployed)
  const own = artifacts.filter(({ deployed }) => deployed)
  const before = inputs.length === 0 ? [] : [published('input', 'Built from', inputs)]
  if (own.length > 0) return [...before, published('artifact', 'Artifact', own)]
  const name = few(images.map(({ image, tag, digest }) => artifactName({ image, tag, digest, version: null }))) || null
  if (isThirdParty(deployment))
    return [draft('artifact', 'Artifact', { name, state: 'none', words: 'Built and published by others' })]
  if (images.length === 0 && sha !== null)
    return [draft('artifact', 'Artifact', { state: 'none', words: 'Deployed by its commit: no image is named' })]
  const mend = 'Connect the registry, such as Harbor, on the setup page, or post its `artifact` event.'
  return [draft('artifact', 'Artifact', { name, state: 'missing', words: texts.noArtifact, mend })]
}
