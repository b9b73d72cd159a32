import type { SecretBox } from '#access/secret-box'
import { apiTokenOf, appKeyOf } from '#access/webhook-secret'
import { GithubApp } from '#sources/github/app'
import { GithubHistory, type HistoryOptions } from '#sources/github/history'
import { type GithubSettings, readSettings } from '#sources/github/settings'
import type { WebhookSource } from '#storage/stores/webhook-sources'

/** With what a source is read at GitHub: an App of its own, or a token that was given for it. */
export interface GithubAccess {
  readonly settings: GithubSettings
  /** Null where it is a token. */
  readonly app: GithubApp | null
  readonly token: (repository: string) => Promise<string>
}

/**
 * How a source is read; null where it was given nothing to prove itself with. `signal` ends what an App is asked for.
 *
 * @throws SecretsClosed where that cannot be read
 */
export async function accessOf(
  { name, settings: stored, credential }: WebhookSource,
  secrets: SecretBox,
  clock: () => number,
  signal?: AbortSignal,
): Promise<GithubAccess | null> {
  const settings = readSettings(stored)
  const { app: registered, api } = settings
  if (credential === null) return null
  if (registered === undefined) {
    const text = await secrets.open(apiTokenOf(name), credential)
    return { settings, app: null, token: async () => text }
  }
  const key = await secrets.open(appKeyOf(name), credential)
  const app = new GithubApp({ api, appId: registered.id, key, clock, signal })
  return { settings, app, token: (repository) => app.tokenFor(repository) }
}

/** Reads GitHub with what a source has. */
export function historyWith(
  { settings, token }: GithubAccess,
  how: Omit<HistoryOptions, 'settings' | 'token'>,
): GithubHistory {
  return new GithubHistory({ settings, token, ...how })
}

/**
 * `owner/name` of what may be read.
 *
 * @throws HistoryStopped
 */
export async function visibleTo({ app }: GithubAccess, history: GithubHistory): Promise<string[]> {
  const names = await (app === null ? history.visible() : app.repositories())
  return names.toSorted((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' }))
}

/**
 * `owner/name` of what is read: what was chosen; where nothing was, all that an App is installed for. A token sees whatever
 * its owner does, so that nothing is read with it unless it is chosen.
 *
 * @throws HistoryStopped
 */
export async function repositoriesRead({ app, settings }: GithubAccess): Promise<readonly string[]> {
  if (settings.repositories.length > 0 || app === null) return settings.repositories
  return app.repositories()
}

/**
 * What is read, each group under a limit of its own: the repositories of one installation of an App, or all that a token reads.
 *
 * @throws HistoryStopped
 */
export async function readUnderOneLimit(access: GithubAccess): Promise<(readonly string[])[]> {
  const repositories = await repositoriesRead(access)
  const groups = new Map<number | null, string[]>()
  for (const repository of repositories) {
    const limit = access.app === null ? null : await access.app.installationOf(repository)
    groups.set(limit, [...(groups.get(limit) ?? []), repository])
  }
  return [...groups.values()]
}
