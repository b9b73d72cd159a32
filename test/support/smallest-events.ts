import { expect } from 'vitest'
import type { DeliveryEventType } from '#domain/delivery-event'
import { errorCodes } from '#sources/events/error-codes'
import { type Parsed, parseEvent, type Sender } from '#sources/events/parse-event'

export const now = Date.UTC(2026, 2, 10)
export const sender: Sender = { source: 'api', allowAnySource: false, mayImport: false, now }
export const at = '2026-03-02T09:00:00Z'
export const inShop = { service: 'shop', environment: 'production' }

/** The smallest event of each type. */
export const smallest: Readonly<Record<DeliveryEventType, Record<string, unknown>>> = {
  commit: { type: 'commit', sha: 'c1', repository: 'git.example/acme/shop', authoredAt: at },
  pull_request: { type: 'pull_request', service: 'shop', number: 1, openedAt: at },
  push: { type: 'push', service: 'shop', branch: 'main', at, after: 'c1' },
  build: { type: 'build', service: 'shop', sha: 'c1', startedAt: at },
  artifact: { type: 'artifact', image: 'registry.example/shop', publishedAt: at },
  deployment: { type: 'deployment', ...inShop, sha: 'c1', startedAt: at },
  rollback: { type: 'rollback', ...inShop, at },
  incident: { type: 'incident', id: 'I1', service: 'shop', openedAt: at },
  flag: { type: 'flag', key: 'new-cart', environment: 'production', at, enabled: true },
  cutover: { type: 'cutover', environment: 'production', placement: 'blue', at, state: 'live' },
  override: { type: 'override', id: 'O1', at, by: 'Ada', reason: 'seen', incidentId: 'I1', noDeployment: true },
}
export const types = Object.keys(smallest) as DeliveryEventType[]

/** What an event is read as; throws where it is refused. */
export function parsed(value: unknown, who: Partial<Sender> = {}): Extract<Parsed, { ok: true }> {
  const result = parseEvent(value, { ...sender, ...who })
  if (!result.ok) throw new Error(`${result.code} ${result.field}: ${result.message}`)
  return result
}

/** Code and field of a refusal; throws where the event is taken. */
export function refused(
  value: unknown,
  who: Partial<Sender> = {},
): { readonly code: string; readonly field: string | null } {
  const result = parseEvent(value, { ...sender, ...who })
  if (result.ok) throw new Error(`taken: ${result.canonical}`)
  expect(Object.keys(errorCodes)).toContain(result.code)
  return { code: result.code, field: result.field }
}
