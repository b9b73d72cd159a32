import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SecretBox } from '#access/secret-box'
import { makeWebhookSecret, webhookSecretOf } from '#access/webhook-secret'
import { backfill, type Backfilled } from '#ingest/backfill'
import { EventDoor } from '#ingest/event-door'
import { GithubHistory } from '#sources/github/history'
import { readSettings } from '#sources/github/settings'
import { addWebhookSource } from '#storage/stores/webhook-sources'
import {
  deploymentBody,
  incidentBody,
  pushBody,
  requestBody,
  reviewBody,
  runBody,
  statusBody,
} from '../support/github-bodies.ts'
import { deliver } from '../support/github-delivery.ts'
import { type GithubServer, githubServer, rateLimited } from '../support/github-server.ts'
import * as story from '../support/github-delivered-badly.ts'
import { at } from '../support/github-story.ts'
import { type Leadline, startLeadline } from '../support/leadline.ts'

const now = Date.parse('2026-03-12T12:00:00Z')

const question = /* GraphQL */ `
  query Story($window: WindowInput!) {
    service(name: "shop") {
      repository { name }
      metrics(window: $window) {
        deploymentFrequency { count byKind { kind count } attempts failedAttempts coverage }
        leadTimeForChanges {
          medianSeconds p90Seconds sampleSize coverage linesPerChange changesPerDeployment flags { code }
          stages { stage medianSeconds }
          samples(first: 100) { nodes {
            seconds startedAt liveAt flags { code } stages { stage seconds } deployment { sha }
            change { number sha title openedAt mergedAt firstAuthoredAt labels additions deletions commits { nodes { sha authoredAt committedAt subject } } }
          } }
        }
        changeFailureRate { rate failed deployments failures { nodes { basis confidence restoredAt seconds remedy deployment { sha } incidents { externalId } } } }
        timeToRestore { medianSeconds sampleSize openCount }
        deploymentReworkRate { rate rework }
        checks { sampleSize }
      }
    }
    production: deployments(filter: { service: "shop", environment: "production" }, first: 100) { nodes {
      sha kind outcome startedAt finishedAt liveAt liveRule flags { code } previous { sha } restoredBy { sha }
      reports { source externalId } changes { nodes { number sha } }
    } }
    staging: deployments(filter: { service: "shop", environment: "staging" }) { nodes { sha kind outcome liveAt changes { nodes { number } } } }
    incidents(filter: { service: "shop" }) { nodes { source externalId title severity url openedAt resolvedAt restoredAt classification } }
    coverage(service: "shop", window: $window) { deployments withCommit withRequest withLiveTime incidents incidentsLinked }
  }
`
interface Answers {
  readonly service: {
    readonly metrics: {
      readonly leadTimeForChanges: {
        readonly samples: {
          readonly nodes: readonly { readonly startedAt: string; readonly change: { readonly number: number | null } }[]
        }
      }
    }
  }
}

const variables = { window: { from: '2026-03-01T00:00:00Z', to: '2026-03-12T00:00:00Z' } }

let connected: Leadline
let posted: Leadline
let server: GithubServer
const secret = makeWebhookSecret()
beforeAll(async () => {
  server = await githubServer(story.atFirst)
  connected = await startLeadline(() => now)
  posted = await startLeadline(() => now)
  const box = new SecretBox({ given: 'what the secrets of sources are sealed with', home: null })
  const sealed = await box.seal(webhookSecretOf('acme'), secret)
  const settings = { api: server.url, repositories: ['acme/shop'] }
  await addWebhookSource(connected.db, { name: 'acme', system: 'github', settings, secret: sealed })
}, 120_000)
afterAll(async () => {
  await Promise.all([connected.close(), posted.close(), server.close()])
})

/** A backfill of one page at a time, so that there is something to interrupt; `signal` ends it. */
async function read({ signal = new AbortController().signal, token = server.token } = {}): Promise<Backfilled> {
  const door = new EventDoor(connected.db)
  const history = new GithubHistory({
    settings: { ...readSettings({}), api: server.url },
    token: async () => token,
    details: true,
    clock: () => now,
    sleep: async () => undefined,
    signal,
    onWait: () => undefined,
  })
  const how = { db: connected.db, door, source: 'acme', repositories: ['acme/shop'], history }
  try {
    return await backfill({ ...how, clock: () => now, onPage: () => undefined })
  } finally {
    await door.close()
  }
}

/** Big pages are too much for this server, so that each part takes several. */
function tooMuch(): void {
  server.fault = ({ variables: { first } }) => (Number(first) > 2 ? { status: 502 } : null)
}

async function webhook(event: string, body: object, delivery: string = randomUUID()): Promise<boolean> {
  const url = `${connected.url}/webhooks/github/acme`
  const answer = await deliver(url, { secret, event, body: JSON.stringify(body), delivery })
  expect(answer.status).toBe(202)
  return answer.body['duplicate'] === true
}

