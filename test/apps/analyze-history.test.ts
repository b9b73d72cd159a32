import { beforeAll, describe, expect, it } from 'vitest'
import type { Analysis } from '#dashboards/analysis'
import { buildLeadline, leadline } from '../support/command.ts'
import { temporaryFolder, TestRepository } from '../support/git-repository.ts'
import { configRepositoryOf, gitTagsOf } from '../support/histories/config-repository.ts'
import { inTopologicalOrder } from '../support/histories/git-oracle.ts'
import { eventsOf, type History, publishingApi } from '../support/histories/history.ts'
import { startLeadline } from '../support/leadline.ts'

const history = publishingApi()
if (history === null) {
  process.stdout.write('The real history is not here (../shared): analyze is tried on made-up repositories only.\n')
}

const posted = /* GraphQL */ `
  query Posted($service: String!, $environment: String!, $window: WindowInput!) {
    service(name: $service) {
      metrics(environment: $environment, window: $window) {
        deploymentFrequency { count byKind { kind count } }
        leadTimeForChanges { sampleSize medianSeconds p75Seconds p90Seconds interval { low high } }
      }
    }
  }
`

interface Answer {
  readonly service: { readonly metrics: unknown }
}

/** The numbers that must be the same, whichever way the deployments came. */
function numbers({ metrics }: Analysis['streams'][number]) {
  const { count, byKind } = metrics.deploymentFrequency
  const { sampleSize, medianSeconds, p75Seconds, p90Seconds, interval } = metrics.leadTimeForChanges
  const range = interval === null ? null : { low: interval.low, high: interval.high }
  return {
    deploymentFrequency: { count, byKind },
    leadTimeForChanges: { sampleSize, medianSeconds, p75Seconds, p90Seconds, interval: range },
  }
}

/** The repository of a history: its graph, its times, and merges as a host words them. */
async function applicationOf({ commits, ...known }: History): Promise<TestRepository> {
  const shas = new Set(commits.map(({ sha }) => sha))
  const withChildren = new Set(commits.flatMap(({ parents }) => parents))
  const [head, ...others] = commits
    .filter(({ sha }) => !withChildren.has(sha))
    .toSorted((a, b) => Date.parse(b.committedAt) - Date.parse(a.committedAt))
  return TestRepository.create((write) => {
    for (const { sha, parents, authoredAt, committedAt, pullRequest, bot } of inTopologicalOrder(commits)) {
      write.commit(sha, {
        parents: parents.filter((parent) => shas.has(parent)),
        authoredAt,
        committedAt,
        author: bot ? 'renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>' : 'Ada <ada@example.com>',
        committer: 'Ada <ada@example.com>',
        message: pullRequest === null ? `Work ${sha}` : `Merge pull request #${pullRequest} from shop/topic`,
      })
    }
    write.ref('refs/heads/main', head?.sha ?? '')
    others.forEach(({ sha }, index) => write.ref(`refs/heads/tip-${index}`, sha))
    for (const [tag, sha] of gitTagsOf({ commits, ...known })) write.ref(`refs/tags/${tag}`, sha)
  })
}

async function analysed(known: History): Promise<Analysis> {
  const app = await applicationOf(known)
  const rebuilt = new Map(known.commits.map(({ sha }) => [sha, app.sha(sha)]))
  const config = await configRepositoryOf(known, { rebuilt: (sha) => rebuilt.get(sha) ?? null })
  const home = temporaryFolder('leadline-analyze-')
  const args = ['analyze', app.path, '--config', config.path, '--service', known.service, '--json']
  const { code, out, err } = await leadline(args, { env: { LEADLINE_HOME: home } }).ended
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out) as Analysis
}

beforeAll(buildLeadline, 300_000)

describe.runIf(history !== null)('leadline analyze, on a real history rebuilt', () => {
  it('tells the lead times of every environment that the same deployments have when they are posted', async () => {
    const known = history as History
    const { streams, window } = await analysed(known)
    expect(streams.map(({ environment }) => environment).toSorted()).toEqual(
      [...new Set(known.deployments.map(({ environment }) => environment))].toSorted(),
    )
    const server = await startLeadline()
    try {
      await server.describe({ service: known.service, repository: known.repository, paths: [] })
      await server.post(eventsOf(known))
      await server.idle()
      for (const stream of streams) {
        const { environment } = stream
        const answer = await server.ask<Answer>(posted, { service: known.service, environment, window })
        expect({ environment, ...numbers(stream) }).toEqual({ environment, ...(answer.service.metrics as object) })
      }
    } finally {
      await server.close()
    }
  }, 600_000)
})
