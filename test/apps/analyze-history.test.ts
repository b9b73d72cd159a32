import { basename, dirname } from 'node:path'
import { type SourceRow, sources } from '#storage/queries/sources'
import { addRepositorySource } from '#storage/stores/repository-sources'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Analysis } from '#dashboards/analysis'
import { buildLeadline, leadline } from '../support/command.ts'
import { serveGit } from '../support/git-http-server.ts'
import { temporaryFolder, TestRepository } from '../support/git-repository.ts'
import { configRepositoryOf, gitTagsOf } from '../support/histories/config-repository.ts'
import { inTopologicalOrder } from '../support/histories/git-oracle.ts'
import { eventsOf, type History, publishingApi } from '../support/histories/history.ts'
import { startLeadline } from '../support/leadline.ts'
import { until } from '../support/leadline-process.ts'

/** How many of the last deployments are told three times over; `histories.test.ts` compares all of them with git. */
const howMany = Number(process.env['HISTORY_DEPLOYMENTS'] ?? 1_500)

/** The end of a history: its last deployments, and the commits that they can have shipped. */
function endOf(known: History): History {
  const deployments = known.deployments.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).slice(-howMany)
  const begun = Date.parse(deployments[0]?.at ?? '') - 90 * 86_400_000
  const named = new Set(deployments.map(({ sha }) => sha))
  const commits = known.commits.filter(({ sha, committedAt }) => named.has(sha) || Date.parse(committedAt) >= begun)
  return { ...known, commits, deployments }
}

const whole = publishingApi()
const history = whole === null ? null : endOf(whole)
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

interface Repositories {
  readonly app: TestRepository
  readonly config: TestRepository
}

async function rebuilt(known: History): Promise<Repositories> {
  const app = await applicationOf(known)
  const shas = new Map(known.commits.map(({ sha }) => [sha, app.sha(sha)]))
  return { app, config: await configRepositoryOf(known, { rebuilt: (sha) => shas.get(sha) ?? null }) }
}

async function analysed(known: History, { app, config }: Repositories): Promise<Analysis> {
  const home = temporaryFolder('leadline-analyze-')
  const args = ['analyze', app.path, '--config', config.path, '--service', known.service, '--json']
  const { code, out, err } = await leadline(args, { env: { LEADLINE_HOME: home } }).ended
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out) as Analysis
}

/** What a Leadline tells that reads both repositories by itself, over HTTP. */
async function connected(
  known: History,
  { app, config }: Repositories,
  window: unknown,
  environments: readonly string[],
) {
  const host = await serveGit(dirname(app.path))
  const server = await startLeadline(() => Date.now(), temporaryFolder('leadline-mirrors-'))
  const add = (name: string, system: string, { path }: TestRepository): Promise<boolean> =>
    addRepositorySource(server.db, {
      name,
      system,
      settings: { url: `${host.url}/${basename(path)}` },
      credential: null,
    })
  try {
    await add('deployments', 'config-repository', config)
    await add('app', 'git', app)
    // Versions are read after the commits that they name: again, where the one source was there before the other.
    await until('both repositories to be read, and the versions last', 240, async () => {
      const rows = await server.db.query<SourceRow>(sources())
      expect(rows.map(({ message }) => message)).toEqual([null, null])
      const [app, deployments] = ['app', 'deployments'].map((name) => rows.find((row) => row.name === name)?.readAt)
      return app != null && deployments != null && deployments >= app ? true : null
    })
    await server.idle()
    const answers: Record<string, unknown> = {}
    for (const environment of environments) {
      const { service } = await server.ask<Answer>(posted, { service: known.service, environment, window })
      answers[environment] = service.metrics
    }
    return answers
  } finally {
    await server.close()
  }
}

beforeAll(buildLeadline, 300_000)

describe.runIf(history !== null)('leadline analyze, on a real history rebuilt', () => {
  it('tells the lead times of every environment that the same deployments have when they are posted, and when both are connected as sources', async () => {
    const known = history as History
    const repositories = await rebuilt(known)
    const { streams, window } = await analysed(known, repositories)
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
    const told = Object.fromEntries(streams.map((stream) => [stream.environment, numbers(stream)]))
    expect(await connected(known, repositories, window, Object.keys(told))).toEqual(told)
  }, 600_000)
})
