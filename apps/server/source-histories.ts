import { setTimeout as wait } from 'node:timers/promises'
import { type SecretBox, SecretsClosed } from '#access/secret-box'
import { MINUTE, SECOND } from '#domain/instant'
import { leadlineCommand } from '#domain/shell-command'
import { HistoryStopped } from '#sources/github/history-pages'
import { previewed, previewOf, type RepositoryPreview } from '#sources/github/preview'
import type { Database } from '#storage/database'
import { webhookSources } from '#storage/stores/webhook-sources'
import { accessOf, type GithubAccess, historyWith, visibleTo } from './github-access.ts'

/** Longest that somebody waits for GitHub, and for each try of it again. */
const patience = MINUTE
const longestPause = SECOND

/** An answer, or why there is none, in words that say what to do. */
export type Asked<T> =
  | { readonly found: T; readonly problem: null }
  | { readonly found: null; readonly problem: string }

export interface SourceHistoriesOptions {
  readonly db: Database
  readonly secrets: SecretBox
  readonly clock: () => number
}

/** Looks at what a source's GitHub holds, without keeping anything of it. */
export class SourceHistories {
  readonly #options: SourceHistoriesOptions

  constructor(options: SourceHistoriesOptions) {
    this.#options = options
  }

  /** `owner/name` of all that the source may read, by name. */
  repositories(source: string): Promise<Asked<readonly string[]>> {
    return this.#ask(source, (access, ending) => visibleTo(access, this.#historyOf(access, ending)))
  }

  /** What a repository (`owner/name`) would count. */
  preview(source: string, repository: string): Promise<Asked<RepositoryPreview>> {
    return this.#ask(source, async (access, ending) => {
      const now = this.#options.clock()
      const survey = await this.#historyOf(access, ending).survey(repository, now - previewed)
      return previewOf(survey, { source, repository, settings: access.settings, now })
    })
  }

  #historyOf(access: GithubAccess, ending: AbortController) {
    return historyWith(access, {
      details: false,
      clock: this.#options.clock,
      sleep: async (span, signal) => wait(Math.min(span, longestPause), undefined, { signal }).catch(() => undefined),
      signal: ending.signal,
      onWait: (until) => ending.abort(`GitHub lets nobody ask until ${new Date(until).toISOString()}; try again then.`),
    })
  }

  async #ask<T>(name: string, work: (access: GithubAccess, ending: AbortController) => Promise<T>): Promise<Asked<T>> {
    const { db, secrets, clock } = this.#options
    const ending = new AbortController()
    const timer = setTimeout(() => ending.abort('GitHub takes too long to answer; try again later.'), patience)
    try {
      const [source] = await webhookSources(db, { system: 'github', name, now: clock() })
      const access = source === undefined ? null : await accessOf(source, secrets, clock, ending.signal)
      if (access === null) return { found: null, problem: nothingToAskWith(name) }
      return { found: await work(access, ending), problem: null }
    } catch (error) {
      if (error instanceof HistoryStopped && ending.signal.aborted)
        return { found: null, problem: String(ending.signal.reason) }
      if (!(error instanceof HistoryStopped) && !(error instanceof SecretsClosed)) throw error
      return { found: null, problem: error.message }
    } finally {
      clearTimeout(timer)
    }
  }
}

/** What to do where a source only delivers. */
export function nothingToAskWith(name: string): string {
  const mend = leadlineCommand('source', 'token', name, '--token-file', 'FILE')
  return `Leadline was given nothing to ask GitHub with for ${name}. Give it a token that may read contents, pull requests and deployments: ${mend}`
}
