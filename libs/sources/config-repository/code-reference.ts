import * as z from 'zod'
import { normaliseRepository } from '#domain/repository-name'

/** The commit of another repository for which a commit of the configuration was made, as that one says. */
export interface CodeReference {
  /** `host/owner/name`; null where it names none. */
  readonly repository: string | null
  /** Whole, or its beginning of at least seven digits. */
  readonly sha: string
}

/** What a commit says of where it is from. */
export interface Origin {
  readonly reference: CodeReference | null
  /** The commit that was written by hand, where a tool rendered this one. */
  readonly dry: CodeReference | null
}

export const noOrigin: Origin = { reference: null, dry: null }

/** File in which the hydrator of Argo CD says what it rendered. */
export const hydratorFile = 'hydrator.metadata'

const hex = /^[0-9a-f]{7,64}$/
const longestUrl = 2_000
const named = /^[^\s/]+\/\S+$/

/** Null where it is no sha that can be told from others, or where the address is none. */
function referenceTo(sha: string | undefined, url: string | undefined): CodeReference | null {
  const digits = sha?.trim().toLowerCase() ?? ''
  if (!hex.test(digits)) return null
  const address = url?.trim() ?? ''
  if (address === '') return { repository: null, sha: digits }
  const repository = address.length > longestUrl ? '' : normaliseRepository(address)
  return named.test(repository) ? { repository, sha: digits } : null
}

/** Whether two names mean one repository: hosts take them in any case, and one may be without its host. */
export function isSameRepository(a: string, b: string): boolean {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()]
  return one === other || one.endsWith(`/${other}`) || other.endsWith(`/${one}`)
}

/** What the trailers `Argocd-reference-commit-*` of a message name; of several the last, as Argo CD takes them. */
export function referenceOf(
  trailers: readonly { readonly key: string; readonly value: string }[],
): CodeReference | null {
  const said = (name: string): string | undefined =>
    trailers.findLast(({ key }) => key.toLowerCase() === `argocd-reference-commit-${name}`)?.value
  return referenceTo(said('sha'), said('repourl'))
}

const text = z.string().optional().catch(undefined)
const Metadata = z.object({
  drySha: text,
  repoURL: text,
  references: z
    .array(z.object({ commit: z.object({ sha: text, repoURL: text }).optional().catch(undefined) }))
    .catch([]),
})

/** What the hydrator says of the commit that it wrote; nothing where it is no word of the hydrator. */
export function hydratedFrom(content: string): Origin {
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch {
    return noOrigin
  }
  const read = Metadata.safeParse(value)
  if (!read.success) return noOrigin
  const { drySha, repoURL, references } = read.data
  const commit = references.at(-1)?.commit
  return { reference: referenceTo(commit?.sha, commit?.repoURL), dry: referenceTo(drySha, repoURL) }
}
