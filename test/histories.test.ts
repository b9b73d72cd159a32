import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ExpectedDeployment, expectedHistory } from './support/histories/expected-history.ts'
import { GitOracle, inParallel } from './support/histories/git-oracle.ts'
import { eventsOf, type History, inProduction, publishingApi } from './support/histories/history.ts'
import { ownHistory } from './support/histories/own-history.ts'
import { type Leadline, startLeadline } from './support/leadline.ts'
import { shuffled } from './support/shuffle.ts'

interface Page<T> {
  readonly nodes: readonly T[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

interface DeploymentNode {
  readonly id: string
  readonly kind: string
  readonly sha: string | null
  readonly configSha: string
  readonly liveAt: string
}

interface SampleNode {
  readonly seconds: number
  readonly commitSha: string | null
  readonly change: { readonly number: number | null; readonly sha: string | null } | null
  readonly deployment: { readonly configSha: string }
}

const deploymentsQuery = /* GraphQL */ `
  query Deployments($service: String!, $after: String) {
    service(name: $service) {
      deployments(environment: "production", first: 100, after: $after) {
        nodes { id kind sha configSha liveAt }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`

const samplesQuery = /* GraphQL */ `
  query Samples($service: String!, $window: WindowInput!, $definition: DefinitionInput, $after: String) {
    service(name: $service) {
      metrics(window: $window, definition: $definition) {
        leadTimeForChanges {
          samples(first: 100, after: $after) {
            nodes { seconds commitSha change { number sha } deployment { configSha } }
            pageInfo { hasNextPage endCursor }
          }
        }
      }
    }
  }
`

interface Difference {
  readonly commits: number
  readonly backwards: boolean
  readonly from: { readonly sha: string }
  readonly to: { readonly sha: string }
}

interface Pair {
  readonly from: string | undefined
  readonly to: string | undefined
}

/** Differences that one document asks for: parsing and checking a document for each costs more than its answer. */
const atOnce = 40

async function differencesOf(leadline: Leadline, pairs: readonly Pair[]): Promise<Difference[]> {
  const numbers = pairs.map((_, index) => index)
  const parts = numbers.map(
    (n) => `d${n}: difference(from: $from${n}, to: $to${n}) { commits backwards from { sha } to { sha } }`,
  )
  const query = `query (${numbers.map((n) => `$from${n}: ID!, $to${n}: ID!`).join(' ')}) { ${parts.join(' ')} }`
  const variables = pairs.flatMap(({ from, to }, n) => [[`from${n}`, from] as const, [`to${n}`, to] as const])
  const answer = await leadline.ask<Readonly<Record<string, Difference>>>(query, Object.fromEntries(variables))
  return numbers.map((n) => answer[`d${n}`] as Difference)
}

/** Every answer about a history, as it is compared. */
interface Answers {
  readonly deployments: readonly DeploymentNode[]
  readonly commits: readonly SampleNode[]
  readonly changes: readonly SampleNode[]
  readonly differences: readonly Difference[]
}

async function all<T, A>(
  leadline: Leadline,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  page: (answer: A) => Page<T>,
): Promise<T[]> {
  const nodes: T[] = []
  let after: string | null = null
  do {
    const next: Page<T> = page(await leadline.ask<A>(query, { ...variables, after }))
    nodes.push(...next.nodes)
    after = next.pageInfo.hasNextPage ? next.pageInfo.endCursor : null
  } while (after !== null)
  return nodes
}

function samples(leadline: Leadline, history: History, unit: 'COMMIT' | 'CHANGE'): Promise<SampleNode[]> {
  const lives = inProduction(history).map((deployment) => Date.parse(deployment.at))
  const window = {
    from: new Date(Math.min(...lives) - 86_400_000).toISOString(),
    to: new Date(Math.max(...lives) + 86_400_000).toISOString(),
  }
  type Answer = { service: { metrics: { leadTimeForChanges: { samples: Page<SampleNode> } } } }
  const variables = { service: history.service, window, definition: { unit } }
  return all<SampleNode, Answer>(
    leadline,
    samplesQuery,
    variables,
    (answer) => answer.service.metrics.leadTimeForChanges.samples,
  )
}

async function answersAbout(
  leadline: Leadline,
  history: History,
  expected: readonly ExpectedDeployment[],
): Promise<Answers> {
  type Answer = { service: { deployments: Page<DeploymentNode> } }
  const deployments = await all<DeploymentNode, Answer>(
    leadline,
    deploymentsQuery,
    { service: history.service },
    (answer) => answer.service.deployments,
  )
  const idOf = new Map(deployments.map((deployment) => [deployment.configSha, deployment.id]))
  const pairs = expected
    .filter((each) => each.previous !== null)
    .map(({ previous, deployment }) => ({
      from: idOf.get(previous?.configSha ?? ''),
      to: idOf.get(deployment.configSha),
    }))
  const batches = Array.from({ length: Math.ceil(pairs.length / atOnce) }, (_, index) =>
    pairs.slice(index * atOnce, (index + 1) * atOnce),
  )
  const differences = (await inParallel(batches, 2, (batch) => differencesOf(leadline, batch))).flat()
  const commits = await samples(leadline, history, 'COMMIT')
  const changes = await samples(leadline, history, 'CHANGE')
  return { deployments, commits, changes, differences }
}

/** Samples by the deployment that shipped them, in the form of the oracle. */
function bySample(nodes: readonly SampleNode[], nameOf: (node: SampleNode) => string): Map<string, string[]> {
  const byDeployment = new Map<string, string[]>()
  for (const node of nodes) {
    const list = byDeployment.get(node.deployment.configSha) ?? []
    list.push(`${nameOf(node)} ${node.seconds}`)
    byDeployment.set(node.deployment.configSha, list)
  }
  return new Map([...byDeployment].map(([key, list]) => [key, list.toSorted()]))
}

const real = publishingApi()
if (real === null)
  process.stdout.write(
    'histories/publishing-api is not beside this project: only our own history is compared with git.\n',
  )

describe.each([ownHistory(), real].filter((history) => history !== null))('$name', (history) => {
  let leadline: Leadline
  let expected: readonly ExpectedDeployment[]
  let answers: Answers

  beforeAll(async () => {
    const git = await GitOracle.of(history.commits)
    expected = await expectedHistory(git, history)
    git.close()
    leadline = await startLeadline()
    const events = eventsOf(history)
    await leadline.post(history.expected === null ? shuffled(events, 7) : events)
    await leadline.idle()
    answers = await answersAbout(leadline, history, expected)
  }, 280_000)
  afterAll(() => leadline?.close())

  it('is the history that the reference speaks of', () => {
    if (history.expected === null) return expect(expected.length).toBeGreaterThan(100)
    const pairs = expected
      .slice(1)
      .map(({ deployment, previous, between, movedBack }) => [deployment.sha, previous?.sha, between, movedBack])
    return expect(pairs).toEqual(
      history.expected.map((pair) => [pair.sha, pair.previousSha, pair.newCommits, pair.movedBack]),
    )
  })

  it('has every production deployment once', () => {
    const told = inProduction(history).map(({ configSha, at }) => `${configSha} ${Date.parse(at)}`)
    expect(answers.deployments.map(({ configSha, liveAt }) => `${configSha} ${Date.parse(liveAt)}`).toSorted()).toEqual(
      told.toSorted(),
    )
  })

  it('answers every difference as git rev-list --count does', () => {
    const pairs = expected.filter((each) => each.previous !== null)
    const wrong = pairs.flatMap(({ deployment, previous, between }, index) => {
      const answered = answers.differences[index]
      const fits =
        answered?.commits === between && answered.from.sha === previous?.sha && answered.to.sha === deployment.sha
      return fits ? [] : [{ from: previous?.sha, to: deployment.sha, git: between, answered }]
    })
    expect(wrong).toEqual([])
  })

  it('calls what moved back a rollback', () => {
    const kinds = new Map(answers.deployments.map((deployment) => [deployment.configSha, deployment.kind]))
    const stream = inProduction(history)
    // Whether a version moved back from one whose commit nobody knows cannot be said; the real history has no such case.
    const moved = expected.filter(
      ({ movedBack, deployment }) =>
        movedBack && (history.expected !== null || stream[stream.indexOf(deployment) - 1]?.sha !== null),
    )
    expect(moved.length).toBeGreaterThan(10)
    expect(moved.filter(({ deployment }) => kinds.get(deployment.configSha) !== 'ROLLBACK')).toEqual([])
  })

  it('has the lead times of the commits that git says each deployment shipped first', () => {
    const answered = bySample(answers.commits, (node) => node.commitSha ?? '')
    const wrong = expected.flatMap(({ deployment, commits }) => {
      const git = commits.map(({ sha, seconds }) => `${sha} ${seconds}`).toSorted()
      const ours = answered.get(deployment.configSha) ?? []
      return git.join() === ours.join()
        ? []
        : [
            {
              sha: deployment.sha,
              at: deployment.at,
              missing: git.filter((line) => !ours.includes(line)),
              extra: ours.filter((line) => !git.includes(line)),
            },
          ]
    })
    expect(wrong).toEqual([])
    expect(answers.commits).toHaveLength(expected.reduce((count, { commits }) => count + commits.length, 0))
  })

  it('has the lead times of the requests that hold these commits', () => {
    const answered = bySample(answers.changes, ({ change }) =>
      change?.number === null || change?.number === undefined ? (change?.sha ?? '') : `#${change.number}`,
    )
    const wrong = expected.flatMap(({ deployment, changes }) => {
      const git = changes.map(({ name, seconds }) => `${name} ${seconds}`).toSorted()
      const ours = answered.get(deployment.configSha) ?? []
      return git.join() === ours.join()
        ? []
        : [
            {
              sha: deployment.sha,
              at: deployment.at,
              missing: git.filter((line) => !ours.includes(line)),
              extra: ours.filter((line) => !git.includes(line)),
            },
          ]
    })
    expect(wrong).toEqual([])
    expect(answers.changes).toHaveLength(expected.reduce((count, { changes }) => count + changes.length, 0))
  })

  it('answers the same to the byte when all facts are made anew from the log', async () => {
    await leadline.rebuild()
    // Differences are counted in the graph, which holds no facts: a few tell that it is there.
    const again = await answersAbout(leadline, history, expected.slice(0, atOnce))
    const differences = answers.differences.slice(0, again.differences.length)
    expect(again.differences.length).toBeGreaterThan(20)
    expect(JSON.stringify(again)).toBe(JSON.stringify({ ...answers, differences }))
  }, 280_000)
})
