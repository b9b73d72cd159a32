import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { bodyOf, keptDeliveries } from '#storage/stores/deliveries'
import { type Api, startApi } from '../support/graphql-api.ts'

let api: Api
let secret = ''
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 2, 10))
  const mutation = 'mutation { sourceCreate(system: "kargo", name: "promotions") { secret } }'
  const { body } = await api.ask(mutation, {}, api.tokens.admin)
  secret = (body.data as { sourceCreate: { secret: string | null } }).sourceCreate.secret ?? expect.fail('no secret')
})
afterAll(() => api.close())

const canary = 'canary-7c1f0e'
const repository = 'git.example.com/acme/basket'
const sha = (letter: string): string => letter.repeat(40)
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`

async function send(body: string, token = secret): Promise<number> {
  const answer = await fetch(`${api.url}/webhooks/kargo/promotions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
  })
  return answer.status
}

/** As the last step of a promotion tells of an image that says of which commit it was built. */
function promotion(name: string, letter: string, at: string, more: object = {}): string {
  const annotations = {
    'org.opencontainers.image.revision': sha(letter),
    'org.opencontainers.image.source': `https://${canary}@git.example.com/acme/basket`,
    'org.opencontainers.image.vendor': canary,
  }
  const images = [{ repoURL: 'registry.example.com/acme/basket', tag: letter, digest: digest(letter), annotations }]
  return JSON.stringify({
    project: 'acme',
    stage: 'production',
    promotion: name,
    ok: true,
    at,
    images,
    vars: canary,
    ...more,
  })
}

it('leads from commits over images to stages, and knows a rollback by the word of Kargo', async () => {
  await api.tell(
    { type: 'commit', repository, sha: sha('a'), authoredAt: '2026-03-01T09:00:00Z' },
    { type: 'commit', repository, sha: sha('b'), parents: [sha('a')], authoredAt: '2026-03-02T08:00:00Z' },
    { type: 'commit', repository, sha: sha('c'), parents: [sha('b')], authoredAt: '2026-03-03T08:00:00Z' },
  )
  const sent = [
    promotion('p1', 'a', '2026-03-01T12:00:00Z'),
    promotion('p2', 'b', '2026-03-02T10:00:00Z'),
    promotion('p3', 'c', '2026-03-03T09:00:00Z', { ok: false }),
    promotion('p4', 'a', '2026-03-03T10:00:00Z', { rollback: true }),
  ]
  for (const body of sent.toReversed()) expect(await send(body)).toBe(202)
  expect(await send(sent[1] ?? '')).toBe(202)
  await api.drain()
  const query = `{ service(name: "basket") { metrics(environment: "production", window: { from: "2026-03-01T00:00:00Z", to: "2026-03-08T00:00:00Z" }) {
    leadTimeForChanges { medianSeconds coverage samples(first: 5) { nodes { seconds } } }
    changeFailureRate { failed deployments } } } }`
  expect(await api.data(query)).toMatchObject({
    service: {
      metrics: {
        leadTimeForChanges: { medianSeconds: 7_200, coverage: 1, samples: { nodes: [{ seconds: 7_200 }] } },
        changeFailureRate: { failed: 1, deployments: 2 },
      },
    },
  })
  const told = await api.db.query(sql`
    select kind, outcome, version from deployment order by at`)
  expect(told).toEqual([
    { kind: 'CODE', outcome: 'SUCCEEDED', version: 'a' },
    { kind: 'CODE', outcome: 'SUCCEEDED', version: 'b' },
    { kind: 'CODE', outcome: 'FAILED', version: 'c' },
    { kind: 'ROLLBACK', outcome: 'SUCCEEDED', version: 'a' },
  ])
})

it('takes what is bad, keeps none of its secrets, and goes on', async () => {
  const whole = promotion('p5', 'd', '2026-03-04T10:00:00Z', { actor: 'admin', headers: { token: canary } })
  const bad = [
    whole.slice(0, 300),
    whole.replace('"ok":true', '"ok":"<no value>"'),
    JSON.stringify({ stage: 'production', promotion: 'p6', ok: true, images: `[map[token:${canary}]]` }),
    `promotion=${canary}`,
    `{"promotion": "${'x'.repeat(2_000_000)}", "stage": "${canary}"`,
  ]
  for (const body of bad) expect(await send(body)).toBe(202)
  expect(await send(whole, 'another')).toBe(401)
  expect((await fetch(`${api.url}/webhooks/kargo/promotions`)).status).toBe(405)
  expect(await send('x'.repeat(2_200_000))).toBe(413)
  expect(await send(whole)).toBe(202)
  await api.drain()

  const source = sql`select reason from delivery where state = 'QUARANTINED' order by id`
  const reasons = (await api.db.query<{ reason: string }>(source)).map(({ reason }) => reason)
  expect(reasons).toHaveLength(5)
  expect(reasons[1]).toContain('ok is neither true nor false')
  expect(reasons[2]).toContain('images is text in Go')
  const kept = await keptDeliveries(api.db, 'promotions', 0, 100)
  const stored = await api.db.query(sql`
    select (select json_agg(event_log) from event_log)::text || (select json_agg(entity) from entity)::text
           || (select json_agg(source) from source)::text || coalesce((select json_agg(quarantine) from quarantine)::text, '') as text`)
  const everything = [...kept.map((each) => bodyOf(each).toString()), JSON.stringify(stored), api.logged.join()].join()
  expect(everything).toContain(digest('d'))
  expect(everything).not.toContain(canary)
})
