import type { SecretBox } from '#access/secret-box'
import { appKeyOf } from '#access/webhook-secret'
import { GithubApp } from '#sources/github/app'
import { readSettings } from '#sources/github/settings'
import type { WebhookSource } from '#storage/stores/webhook-sources'

/**
 * The App that was registered for a source; null where none was.
 *
 * @throws SecretsClosed where its key cannot be read
 */
export async function appOf(
  { name, settings, credential }: WebhookSource,
  secrets: SecretBox,
  clock: () => number,
): Promise<GithubApp | null> {
  const { app, api } = readSettings(settings)
  if (app === undefined || credential === null) return null
  return new GithubApp({ api, appId: app.id, key: await secrets.open(appKeyOf(name), credential), clock })
}
