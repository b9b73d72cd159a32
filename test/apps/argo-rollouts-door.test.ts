import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { type Api, startApi } from '../support/graphql-api.ts'
import { storedText } from '../support/stored-text.ts'
import { webhookSource } from '../support/webhook-source.ts'

let api: Api
let secret = ''
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 2, 10))
  secret = await webhookSource(api, 'argo-rollouts', 'eu')
})
afterAll(() => api.close())

async function post(body: object | string, authorization = `Bearer ${secret}`) {
  const answer = await fetch(`${api.url}/webhooks/argo-rollouts/eu`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, text: await answer.text() }
}

const images = 'registry.example.com/shop/basket'

interface Said {
  readonly event: string
  readonly at: string
  readonly revision: number
  readonly tag: string
  /** Hashes of what is stable and what is wanted, before the event. */
  readonly before: readonly [stable: string, wanted: string]
  readonly status?: object
  readonly analysisRuns?: readonly object[]
}

/** As the template of the README sends it. */
function note({ event, at, revision, tag, before: [stableRS, currentPodHash], status = {}, analysisRuns = [] }: Said) {
  const rollout = {
    uid: 'u-1',
    name: 'basket',
    namespace: 'production',
    labels: {},
    revision: String(revision),
    containers: [{ name: 'basket', image: `${images}:${tag}` }],
    status: { stableRS, currentPodHash, ...status },
  }
  return { event, at, cluster: 'eu', rollout, analysisRuns }
}

describe('the door of Argo Rollouts', () => {
  const planted = 'hunter2-9e2c'
  const env = [{ name: 'PASSWORD', value: planted }]
  const said: Said = { event: 'paused', at: '2026-02-01T10:00:00Z', revision: 1, tag: '0.9.0', before: ['', 'a'] }
  const whole = {
    ...note(said),
    rollout: {
      metadata: {
        uid: 'u-0',
        name: 'till',
        namespace: 'staging',
        annotations: { 'rollout.argoproj.io/revision': '1', planted },
      },
      spec: { template: { spec: { containers: [{ name: 'till', image: `${images}:0.9.0`, env, args: [planted] }] } } },
      status: { conditions: [{ type: 'Progressing', message: `GET https://u:${planted}@a.example.com` }] },
    },
    analysisRuns: [{ spec: { args: [{ value: planted }] }, status: { phase: 'Failed', message: 'm' } }],
  }

  it('lets no secret into the database, the log or an answer, also of what it cannot read', async () => {
    const text = JSON.stringify(whole)
    const bodies = [
      text,
      text.slice(0, -40),
      text.replace('{', '{"a": map[x:y], '),
      `PASSWORD=${planted}`,
      `"${planted}"`,
    ]
    const answers = [await post(text, 'Bearer wrong')]
    for (const body of bodies) answers.push(await post(body))
    expect(answers.map(({ status }) => status)).toEqual([401, 202, 202, 202, 202, 202])
    await api.drain()
    const kept = await api.db.query(sql`select state, reason from delivery order by id`)
    expect(kept).toEqual([
      { state: 'TRANSLATED', reason: null },
      ...[1, 2, 3].map(() => ({ state: 'QUARANTINED', reason: expect.stringContaining('JSON') })),
      { state: 'QUARANTINED', reason: expect.stringContaining('event') },
    ])
    const stored = await storedText(api.db)
    expect(stored).toContain('xxxxxxxx=xxxxxx0')
    for (const each of [stored, api.logged.join('\n'), ...answers.map((answer) => answer.text)]) {
      expect(each).not.toContain(planted)
      expect(each).not.toContain(secret)
    }
  })

  it('answers what is read as nothing with 202, and a GET with 405', async () => {
    expect((await post({ ...note(said), rollout: 'map[metadata:<nil>]' })).status).toBe(202)
    expect((await post({ ...note(said), at: '<no value>' })).status).toBe(202)
    expect((await fetch(`${api.url}/webhooks/argo-rollouts/eu`)).status).toBe(405)
  })
})

const commit = (letter: string): string => letter.repeat(40)
const repository = 'git.example.com/acme/basket'

/** A commit, and the image that was built from it. */
function built(letter: string, parent: string | null, tag: string, authoredAt: string): object[] {
  const parents = parent === null ? [] : [commit(parent)]
  return [
    { type: 'commit', repository, sha: commit(letter), parents, authoredAt },
    { type: 'artifact', image: images, tag, repository, sha: commit(letter), publishedAt: authoredAt },
  ]
}

const begun = { type: 'Completed', status: 'False', lastTransitionTime: '2026-03-02T10:00:01Z' }
const way = { conditions: [begun], canary: { weights: { canary: { weight: 20 } } } }
const failed = { status: { phase: 'Failed', message: 'metric "errors" assessed Failed' } }
const at = (time: string): string => `2026-03-02T${time}:00Z`

