import { describe, expect, it } from 'vitest'
import { eventsOf, type History, inProduction, publishingApi } from './support/histories/history.ts'
import { ownHistory } from './support/histories/own-history.ts'
import { type Leadline, startLeadline } from './support/leadline.ts'

const real = publishingApi()
if (real === null) {
  process.stdout.write('The real history is not here (../shared): syncs are tried on a history of our own.\n')
}

/** Time from the bump to the end of its sync, in milliseconds. */
const syncTime = 187_123

const samplesQuery = /* GraphQL */ `
  query Samples($service: String!, $window: WindowInput!, $after: String) {
    service(name: $service) {
      metrics(window: $window) {
        deploymentFrequency { count }
        leadTimeForChanges {
          sampleSize
          samples(first: 100, after: $after) {
            nodes { seconds change { repository { name } number sha } deployment { configSha liveRule } }
            pageInfo { hasNextPage endCursor }
          }
        }
      }
    }
  }
`

interface Sample {
  readonly seconds: number
  readonly change: { readonly number: number | null; readonly sha: string | null }
  readonly deployment: { readonly configSha: string; readonly liveRule: string }
}

interface Answer {
  readonly service: {
    readonly metrics: {
      readonly deploymentFrequency: { readonly count: number }
      readonly leadTimeForChanges: {
        readonly sampleSize: number
        readonly samples: {
          readonly nodes: readonly Sample[]
          readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
        }
      }
    }
  }
}

/** The deployments of a history as bumps of a configuration repository, of a service of this name. */
function bumps(history: History, service: string, configRepository: string) {
  return eventsOf(history)
    .filter(({ type }) => type === 'deployment')
    .map((event) => ({
      ...event,
      service,
      configRepository,
      attributes: { 'leadline.liveRule': 'CONFIG_MERGE' },
    }))
}

/** A commit for each bump, and after it one that changes something else: the one that is applied. */
function line(history: History, configRepository: string) {
  const shas = new Map(history.deployments.map(({ configSha, at }) => [configSha, Date.parse(at)]))
  const ordered = [...shas].toSorted(([a, at], [b, other]) => at - other || (a < b ? -1 : 1))
  const commit = (sha: string, at: number, parent: string | undefined) => ({
    type: 'commit',
    repository: configRepository,
    sha,
    parents: parent === undefined ? [] : [parent],
    authoredAt: new Date(at).toISOString(),
  })
  return ordered.flatMap(([sha, at], index) => {
    const before = ordered[index - 1]?.[0]
    return [commit(sha, at, before === undefined ? undefined : after(before)), commit(after(sha), at + 1, sha)]
  })
}

/** Of the commit that follows a bump. */
function after(sha: string): string {
  return `${sha.slice(20)}${sha.slice(0, 20)}`
}

/** A sync for each bump: it names the commit that it applied, and no version. */
function syncs(history: History, service: string, configRepository: string) {
  return history.deployments.map(({ environment, configSha, at }) => ({
    type: 'deployment',
    source: 'argocd',
    id: `${environment} ${configSha}`,
    service,
    environment,
    configRepository,
    configRevision: after(configSha),
    startedAt: new Date(Date.parse(at) + 60_000).toISOString(),
    finishedAt: new Date(Date.parse(at) + syncTime).toISOString(),
    outcome: 'succeeded',
    attributes: { 'leadline.liveRule': 'SYNC' },
  }))
}

async function samplesOf(leadline: Leadline, service: string, window: unknown) {
  const nodes: Sample[] = []
  let cursor: string | null = null
  for (;;) {
    const answer: Answer = await leadline.ask<Answer>(samplesQuery, { service, window, after: cursor })
    const { deploymentFrequency, leadTimeForChanges }: Answer['service']['metrics'] = answer.service.metrics
    nodes.push(...leadTimeForChanges.samples.nodes)
    cursor = leadTimeForChanges.samples.pageInfo.endCursor
    if (!leadTimeForChanges.samples.pageInfo.hasNextPage) return { nodes, count: deploymentFrequency.count }
  }
}

function byChange({ change, deployment }: Sample): string {
  return `${deployment.configSha} ${change.number ?? ''} ${change.sha ?? ''}`
}

describe('syncs on top of the bumps of a configuration repository', () => {
  it('give the lead times of the bumps plus the time of the sync, to the millisecond', async () => {
    const known = real ?? ownHistory()
    const history = { ...known, deployments: inProduction(known) }
    const leadline = await startLeadline()
    try {
      const lives = history.deployments.map(({ at }) => Date.parse(at))
      const window = (shift: number) => ({
        from: new Date(Math.min(...lives) - 86_400_000 + shift).toISOString(),
        to: new Date(Math.max(...lives) + 86_400_000 + shift).toISOString(),
      })
      const { service, repository } = history
      const commits = eventsOf(history).filter(({ type }) => type === 'commit')
      const config = `${repository}-config`
      await leadline.post([...commits, ...bumps(history, service, config), ...line(history, config)])
      const live = `${repository}-live`
      await leadline.post([
        ...bumps(history, 'synced', live),
        ...line(history, live),
        ...syncs(history, 'synced', live),
      ])
      await leadline.idle()
      const [asked, synced] = [
        await samplesOf(leadline, service, window(0)),
        await samplesOf(leadline, 'synced', window(syncTime)),
      ]
      expect(synced.count).toBe(asked.count)
      expect(synced.nodes.length).toBeGreaterThan(10)
      expect(new Set(synced.nodes.map(({ deployment }) => deployment.liveRule))).toEqual(new Set(['SYNC']))
      const told = (nodes: readonly Sample[], more: number) =>
        nodes.map((sample) => `${byChange(sample)} ${Math.round(sample.seconds * 1_000) + more}`).toSorted()
      expect(told(synced.nodes, 0)).toEqual(told(asked.nodes, syncTime))
    } finally {
      await leadline.close()
    }
  }, 240_000)
})