/** The webhooks that arrive, in no good order. */
async function deliverTheRest(): Promise<void> {
  const { after, e1, e2, g1, h1, hotfix, opened, pushedTo, s4, s5, squashedLater } = story
  const [, deployed, back] = after
  if (deployed === undefined || back === undefined) throw new Error('no deployments')
  const ended = { createdAt: at('9 11:20'), updatedAt: at('9 12:20') }
  await webhook('issues', incidentBody({ action: 'closed', ...ended, closedAt: at('9 12:20') }))
  await webhook('deployment_status', statusBody(deployed, 1))
  expect(await webhook('deployment_status', statusBody(deployed, 0), 'twice')).toBe(false)
  expect(await webhook('deployment_status', statusBody(deployed, 0), 'twice')).toBe(true)
  await webhook('deployment_status', statusBody(deployed, 0), 'again under another name')
  await webhook('deployment', deploymentBody(deployed))
  await webhook('push', pushBody({ branch: 'main', before: g1.oid, at: at('9 10:00'), commits: [s4] }))
  await webhook('push', pushBody({ branch: 'branch-4', before: e1.oid, at: at('9 08:05'), commits: [e2] }))
  await webhook('pull_request', requestBody('synchronize', pushedTo, { before: e1.oid }))
  await webhook('pull_request_review', reviewBody(squashedLater, 0))
  await webhook('workflow_run', runBody(s4, at('9 10:00'), at('9 10:20')))
  await webhook('workflow_run', runBody(s4, at('9 10:00'), at('9 10:20')))
  await webhook('issues', incidentBody({ action: 'opened', createdAt: at('9 11:20'), updatedAt: at('9 11:20') }))
  await webhook('deployment_status', statusBody(back, 0))
  await webhook('pull_request', requestBody('closed', hotfix))
  await webhook('push', pushBody({ branch: 'main', before: s4.oid, at: at('9 13:00'), commits: [s5] }))
  await webhook('push', pushBody({ branch: 'branch-5', before: null, at: at('9 12:25'), commits: [h1] }))
  await webhook('pull_request', requestBody('opened', opened))
  await webhook('pull_request', requestBody('labeled', { ...opened, updatedAt: at('9 12:31'), labels: ['hotfix'] }))
}

it('of GitHub, read with interruptions and delivered badly, gives the answers of the same story posted as events', async () => {
  tooMuch()
  const ending = new AbortController()
  const fault = server.fault
  server.fault = (asked, count) => {
    if (asked.operation === 'Requests' && asked.variables['first'] === 1) ending.abort()
    return fault(asked, count)
  }
  const interrupted = await read({ signal: ending.signal })
  expect(interrupted.problems).toMatchObject([{ repository: 'acme/shop', code: 'STOPPED' }])
  expect(interrupted.accepted).toBeGreaterThan(0)

  const revoked = await read({ token: 'revoked' })
  expect(revoked).toMatchObject({ accepted: 0, problems: [{ code: 'UNAUTHORIZED' }] })

  let last = 0
  server.fault = (asked) => {
    const isLast = asked.operation === 'Deployments' && asked.variables['after'] !== null && last++ === 1
    if (isLast) return rateLimited(now + 60_000)
    return Number(asked.variables['first']) > 2 ? { status: 502 } : null
  }
  expect((await read()).problems).toEqual([])
  expect(last).toBeGreaterThan(1)

  server.world = story.withLater
  server.fault = () => null
  await deliverTheRest()
  await connected.idle()
  expect((await read()).problems).toEqual([])
  await connected.idle()

  await posted.post(story.events)
  await posted.idle()
  const answers = await connected.ask<Answers>(question, variables)
  expect(answers).toEqual(await posted.ask(question, variables))
  expect(answers).toMatchObject({
    service: {
      metrics: {
        deploymentFrequency: { count: 6 },
        leadTimeForChanges: { sampleSize: 6 },
        timeToRestore: { sampleSize: 1 },
      },
    },
    incidents: { nodes: [{ externalId: '440021', restoredAt: at('9 12:20').replace('Z', '.000Z') }] },
    coverage: { incidentsLinked: 1 },
  })

  const told = answers.service.metrics.leadTimeForChanges.samples.nodes
  const starts = told.map(({ change, startedAt }) => [change.number, startedAt.slice(8, 16)])
  expect(starts.toSorted((a, b) => String(a[1]).localeCompare(String(b[1])))).toEqual([
    [1, '01T20:00'],
    [2, '02T13:00'],
    [3, '03T12:00'],
    [4, '06T09:00'],
    [null, '07T09:00'],
    [5, '09T12:20'],
  ])

  await connected.rebuild()
  await connected.idle()
  expect(await connected.ask(question, variables)).toEqual(answers)
}, 240_000)
