import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { DAY, HOUR, MINUTE } from '#domain/instant'
import { azureTime, repositoryOf } from '../support/azure-devops-month.ts'
import { azureDevopsServer } from '../support/azure-devops-server.ts'
import { buildLeadline, leadlineStart } from '../support/command.ts'
import { eventually, temporaryFolder } from '../support/embedded.ts'
import { followReadme } from '../support/readme.ts'

const token = 'preset-admin-token-of-at-least-32-characters'
const pat = 'a-personal-access-token'

beforeAll(buildLeadline, 300_000)

const repository = repositoryOf('checkout')
const project = { id: '8a3c6c38-7f0e-4c5f-8d57-2a6b9a3f0001', name: 'Shop' }
/** What is read goes back 90 days: the story is of last week. */
const monday = Math.floor(Date.now() / DAY) * DAY - 10 * DAY

function sha(letter: string): string {
  return letter.repeat(40)
}

function commit(letter: string, at: number): object {
  const by = { name: 'Ann Author', email: 'ann@acme.example', date: new Date(at).toISOString() }
  return { commitId: sha(letter), author: by, committer: by, comment: `Work ${letter}` }
}

/** A push to the main branch. */
function pushed(before: string, after: string, at: number): object {
  const refUpdates = [{ name: 'refs/heads/main', oldObjectId: sha(before), newObjectId: sha(after) }]
  const resource = { repository, refUpdates, commits: [commit(after, at)], date: azureTime(at) }
  return { eventType: 'git.push', createdDate: azureTime(at + 900), resource }
}

/** A request that was completed, of one commit that was squashed. */
function completed(number: number, letters: readonly [work: string, squash: string], at: number): readonly object[] {
  const [work, squash] = letters
  const refUpdates = [{ name: `refs/heads/topic-${number}`, oldObjectId: '0'.repeat(40), newObjectId: sha(work) }]
  const branch = { repository, refUpdates, commits: [commit(work, at - 3 * HOUR)], date: azureTime(at - 3 * HOUR) }
  const request = {
    repository,
    pullRequestId: number,
    status: 'completed',
    createdBy: { id: 'ann', displayName: 'Ann Author' },
    creationDate: azureTime(at - 2 * HOUR),
    closedDate: azureTime(at),
    title: `Change ${number}`,
    sourceRefName: `refs/heads/topic-${number}`,
    targetRefName: 'refs/heads/main',
    lastMergeSourceCommit: { commitId: sha(work) },
    lastMergeCommit: { commitId: sha(squash) },
  }
  return [
    { eventType: 'git.push', createdDate: azureTime(at - 3 * HOUR), resource: branch },
    { eventType: 'git.pullrequest.updated', createdDate: azureTime(at + 900), resource: request },
  ]
}

/** A stage of the run of a pipeline that ended. */
function deployed(run: number, letter: string, at: number): object {
  const resource = {
    stage: {
      name: 'Deploy_Production',
      attempt: 1,
      state: 'completed',
      result: 'succeeded',
      startTime: azureTime(at - 5 * MINUTE),
      finishTime: azureTime(at),
    },
    run: { id: run, resources: { repositories: { self: { refName: 'refs/heads/main', version: sha(letter) } } } },
    pipeline: { name: 'checkout-ci' },
    repositories: [{ alias: 'self', url: repository['remoteUrl'] }],
  }
  return { eventType: 'ms.vss-pipelines.stage-state-changed-event', createdDate: azureTime(at + 900), resource }
}

/** The run of a pipeline that a rule of the README calls a deployment. */
function released(id: number, letter: string, at: number): Readonly<Record<string, unknown>> {
  return {
    id,
    projectId: project.id,
    project,
    status: 'completed',
    result: 'succeeded',
    queueTime: azureTime(at - 6 * MINUTE),
    startTime: azureTime(at - 5 * MINUTE),
    finishTime: azureTime(at),
    sourceBranch: 'refs/heads/main',
    sourceVersion: sha(letter),
    reason: 'manual',
    definition: { name: 'checkout-release' },
    repository: { id: 'r', type: 'TfsGit', name: 'checkout', url: 'https://dev.azure.com/acme/Shop/_git/checkout' },
  }
}

it('goes by the README of Azure DevOps from connection to the right numbers, a hook that was lost among them', async () => {
  const server = await azureDevopsServer(pat)
  onTestFinished(() => server.close())
  const tuesday = monday + DAY
  const lost = { ...released(302, 'd', tuesday + 14 * HOUR), timelines: {} }
  server.organisation = { ...server.organisation, projects: [project], repositories: [repository], builds: [lost] }
  const folder = temporaryFolder()
  const env = { LEADLINE_HOME: `${folder}/.leadline`, LEADLINE_TOKEN: token }
  const started = await leadlineStart({ env })
  const { url, secret } = await followReadme('azure-devops', { folder, env, given: `${pat}\n`, api: server.url })
  const send = async (body: object, password = secret): Promise<number> => {
    const authorization = `Basic ${Buffer.from(`leadline:${password}`).toString('base64')}`
    const headers = { 'content-type': 'application/json', authorization }
    return (await fetch(`${started.url}${url}`, { method: 'POST', headers, body: JSON.stringify(body) })).status
  }
  const hooks = [
    // Before the week: what was live.
    pushed('9', 'a', monday - 13 * HOUR),
    deployed(300, 'a', monday - 12 * HOUR),
    deployed(301, 'b', monday + 13 * HOUR),
    pushed('a', 'b', monday + 12 * HOUR),
    ...completed(1, ['1', 'b'], monday + 12 * HOUR),
    ...completed(2, ['2', 'd'], tuesday + 12 * HOUR),
    pushed('b', 'd', tuesday + 12 * HOUR),
    { eventType: 'workitem.updated', resource: { id: 4 } },
  ]
  // All twice, and the last first.
  for (const hook of [...hooks.toReversed(), ...hooks]) expect(await send(hook)).toBe(202)
  expect(await send(hooks[0] ?? {}, 'another')).toBe(401)
  const api = async (path: string, body: unknown): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const answer = await fetch(`${started.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return answer.json()
  }
  const at = (hour: number): string => new Date(tuesday + hour * HOUR).toISOString()
  const incident = { type: 'incident', id: '1', service: 'checkout', environment: 'production', causedBySha: sha('d') }
  await api('/api/events', { ...incident, openedAt: at(15), resolvedAt: at(16) })
  const window = `{ from: "${new Date(monday).toISOString()}", to: "${new Date(monday + 5 * DAY).toISOString()}" }`
  const query = `{ service(name: "checkout") { metrics(environment: "production", window: ${window}) {
    deploymentFrequency { count } leadTimeForChanges { medianSeconds sampleSize } changeFailureRate { failed deployments } timeToRestore { medianSeconds } } } }`
  // Four hours from commit to stage, five to the run that only the API told: 4.5.
  const expected = {
    deploymentFrequency: { count: 2 },
    leadTimeForChanges: { medianSeconds: 16_200, sampleSize: 2 },
    changeFailureRate: { failed: 1, deployments: 2 },
    timeToRestore: { medianSeconds: 3_600 },
  }
  const metrics = async (): Promise<unknown> => {
    const { data } = (await api('/graphql', { query })) as { data: { service: { metrics: unknown } | null } }
    return data.service?.metrics
  }
  const isSo = async (): Promise<true | null> =>
    JSON.stringify(await metrics()) === JSON.stringify(expected) ? true : null
  await eventually(isSo).catch(async () => expect(await metrics()).toEqual(expected))
}, 120_000)
