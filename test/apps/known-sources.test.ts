import { afterAll, beforeAll, expect, it } from 'vitest'
import { globalId } from '#graphql/relay/global-id'
import { sql } from '#storage/sql'
import { switchOffSource } from '#storage/stores/webhook-sources'
import { argoApplication, argoNotification } from '../support/argo-cd.ts'
import { at } from '../support/gitops-story.ts'
import { type Api, startApi } from '../support/graphql-api.ts'
import { webhookSource } from '../support/webhook-source.ts'

let api: Api
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 2, 20))
})
afterAll(() => api.close())

let told = 0

async function deliver(secret: string, name = 'cd'): Promise<number> {
  told += 1
  const story = { name: `till-${told}`, syncs: [{ at: at('2 09:00'), revision: 'a'.repeat(40) }] }
  const answer = await fetch(`${api.url}/webhooks/argocd/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
    body: argoNotification(argoApplication(story)),
  })
  await answer.text()
  return answer.status
}

/** A new secret for a source, such as somebody asks for on another server. */
async function rotated(name: string): Promise<string> {
  const mutation = 'mutation ($id: ID!) { sourceRotateSecret(id: $id) { secret } }'
  const [source] = await api.db.query<{ id: number }>(sql`select id from source where name = ${name}`)
  const id = globalId('SourceStatus', source?.id ?? 0)
  const { body } = await api.ask(mutation, { id }, api.tokens.admin)
  const { sourceRotateSecret } = body.data as { readonly sourceRotateSecret: { readonly secret: string } }
  return sourceRotateSecret.secret
}

async function kept(): Promise<number> {
  const [row] = await api.db.query<{ count: number }>(sql`select count(*)::integer as count from delivery`)
  return row?.count ?? 0
}

it('a source that was looked up before is taken by the secrets alone that count when a delivery is kept', async () => {
  const first = await webhookSource(api, 'argocd', 'cd')
  expect([await deliver(first), await deliver(first), await deliver('wrong')]).toEqual([202, 202, 401])
  const second = await rotated('cd')
  // The one before counts for some time.
  expect([await deliver(first), await deliver(second), await deliver(first)]).toEqual([202, 202, 202])
  await api.db.query(sql`update source set previous_secret_until = '2026-03-19T23:59:59Z' where name = 'cd'`)
  const before = await kept()
  expect([await deliver(first), await kept()]).toEqual([401, before])
  expect([await deliver(second), await kept()]).toEqual([202, before + 1])
})

it('a source that is switched off takes nothing from the next delivery on', async () => {
  const secret = await webhookSource(api, 'argocd', 'late')
  expect([await deliver(secret, 'late'), await deliver(secret, 'late')]).toEqual([202, 202])
  const before = await kept()
  expect(await switchOffSource(api.db, 'late')).toBe(true)
  expect([await deliver(secret, 'late'), await kept()]).toEqual([404, before])
})
