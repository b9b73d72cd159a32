import type { Instant } from '#domain/instant'
import { readListing, type Swept, sweptFields } from '#sources/argocd/listing'
import { type AskedRevision, type Reference, referencesIn } from '#sources/argocd/references'
import type { ApiSettings } from '#sources/api-settings'
import { type Answered, ApiClient } from '../asking/api-client.ts'

/** Half a kilobyte each; Argo CD has no pages. */
const largestList = 67_108_864
const largestApplication = 8_388_608
const largestMetadata = 1_048_576
export interface ArgocdApiOptions {
  /** Name of the source, for the commands that mend. */
  readonly source: string
  readonly settings: ApiSettings
  readonly token: string
  readonly clock: () => Instant
  readonly signal: AbortSignal
}

function forbidden(host: string): string {
  return `${host} does not let the account of the token see applications; in argocd-rbac-cm: p, ACCOUNT, applications, get, */*, allow`
}

/** Reads an Argo CD over its API, with the token of an account that may get applications. */
export class ArgocdApi {
  readonly #client: ApiClient

  constructor({ token, ...options }: ArgocdApiOptions) {
    this.#client = new ApiClient({
      ...options,
      credentials: { authorization: `Bearer ${token}` },
      title: 'Argo CD',
      forbidden,
    })
  }

  /** Every application that the account may see, as far as it tells whether something happened. */
  async sweep(): Promise<Answered<readonly Swept[]>> {
    const answer = await this.#client.ask(`/api/v1/applications?fields=${sweptFields}`, largestList)
    if (answer.problem !== null) return answer
    const found = readListing(answer.found)
    if (found !== null) return { found, problem: null }
    return this.#client.unexpected()
  }

  /** One application as a whole. */
  application({ name, namespace }: Swept): Promise<Answered<unknown>> {
    const within = namespace === null ? '' : `?appNamespace=${encodeURIComponent(namespace)}`
    return this.#client.ask(`/api/v1/applications/${encodeURIComponent(name)}${within}`, largestApplication)
  }

  /** For which commits a commit of the configuration says that it was made; Argo CD tells it since 3.1. */
  async references(
    { name, namespace }: Swept,
    { revision, sourceIndex }: AskedRevision,
  ): Promise<Answered<readonly Reference[]>> {
    const asked = new URLSearchParams({
      ...(namespace !== null && { appNamespace: namespace }),
      ...(sourceIndex !== null && { sourceIndex: String(sourceIndex) }),
    })
    const path = `/api/v1/applications/${encodeURIComponent(name)}/revisions/${encodeURIComponent(revision)}/metadata`
    const answer = await this.#client.ask(asked.size === 0 ? path : `${path}?${asked}`, largestMetadata)
    return answer.problem === null ? { found: referencesIn(answer.found, revision), problem: null } : answer
  }
}
