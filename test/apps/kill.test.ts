import { createHash } from 'node:crypto'
import { openServer } from '#database/choose'
import { readConfig } from '#config/config'
import { openDatabase } from '#storage/database'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LeadlineProcess, until } from '../support/leadline-process.ts'

const seed = Number(process.env['LEADLINE_TEST_SEED'] ?? 20_261)
const services = 20
const perService = 500
const kills = 20

/** Mulberry32. */
function randomOf(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type WireEvent = { readonly type: string; readonly [field: string]: unknown }

function shaOf(service: string, index: number): string {
  return createHash('sha1').update(`${service} ${index}`).digest('hex')
}

/** One commit and its deployment, every half hour. */
function eventsOf(service: string, count: number): WireEvent[] {
  const begin = Date.UTC(2026, 0, 5)
  return Array.from({ length: count }, (_, index): WireEvent[] => {
    const at = begin + index * 1_800_000
    const sha = shaOf(service, index)
    const parents = index === 0 ? [] : [shaOf(service, index - 1)]
    return [
      { type: 'commit', service, sha, parents, authoredAt: new Date(at).toISOString() },
      {
        type: 'deployment',
        id: `${service}-${index}`,
        service,
        environment: 'production',
        sha,
        liveAt: new Date(at + 600_000).toISOString(),
      },
    ]
  }).flat()
}

/** Posts events until each is acknowledged, whatever happens to the server meanwhile; what was acknowledged is never sent again. */
class Poster {
  readonly acknowledged: WireEvent[] = []
  readonly #leadline: LeadlineProcess
  readonly #batches: WireEvent[][]

  constructor(leadline: LeadlineProcess, events: readonly WireEvent[], batch: number) {
    this.#leadline = leadline
    this.#batches = Array.from({ length: Math.ceil(events.length / batch) }, (_, index) =>
      events.slice(index * batch, (index + 1) * batch),
    )
  }

  async run(connections: number): Promise<void> {
    await Promise.all(Array.from({ length: connections }, () => this.#connection()))
  }

  async #connection(): Promise<void> {
    for (let batch = this.#batches.shift(); batch !== undefined; batch = this.#batches.shift()) {
      const sent = batch
      await until('an acknowledgement', 180, () => this.#send(sent))
    }
  }

  /** True when it was acknowledged, null when it must be sent again. */
  async #send(batch: readonly WireEvent[]): Promise<true | null> {
    try {
      const response = await fetch(`${this.#leadline.url}/api/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#leadline.token}` },
        body: JSON.stringify(batch),
      })
      const text = await response.text()
      if (response.status === 429 || response.status >= 500) return null
      expect(response.status, text).toBe(202)
      const { accepted, duplicates } = JSON.parse(text) as { accepted: number; duplicates: number }
      expect(accepted + duplicates).toBe(batch.length)
    } catch (error) {
      if (error instanceof TypeError) return null
      throw error
    }
    this.acknowledged.push(...batch)
    return true
  }
}

/** What the server knows of one service. */
interface Known {
  readonly count: number
  readonly sampleSize: number
  readonly deployments: readonly string[]
  readonly commits: readonly string[]
}

async function ask<T>(
  leadline: LeadlineProcess,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<T> {
  const response = await fetch(`${leadline.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${leadline.token}` },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown }
  if (errors !== undefined) throw new Error(JSON.stringify(errors))
  return data
}

const knownQuery = /* GraphQL */ `
  query Known($name: String!, $after: String) {
    service(name: $name) {
      metrics(window: { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }) {
        deploymentFrequency { count }
        leadTimeForChanges { sampleSize }
      }
      deployments(environment: "production", first: 100, after: $after) {
        nodes { sha reports { externalId } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`

interface KnownAnswer {
  readonly service: {
    readonly metrics: {
      readonly deploymentFrequency: { readonly count: number }
      readonly leadTimeForChanges: { readonly sampleSize: number }
    }
    readonly deployments: {
      readonly nodes: readonly {
        readonly sha: string | null
        readonly reports: readonly { readonly externalId: string }[]
      }[]
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
    }
  } | null
}

async function knownOf(leadline: LeadlineProcess, name: string): Promise<Known> {
  const deployments: string[] = []
  const commits: string[] = []
  let after: string | null = null
  for (;;) {
    const answer: KnownAnswer = await ask<KnownAnswer>(leadline, knownQuery, { name, after })
    const service: KnownAnswer['service'] = answer.service
    if (service === null) return { count: 0, sampleSize: 0, deployments, commits }
    for (const node of service.deployments.nodes) {
      deployments.push(...node.reports.map((report) => report.externalId))
      if (node.sha !== null) commits.push(node.sha)
    }
    const page = service.deployments.pageInfo
    if (!page.hasNextPage) {
      const { deploymentFrequency, leadTimeForChanges } = service.metrics
      return { count: deploymentFrequency.count, sampleSize: leadTimeForChanges.sampleSize, deployments, commits }
    }
    after = page.endCursor
  }
}

