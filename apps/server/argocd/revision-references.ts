import type { Swept } from '#sources/argocd/listing'
import { appliedRevision, type Reference } from '#sources/argocd/references'
import type { ArgocdApi } from './api.ts'

/** Asks of each commit of the configuration once for which commits it was made. */
export class RevisionReferences {
  readonly #api: ArgocdApi
  readonly #known = new Map<string, Promise<readonly Reference[]>>()

  constructor(api: ArgocdApi) {
    this.#api = api
  }

  /** None where the API does not tell: then the version waits for whoever tells its commit. */
  of(swept: Swept, application: unknown): Promise<readonly Reference[]> {
    const applied = appliedRevision(application)
    if (applied === null) return Promise.resolve([])
    const key = `${applied.repository}@${applied.revision}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const asked = this.#api.references(swept, applied).then(({ found }) => found ?? [])
    this.#known.set(key, asked)
    return asked
  }
}
