import type { z } from 'zod'
import { type Material, PredicateV02, PredicateV1 } from './payload.ts'

/** The commit that provenance says something was built from. */
export interface Commit {
  readonly sha: string
  /** As it was written, without what follows the repository; null where the commit is told alone. */
  readonly repository: string | null
}

/** What a predicate says, in the words of either version. */
export interface Built {
  readonly commit: Commit
  /** `SLSA_V1` or `SLSA_V0_2`, with `_LOCAL` where only the builder's caller said what the folder was. */
  readonly method: string
  readonly builder: string | null
  readonly run: string | null
  /** ISO 8601: its end, else its start. */
  readonly at: string | null
}

/** Files have hashes too. */
const file = /\.(?:tgz|zip|gz|bz2|xz|zst|jar|whl|deb|rpm|json|ya?ml)$/i

const wholeSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i

/** `https://git.example.com/acme/shop` of `git+https://git.example.com/acme/shop.git@refs/heads/main`, and of `…#main`. */
function repositoryOf(uri: string): string {
  return uri
    .replace(/^git\+/i, '')
    .replace(/[#?].*$/, '')
    .replace(/^([a-z+.-]+:\/\/[^/]*\/[^@]*)@.*$/i, '$1')
    .replace(/(?:\.git)?\/*$/i, '')
}

/** A package, an image or a file has a digest of its own kind; the sha256 of git's own hash is written by some hosts. */
function commitOf({ uri, digest }: Material): Commit | null {
  const { gitCommit, sha1, sha256 } = digest ?? {}
  const isForty = typeof sha256 === 'string' && sha256.length === 40
  const sha = [gitCommit, sha1, isForty ? sha256 : null].find(
    (text): text is string => typeof text === 'string' && wholeSha.test(text),
  )
  if (sha === undefined || /^pkg:/i.test(uri ?? '') || file.test(uri ?? '')) return null
  const isGit = gitCommit !== undefined || /^git[+@:]|^(?:https?|ssh):\/\//i.test(uri ?? '')
  const repository = repositoryOf(uri ?? '')
  return isGit || !uri ? { sha: sha.toLowerCase(), repository: repository === '' ? null : repository } : null
}

function commitsOf(materials: readonly (Material | null | undefined)[]): Commit[] {
  const all = materials.flatMap((material) => (material ? (commitOf(material) ?? []) : []))
  return [...new Map(all.map((commit) => [commit.sha, commit])).values()]
}

type Vcs = { readonly source?: string | null | undefined; readonly revision?: string | null | undefined }

function local(vcs: Vcs | null | undefined): Commit[] {
  const { source, revision } = vcs ?? {}
  if (!revision || !wholeSha.test(revision)) return []
  return [{ sha: revision.toLowerCase(), repository: source ? repositoryOf(source) : null }]
}

/** Of several lists of commits the first that names any; where that one names several, nobody knows which it was. */
function chosen(lists: readonly (readonly Commit[])[]): Commit | string {
  const [first = [], ...rest] = lists
  const [only, ...others] = first
  if (only === undefined) return rest.length === 0 ? 'it names no commit' : chosen(rest)
  return others.length === 0
    ? only
    : `it names several commits (${first.map(({ sha }) => sha.slice(0, 12)).join(', ')})`
}

function sameRepository(a: string, b: string | null): boolean {
  return b !== null && repositoryOf(a).toLowerCase() === b.toLowerCase()
}

function readV1({ buildDefinition, runDetails }: z.infer<typeof PredicateV1>): Built | string {
  const { externalParameters: given, resolvedDependencies } = buildDefinition
  const dependencies = resolvedDependencies ?? []
  const { builder, metadata } = runDetails ?? {}
  const home = given?.workflow?.repository
  const stated = [
    commitsOf([given?.configSource, given?.source]),
    home ? commitsOf(dependencies).filter(({ repository }) => sameRepository(home, repository)) : [],
    // Tekton lists its own recipes beside what they were given.
    commitsOf(dependencies.filter(({ name }) => name?.startsWith('inputs/'))),
    commitsOf(dependencies),
  ]
  const isStated = stated.some((list) => list.length > 0)
  const commit = chosen([...stated, local(metadata?.buildkit_metadata?.vcs)])
  if (typeof commit === 'string') return commit
  return {
    commit,
    method: isStated ? 'SLSA_V1' : 'SLSA_V1_LOCAL',
    builder: builder?.id ?? null,
    run: metadata?.invocationId ?? null,
    at: metadata?.finishedOn ?? metadata?.startedOn ?? null,
  }
}

function readV02({
  buildType,
  builder,
  invocation,
  materials,
  metadata,
}: z.infer<typeof PredicateV02>): Built | string {
  const recipe = commitsOf([invocation?.configSource])
  const all = commitsOf(materials ?? [])
  const others = all.filter(({ sha }) => !recipe.some((commit) => commit.sha === sha))
  // The recipe of Tekton may stand in another repository than what it builds.
  const stated = /tekton/i.test(buildType ?? '') ? [others, recipe] : [recipe, all]
  const isStated = stated.some((list) => list.length > 0)
  const commit = chosen([...stated, local(metadata?.local?.vcs)])
  if (typeof commit === 'string') return commit
  return {
    commit,
    method: isStated ? 'SLSA_V0_2' : 'SLSA_V0_2_LOCAL',
    builder: builder?.id ?? null,
    run: metadata?.buildInvocationId ?? null,
    at: metadata?.buildFinishedOn ?? metadata?.buildStartedOn ?? null,
  }
}

/** Why a statement cannot be read, though it should say a commit. */
export interface Misshapen {
  readonly misshapen: string
}

/** What the predicate of a statement says of what its subjects were built from; or why it says nothing. */
export function readBuilt(predicateType: string, predicate: unknown): Built | Misshapen | string {
  if (/^https:\/\/slsa\.dev\/provenance\/v1(?:\.\d+)?$/.test(predicateType)) {
    const read = PredicateV1.safeParse(predicate)
    return read.success ? readV1(read.data) : { misshapen: 'its predicate is not as SLSA 1 has it' }
  }
  if (/^https:\/\/slsa\.dev\/provenance\/v0\.[12]$/.test(predicateType)) {
    const read = PredicateV02.safeParse(predicate)
    return read.success ? readV02(read.data) : { misshapen: 'its predicate is not as SLSA 0.2 has it' }
  }
  return `a statement of type ${predicateType.slice(0, 100)} says nothing of commits`
}