async function settled(leadline: LeadlineProcess): Promise<void> {
  await until('pending: 0', 180, async () => {
    const response = await fetch(`${leadline.url}/api/ingest`, {
      headers: { authorization: `Bearer ${leadline.token}` },
    }).catch(() => null)
    const status = (await response?.json().catch(() => null)) as { pending: number } | null
    return status?.pending === 0 ? true : null
  })
}

/** Ids of acknowledged deployments that the server does not know. */
async function lost(leadline: LeadlineProcess, acknowledged: readonly WireEvent[]): Promise<string[]> {
  const deployments = acknowledged.filter((event) => event.type === 'deployment')
  const known = new Set<string>()
  for (const name of new Set(deployments.map((event) => event['service'] as string)))
    for (const id of (await knownOf(leadline, name)).deployments) known.add(id)
  return deployments.map((event) => event['id'] as string).filter((id) => !known.has(id))
}

describe(`${kills} kills while ${services * perService * 2} events are posted (LEADLINE_TEST_SEED=${seed})`, () => {
  const leadline = new LeadlineProcess()
  const random = randomOf(seed)
  const names = Array.from({ length: services }, (_, index) => `service-${index}`)
  const events = names.flatMap((name) => eventsOf(name, perService))
  const killed: string[] = []
  let poster: Poster

  beforeAll(async () => {
    await leadline.start()
    poster = new Poster(leadline, events, 10)
    const posting = poster.run(6)
    const moments = Array.from({ length: kills }, () => Math.floor(random() * events.length * 0.97)).toSorted(
      (a, b) => a - b,
    )
    for (const [index, moment] of moments.entries()) {
      await until(`${moment} acknowledged events`, 180, () => (poster.acknowledged.length >= moment ? true : null))
      if (index % 2 === 0) {
        await leadline.killServer()
        killed.push(`server at ${poster.acknowledged.length}`)
        await leadline.start()
      } else {
        await until('Postgres to be there to be killed', 60, () => (leadline.killPostgres() ? true : null))
        killed.push(`Postgres at ${poster.acknowledged.length}`)
        await leadline.ready()
      }
    }
    await posting
    process.stdout.write(`killed ${killed.join(', ')}\n`)
    await leadline.ready()
    await settled(leadline)
  }, 600_000)
  afterAll(() => leadline.close())

  it('loses nothing that was acknowledged', async () => {
    expect(killed).toHaveLength(kills)
    expect(poster.acknowledged).toHaveLength(events.length)
    expect(await lost(leadline, poster.acknowledged)).toEqual([])
  })

  it('doubles nothing in the metrics', async () => {
    for (const name of names) {
      const known = await knownOf(leadline, name)
      expect({ name, count: known.count, samples: known.sampleSize }).toEqual({
        name,
        count: perService,
        samples: perService - 1,
      })
      expect(new Set(known.deployments).size).toBe(perService)
      expect(known.deployments).toHaveLength(perService)
      expect(new Set(known.commits).size).toBe(perService)
    }
  })

  it('has each event in the log once', async () => {
    const { sources } = await ask<{ sources: readonly { name: string; accepted: number }[] }>(
      leadline,
      '{ sources { name accepted } }',
      {},
    )
    expect(sources.filter(({ name }) => name === 'api')).toEqual([{ name: 'api', accepted: events.length }])
  })
})

describe('the same harness over a Postgres that acknowledges before it has flushed', () => {
  const leadline = new LeadlineProcess()

  beforeAll(() => leadline.start(), 180_000)
  afterAll(() => leadline.close())

  it('finds what was lost', async () => {
    const visited = await openServer(readConfig({ LEADLINE_HOME: leadline.home }, process.cwd()), 'visit')
    const db = await openDatabase({ url: visited.url, max: 1 })
    await db.query({ text: 'alter system set synchronous_commit = off', values: [] })
    await db.query({ text: "alter system set wal_writer_delay = '10s'", values: [] })
    await db.query({ text: 'select pg_reload_conf()', values: [] })
    await db.close()
    await visited.stop()
    const poster = new Poster(leadline, eventsOf('careless', 400), 10)
    await poster.run(4)
    expect(leadline.killPostgres()).toBe(true)
    // `/readyz` rightly refuses such a server, so what is waited for is the worker.
    await settled(leadline)
    expect(poster.acknowledged).toHaveLength(800)
    expect((await lost(leadline, poster.acknowledged)).length).toBeGreaterThan(0)
  }, 300_000)
})
