import type { linkMethods } from '#domain/statement-attributes'
import type { ReferenceValue } from './image-reference.ts'

/** What is known of the repository that a service is built from. */
export interface CommitLookup {
  /** Number of its commits; the more there are, the less a short sha proves. */
  readonly size: number
  /** Commits whose sha begins with these hex digits of lower case. */
  readonly shasOf: (prefix: string) => readonly string[]
  /** The commit of the git tag of exactly this name; null where there is none. */
  readonly shaOfTag: (name: string) => string | null
}

export type ResolutionMethod = (typeof linkMethods)[number]

/** The commit that a version was built from. */
export interface Resolved {
  readonly sha: string
  readonly method: ResolutionMethod
  /** HIGH is certain; MEDIUM is one commit alone, by a rule that may err. */
  readonly confidence: 'HIGH' | 'MEDIUM'
}

/** Why no commit was found. */
export interface Unresolved {
  /** UNKNOWN: nothing fits. AMBIGUOUS: several commits do. MUTABLE: the name stands for another commit each day. */
  readonly reason: 'UNKNOWN' | 'AMBIGUOUS' | 'MUTABLE'
  /** The commits that fit, ascending, at most 20. */
  readonly candidates: readonly string[]
}

export type Resolution = Resolved | Unresolved

const mutable =
  /^(?:latest|main|master|trunk|develop(?:ment)?|dev|edge|nightly|stable|head|canary|current|prod|production|staging|test|release)$/i
const hexWord = /(?<![0-9a-z])(?:g(?=[0-9a-f]{7,40}(?![0-9a-z])))?([0-9a-f]{64}|[0-9a-f]{7,40})(?![0-9a-z])/gi

/** Below this chance that some commit of the repository begins so by accident, a short sha is believed. */
const accident = 1e-4
const mostCandidates = 20

function unresolved(reason: Unresolved['reason'], shas: readonly string[] = []): Unresolved {
  return { reason, candidates: [...new Set(shas)].toSorted().slice(0, mostCandidates) }
}

/** Words of a tag that may be a sha, the longest first: `abc1234` of `main-abc1234-1699999999`. */
function shaWords(tag: string): string[] {
  const words = [...tag.matchAll(hexWord)].map(([, word = '']) => word.toLowerCase())
  return [...new Set(words)].toSorted((a, b) => b.length - a.length)
}

function bySha(tag: string, lookup: CommitLookup): Resolution {
  const found = shaWords(tag)
    .map((word) => ({ word, shas: lookup.shasOf(word) }))
    .filter(({ shas }) => shas.length > 0)
  const full = found.filter(({ word, shas }) => shas.includes(word)).map(({ word }) => word)
  if (full.length === 1) return { sha: full[0] as string, method: 'TAG_FULL_SHA', confidence: 'HIGH' }
  // A number is a build's more often than a sha's.
  const lettered = found.filter(({ word }) => /[a-f]/.test(word))
  const fitting = lettered.length > 0 ? lettered : found
  const shas = [...new Set(fitting.flatMap((one) => one.shas))]
  const [sha] = shas
  if (sha === undefined) return unresolved('UNKNOWN')
  if (shas.length > 1) return unresolved('AMBIGUOUS', shas)
  const proves = fitting.some(({ word }) => /[a-f]/.test(word) && lookup.size / 16 ** word.length < accident)
  return { sha, method: 'TAG_SHORT_SHA', confidence: proves ? 'HIGH' : 'MEDIUM' }
}

/** Names that a git tag may have where the image's tag is another: `v1.2.3` for `1.2.3`, `api-1.2.3` or `api/v1.2.3` in a monorepo. */
function likeNames(tag: string, service: string): string[] {
  const bare = tag.replace(/^v(?=\d)/, '')
  const versions = /^\d/.test(bare) ? [bare, `v${bare}`] : [tag]
  const prefixed = versions.flatMap((version) => [
    `${service}-${version}`,
    `${service}/${version}`,
    `${service}@${version}`,
  ])
  const spelt = [tag.replaceAll('-', '_'), tag.replaceAll('_', '-'), tag.replaceAll('-', '/')]
  return [...versions, ...prefixed, ...spelt, tag.replace(/_(?=[^_]*$)/, '+')].filter((name) => name !== tag)
}

function byLikeTag(tag: string, service: string, lookup: CommitLookup): Resolution {
  const shas = likeNames(tag, service).flatMap((name) => lookup.shaOfTag(name) ?? [])
  const distinct = [...new Set(shas)]
  const [sha] = distinct
  if (sha === undefined) return unresolved('UNKNOWN')
  if (distinct.length > 1) return unresolved('AMBIGUOUS', distinct)
  return { sha, method: 'TAG_LIKE_GIT_TAG', confidence: 'MEDIUM' }
}

/** Both ways must agree, or neither is believed. */
function agreed(tagged: string | null, sha: Resolution): Resolution | null {
  if (tagged === null) return null
  if ('sha' in sha && sha.sha !== tagged) return unresolved('AMBIGUOUS', [tagged, sha.sha])
  if ('reason' in sha && sha.reason === 'AMBIGUOUS' && !sha.candidates.includes(tagged))
    return unresolved('AMBIGUOUS', [tagged, ...sha.candidates])
  return { sha: tagged, method: 'TAG_GIT_TAG', confidence: 'HIGH' }
}

/** The version that names a commit, where one does. */
function versionText(value: ReferenceValue): string | undefined {
  return value.tag ?? (value.chart === undefined ? value.ref : undefined)
}

/** What of a version may be a sha or the beginning of one, as `shasOf` of a lookup is asked for it. */
export function shaWordsOf(value: ReferenceValue): string[] {
  const version = versionText(value)
  return version === undefined ? [] : shaWords(version)
}

/**
 * The commit behind an image's tag or a revision: a full or short sha in it, verified to exist; a git tag of its name;
 * else, with MEDIUM confidence, a git tag that is spelt alike. A digest alone needs an artifact that names its commit.
 *
 * @param service whose name may stand before the version in a git tag.
 */
export function resolveVersion(value: ReferenceValue, service: string, lookup: CommitLookup): Resolution {
  const version = versionText(value)
  if (version === undefined) return unresolved('UNKNOWN')
  const tag = version.replace(/^refs\/tags\//, '')
  if (mutable.test(tag)) return unresolved('MUTABLE')
  const sha = bySha(tag, lookup)
  const exact = agreed(lookup.shaOfTag(tag), sha)
  if (exact !== null) return exact
  if ('sha' in sha || sha.reason === 'AMBIGUOUS') return sha
  return byLikeTag(tag, service, lookup)
}

/** A lookup over lists: every sha of the repository, and its git tags. */
export function commitLookup(
  shas: Iterable<string>,
  tags: Iterable<{ readonly name: string; readonly sha: string }>,
): CommitLookup {
  const sorted = [...shas].toSorted()
  const byName = new Map([...tags].map(({ name, sha }) => [name, sha]))
  const firstFrom = (prefix: string): number => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sorted[middle] as string) < prefix) low = middle + 1
      else high = middle
    }
    return low
  }
  const shasOf = (prefix: string): string[] => {
    const found: string[] = []
    for (let at = firstFrom(prefix); sorted[at]?.startsWith(prefix) === true && found.length < mostCandidates; at += 1)
      found.push(sorted[at] as string)
    return found
  }
  return { size: sorted.length, shasOf, shaOfTag: (name) => byName.get(name) ?? null }
}