/** The first version; the second is aborted at a fifth of the traffic; the commit that undoes it; the third is shipped. */
const told: readonly Said[] = [
  { event: 'completed', at: '2026-03-01T10:00:00Z', revision: 1, tag: '1.0.0', before: ['', 'a'] },
  { event: 'updated', at: at('10:00'), revision: 2, tag: '1.1.0', before: ['a', 'a'] },
  { event: 'paused', at: at('10:05'), revision: 2, tag: '1.1.0', before: ['a', 'b'], status: way },
  {
    event: 'aborted',
    at: at('10:10'),
    revision: 2,
    tag: '1.1.0',
    before: ['a', 'b'],
    status: way,
    analysisRuns: [failed],
  },
  { event: 'updated', at: at('10:30'), revision: 3, tag: '1.0.0', before: ['a', 'b'], status: { abort: true } },
  { event: 'updated', at: at('12:30'), revision: 4, tag: '1.2.0', before: ['a', 'a'] },
  { event: 'completed', at: at('13:00'), revision: 4, tag: '1.2.0', before: ['a', 'c'], status: way },
]

const asked = `{ service(name: "basket") {
  metrics(environment: "production", window: { from: "2026-03-02T00:00:00Z", to: "2026-03-09T00:00:00Z" }) {
    deploymentFrequency { count attempts failedAttempts aborted }
    leadTimeForChanges { medianSeconds samples(first: 9) { nodes { seconds } } }
    changeFailureRate { rate } }
  deployments(environment: "production", first: 9) { nodes {
    version kind outcome abortReason startedAt liveAt liveRule arrivals { placement } } } } }`

it.each(['in their order', 'backwards and twice'])(
  'counts an aborted canary apart, then what was shipped with all of its commits: told %s',
  async (order) => {
    await api.tell(
      ...built('a', null, '1.0.0', '2026-03-01T09:00:00Z'),
      ...built('b', 'a', '1.1.0', at('09:00')),
      ...built('c', 'b', '1.2.0', at('12:00')),
      // The sync that only began the rollout, told by somebody else.
      {
        type: 'deployment',
        id: 'sync-4',
        service: 'basket',
        environment: 'production',
        placement: 'eu',
        images: [{ image: images, tag: '1.2.0' }],
        startedAt: at('12:29'),
        outcome: 'in_progress',
      },
    )
    const notes = order === 'in their order' ? told : [...told.toReversed(), ...told]
    for (const each of notes) expect((await post(note(each))).status).toBe(202)
    await api.drain()
    const seen = { placement: 'eu' }
    expect(await api.data(asked)).toEqual({
      service: {
        metrics: {
          deploymentFrequency: { count: 1, attempts: 2, failedAttempts: 0, aborted: 1 },
          leadTimeForChanges: { medianSeconds: 9_000, samples: { nodes: [{ seconds: 14_400 }, { seconds: 3_600 }] } },
          changeFailureRate: { rate: 0 },
        },
        deployments: {
          nodes: [
            {
              version: '1.2.0',
              kind: 'CODE',
              outcome: 'SUCCEEDED',
              abortReason: null,
              startedAt: '2026-03-02T12:29:00.000Z',
              liveAt: '2026-03-02T13:00:00.000Z',
              liveRule: 'ROLLOUT',
              arrivals: [seen],
            },
            {
              version: '1.1.0',
              kind: 'CODE',
              outcome: 'ABORTED',
              abortReason: 'analysis_failed',
              startedAt: '2026-03-02T10:00:01.000Z',
              liveAt: null,
              liveRule: null,
              arrivals: [seen],
            },
            {
              version: '1.0.0',
              kind: 'CODE',
              outcome: 'SUCCEEDED',
              abortReason: null,
              startedAt: null,
              liveAt: '2026-03-01T10:00:00.000Z',
              liveRule: 'ROLLOUT',
              arrivals: [seen],
            },
          ],
        },
      },
    })
  },
)

it('takes an update that was aborted, tried again and completed for one that succeeded, with no reason for an abort', async () => {
  const again: readonly Said[] = [
    {
      event: 'aborted',
      at: '2026-03-04T10:10:00Z',
      revision: 5,
      tag: '1.3.0',
      before: ['c', 'd'],
      status: { abort: true },
    },
    { event: 'paused', at: '2026-03-04T11:05:00Z', revision: 5, tag: '1.3.0', before: ['c', 'd'], status: way },
  ]
  const outcomes = async (): Promise<unknown> => {
    await api.drain()
    const { service } = await api.data<{ service: { deployments: { nodes: readonly unknown[] } } }>(
      '{ service(name: "basket") { deployments(environment: "production", first: 1) { nodes { outcome abortReason liveAt } } } }',
    )
    return service.deployments.nodes[0]
  }
  for (const each of again) expect((await post(note(each))).status).toBe(202)
  expect(await outcomes()).toEqual({ outcome: 'ABORTED', abortReason: 'manual', liveAt: null })
  const { status } = await post(
    note({ event: 'completed', at: '2026-03-04T12:00:00Z', revision: 5, tag: '1.3.0', before: ['c', 'd'] }),
  )
  expect(status).toBe(202)
  const liveAt = '2026-03-04T12:00:00.000Z'
  expect(await outcomes()).toEqual({ outcome: 'SUCCEEDED', abortReason: null, liveAt })
})
