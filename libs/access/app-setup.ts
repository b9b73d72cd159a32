import { HOUR, type Instant, type Milliseconds } from '#domain/instant'
import type { SecretBox } from './secret-box.ts'

/** How long an address to register an App counts: as long as GitHub's own code does. */
const counts: Milliseconds = HOUR

/** What registering an App was begun with. */
export interface AppSetup {
  readonly source: string
  /** How GitHub and the person's browser reach this Leadline. */
  readonly publicUrl: string
  readonly api: string
  /** Null: the App belongs to the person who registers it. */
  readonly organization: string | null
}

const purpose = 'registering an App'

/** Seals what was begun into a text that opens the setup page, for an hour: who holds it was given it by an administrator. */
export async function sealSetup(box: SecretBox, setup: AppSetup, now: Instant): Promise<string> {
  return (await box.seal(purpose, JSON.stringify({ ...setup, until: now + counts }))).toString('base64url')
}

/** What was begun; null where the text is not one of ours, or too old. */
export async function openSetup(box: SecretBox, text: string, now: Instant): Promise<AppSetup | null> {
  if (!/^[\w-]{40,4000}$/.test(text)) return null
  const opened = await box.open(purpose, Buffer.from(text, 'base64url')).catch(() => null)
  if (opened === null) return null
  const { until, ...setup } = JSON.parse(opened) as AppSetup & { readonly until: Instant }
  return until > now ? setup : null
}
