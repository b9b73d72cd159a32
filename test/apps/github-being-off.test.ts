import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { SecretBox } from '#access/secret-box'
import { makeWebhookSecret, webhookSecretOf } from '#access/webhook-secret'
import { DAY, HOUR } from '#domain/instant'
import { backfill, type Backfilled } from '#ingest/backfill'
import { EventDoor } from '#ingest/event-door'
import { GithubHistory } from '#sources/github/history'
import { readSettings } from '#sources/github/settings'
import { addWebhookSource } from '#storage/stores/webhook-sources'
import { deliver } from '../support/github-delivery.ts'
import { end, monthOf, start, type Webhook } from '../support/github-month.ts'
import { githubSchema, type GithubServer, githubServer } from '../support/github-server.ts'
import { type Leadline, startLeadline } from '../support/leadline.ts'
import { seeded } from '../support/seeded.ts'
import { shuffled } from '../support/shuffle.ts'

const question = /* GraphQL */ `
  query Month($window: WindowInput!, $members: Boolean!) {
    service(name: "shop") {
      metrics(window: $window) {
        deploymentFrequency { count attempts failedAttempts aborted }
        leadTimeForChanges {
          medianSeconds p90Seconds sampleSize coverage stages { stage medianSeconds }
          samples(first: 100) { nodes {
            seconds startedAt liveAt flags { code } stages { stage seconds } deployment { sha }
            change { number sha title openedAt mergedAt firstAuthoredAt commits @include(if: $members) { nodes { sha authoredAt subject } } }
          } }
        }
        changeFailureRate { rate failed deployments failures { nodes { basis confidence restoredAt deployment { sha } incidents { externalId } } } }
        timeToRestore { medianSeconds sampleSize openCount }
        deploymentReworkRate { rate rework }
        checks { sampleSize }
      }
    }
    deployments(filter: { service: "shop" }, first: 100) { nodes {
      sha kind outcome startedAt finishedAt liveAt environment { name } reports { externalId } changes { nodes { number sha } }
    } }
    incidents(filter: { service: "shop" }, first: 100) { nodes { externalId title severity openedAt resolvedAt restoredAt classification } }
  }
`
const variables = { window: { from: new Date(start).toISOString(), to: new Date(end).toISOString() } }
const settings = { deployingWorkflows: [{ workflow: 'deploy.yml', environment: 'qa' }] }

beforeAll(() => void githubSchema(), 60_000)

/** Leadline with one source of GitHub, whose API is a server of the test. */
class Connected {
  readonly #leadline: Leadline
  readonly #github: GithubServer
  readonly #secret: string

  private constructor(leadline: Leadline, github: GithubServer, secret: string) {
    this.#leadline = leadline
    this.#github = github
    this.#secret = secret
  }

  static async begin(): Promise<Connected> {
    const github = await githubServer(monthOf(0, start).world)
    const leadline = await startLeadline(() => end)
    onTestFinished(() => Promise.all([leadline.close(), github.close()]).then(() => undefined))
    const secret = makeWebhookSecret()
    const box = new SecretBox({ given: 'what the secrets of sources are sealed with', home: null })
    const sealed = await box.seal(webhookSecretOf('acme'), secret)
    const own = { ...settings, api: github.url, repositories: ['acme/shop'] }
    await addWebhookSource(leadline.db, { name: 'acme', system: 'github', settings: own, secret: sealed })
    return new Connected(leadline, github, secret)
  }

  async deliver(webhooks: readonly Webhook[]): Promise<void> {
    const url = `${this.#leadline.url}/webhooks/github/acme`
    const send = async ({ event, body }: Webhook): Promise<void> => {
      const answer = await deliver(url, { secret: this.#secret, event, body: JSON.stringify(body) })
      expect(answer.status).toBe(202)
    }
    for (let at = 0; at < webhooks.length; at += 20) await Promise.all(webhooks.slice(at, at + 20).map(send))
    await this.#leadline.idle()
  }

  /** Reads what is at GitHub at a moment, from where the last reading ended. */
  async read(seed: number, now: number): Promise<Backfilled> {
    this.#github.world = monthOf(seed, now).world
    const door = new EventDoor(this.#leadline.db)
    const history = new GithubHistory({
      settings: { ...readSettings(settings), api: this.#github.url },
      token: async () => this.#github.token,
      details: true,
      clock: () => now,
      sleep: async () => undefined,
      signal: new AbortController().signal,
      onWait: () => undefined,
    })
    const how = { db: this.#leadline.db, door, source: 'acme', repositories: ['acme/shop'], history }
    try {
      return await backfill({ ...how, clock: () => now, onPage: () => undefined })
    } finally {
      await door.close()
      await this.#leadline.idle()
    }
  }

  /** `members`: with the commits of each change, of which GitHub's API alone names the one that a squash made. */
  answers({ members }: { readonly members: boolean }): Promise<unknown> {
    return this.#leadline.ask(question, { ...variables, members })
  }
}

describe('GitHub', () => {
  it('answers as if it had never been off where webhooks were lost, doubled, out of order, and hours long none came', async () => {
    const seed = 31
    const { webhooks } = monthOf(seed, end)
    const [always, sometimes] = await Promise.all([Connected.begin(), Connected.begin()])
    await always.deliver(webhooks)
    const random = seeded(seed)
    const isOff = (at: number): boolean => Math.floor((at - start) / (12 * HOUR)) % 5 === 2
    const some = webhooks.filter(({ at }) => !isOff(at) && random() >= 0.3)
    const doubled = [...some, ...some.filter(() => random() < 0.3)]
    const half = start + 15 * DAY
    await sometimes.deliver(shuffled(doubled, seed).filter(({ at }) => at < half))
    expect(await sometimes.read(seed, half)).toMatchObject({ problems: [], rejected: 0 })
    await sometimes.deliver(shuffled(doubled, seed).filter(({ at }) => at >= half))
    const begun = performance.now()
    expect(await sometimes.read(seed, end)).toMatchObject({ problems: [], rejected: 0 })
    const [took, lost] = [Math.round(performance.now() - begun), webhooks.length - some.length]
    process.stdout.write(`GitHub: ${lost} of ${webhooks.length} webhooks of 30 days lost, caught up in ${took} ms\n`)
    expect(lost).toBeGreaterThan(webhooks.length * 0.3)
    expect(await sometimes.answers({ members: false })).toEqual(await always.answers({ members: false }))
    // Read beside all webhooks, GitHub says nothing else.
    expect(await always.read(seed, end)).toMatchObject({ problems: [], rejected: 0 })
    expect(await always.answers({ members: true })).toEqual(await sometimes.answers({ members: true }))
  }, 120_000)
})
