import type { Person } from '#domain/delivery-event'
import type { Instant } from '#domain/instant'
import { configRepository } from './catalogue.ts'
import type { Said } from './wire-event.ts'

export interface ConfigCommit {
  readonly at: Instant
  readonly author: Person
  readonly message: string
  readonly service: string
  readonly environment: string
  /** It only moves an image reference. */
  readonly transport: boolean
  /** The request that it merges, and when that was opened. */
  readonly request?: { readonly number: number; readonly openedAt: Instant }
}

/** Whom the repository tells of its commits, and who names them. */
interface Teller {
  /** Midnight after the last day told. */
  readonly to: Instant
  say(event: Said): void
  sha(...parts: readonly (string | number)[]): string
}

/** One line of commits that says what every cluster should run. Must be told in the order of time. */
export class ConfigRepository {
  readonly #world: Teller
  #head: string | null = null
  #commits = 0
  #requests = 0

  constructor(world: Teller) {
    this.#world = world
  }

  nextRequest(): number {
    this.#requests += 1
    return this.#requests
  }

  /** Writes a commit on the deployed branch, and the merged request that it came by; gives its sha. */
  commit(written: ConfigCommit): string {
    const { at, author, message, service, environment, transport, request } = written
    this.#commits += 1
    const sha = this.#world.sha('config', this.#commits, this.#world.to)
    this.#world.say({
      type: 'commit',
      repository: configRepository,
      sha,
      parents: this.#head === null ? [] : [this.#head],
      authoredAt: request?.openedAt ?? at,
      committedAt: at,
      author,
      message,
      paths: [`services/${service}/${environment}/values.yaml`],
      transport,
    })
    if (request !== undefined) {
      this.#world.say({
        type: 'pull_request',
        repository: configRepository,
        number: request.number,
        title: message,
        author,
        openedAt: request.openedAt,
        state: 'merged',
        approvedAt: at,
        mergedAt: at,
        mergeSha: sha,
        commits: [sha],
        additions: 1,
        deletions: 1,
        changedFiles: 1,
      })
    }
    this.#head = sha
    return sha
  }
}
