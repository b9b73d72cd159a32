import type { Swept } from '#sources/argocd/listing'
import { appliedRevision, type Reference } from '#sources/argocd/references'
import type { ApiProblem } from '../asking/api-client.ts'
import type { ArgocdApi } from './api.ts'

export interface Told {
  readonly references: readonly Reference[]
  /** Null: they are all that can be known. */
  readonly problem: ApiProblem | null
}

/** Asks of each commit of the configuration once for which commits it was made. */
export class RevisionReferences {
  readonly #api: ArgocdApi
  readonly #known = new Map<string, Promise<Told>>()

  constructor(api: ArgocdApi) {
    this.#api = api
  }

  /**
   * None where the API does not tell: then the version waits for whoever tells its commit. A problem where it must be asked again
   * later: it wants a pause, or we are about to end.
   */
  of(swept: Swept, application: unknown): Promise<Told> {
    const applied = appliedRevision(application)
    if (applied === null) return Promise.resolve({ references: [], problem: null })
    const key = `${applied.repository}@${applied.revision}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const asked = this.#api.references(swept, applied).then(({ found, problem }) => {
      const isLater = problem?.code === 'RATE_LIMITED' || problem?.code === 'STOPPED'
      return { references: found ?? [], problem: isLater ? problem : null }
    })
    this.#known.set(key, asked)
    return asked
  }
}
