import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { buildLeadline, leadlineStart } from '../support/command.ts'
import { eventually, temporaryFolder } from '../support/embedded.ts'
import { issueBody } from '../support/github-bodies.ts'
import { deliver } from '../support/github-delivery.ts'
import { type GithubServer, githubSchema, githubServer, type GithubWorld } from '../support/github-server.ts'
import { at, commit, deployment, empty, request } from '../support/github-story.ts'
import { followReadme } from '../support/readme.ts'

const token = 'preset-admin-token-of-at-least-32-characters'

beforeAll(() => {
  buildLeadline()
  githubSchema()
}, 300_000)

/** A request of one commit, squashed onto the default branch and deployed. */
function delivered(number: number, [authored = '', opened = '', merged = '', live = '']: readonly string[]) {
  const first = commit(`work-${number}`, { authored })
  const squashed = commit(`merge-${number}`, { authored: merged, request: number })
  return {
    request: request(number, { opened, merged, merge: `merge-${number}`, commits: [first] }),
    commit: squashed,
    deployment: deployment(number, `merge-${number}`, merged, [['SUCCESS', live]]),
  }
}

// The first is where the others begin; 26, 10 and 2 hours from the commit until it is live; half an hour after the last an
// incident of two hours.
const all = [
  delivered(4, ['1 00:05', '1 00:06', '1 00:10', '1 00:30']),
  delivered(1, ['1 10:00', '1 11:00', '2 10:00', '2 12:00']),
  delivered(2, ['3 09:00', '3 09:30', '3 15:00', '3 19:00']),
  delivered(3, ['5 08:00', '5 08:10', '5 09:00', '5 10:00']),
]
const incident = {
  databaseId: 4_400_000_021,
  title: 'Checkout answers 500',
  createdAt: at('5 10:30'),
  labels: ['incident', 'sev2'],
  changes: [
    { kind: 'labeled', label: 'incident', at: at('5 10:30') },
    { kind: 'labeled', label: 'sev2', at: at('5 10:30') },
  ],
} as const
const world: GithubWorld = {
  ...empty,
  history: all.toReversed().map((each) => each.commit),
  requests: all.map((each) => each.request),
  deployments: all.map((each) => each.deployment),
  // GitHub tried to say that it is over, and nobody was there.
  issues: [{ ...incident, changes: [...incident.changes, { kind: 'closed', at: at('5 12:30') }] }],
  others: ['acme/web'],
}

const question = /* GraphQL */ `{
  service(name: "shop") { metrics(environment: "production", window: { from: "2026-03-01T00:00:00Z", to: "2026-03-08T00:00:00Z" }) {
    deploymentFrequency { count } leadTimeForChanges { medianSeconds sampleSize coverage }
    changeFailureRate { failed deployments } timeToRestore { medianSeconds openCount } } }
  sources { name state message } }`

async function answers(url: string): Promise<Readonly<Record<string, unknown>>> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: question }) })
  return ((await answer.json()) as { readonly data: Readonly<Record<string, unknown>> }).data
}

/** Does what the README says, with a token of one's own. */
async function follow(github: GithubServer): Promise<{ readonly url: string; readonly secret: string }> {
  const folder = temporaryFolder()
  const env = { LEADLINE_HOME: `${folder}/.leadline`, LEADLINE_TOKEN: token }
  const started = await leadlineStart({ env })
  const made = await followReadme('github', {
    folder,
    env,
    given: '',
    files: { 'token.txt': `${github.token}\n` },
    adding: ['--api', github.url],
    // An App is registered by two clicks, and the webhook by hand is made with the token.
    skip: (command) => command[1] === 'connect' || (command[1] === 'add' && !command.includes('--token-file')),
  })
  const door = `${started.url}${made.url}`
  const opened = issueBody('opened', incident, incident.createdAt)
  const answer = await deliver(door, { secret: made.secret, event: 'issues', body: JSON.stringify(opened) })
  expect(answer.status).toBe(202)
  const forged = await deliver(door, { secret: 'another', event: 'issues', body: '{}' })
  expect(forged.status).toBe(401)
  return { url: started.url, secret: made.secret }
}

it('of GitHub, from connection by its README to the right numbers', async () => {
  const github = await githubServer(world)
  onTestFinished(() => github.close())
  const { url } = await follow(github)
  const expected = {
    deploymentFrequency: { count: 4 },
    leadTimeForChanges: { medianSeconds: 36_000, sampleSize: 3, coverage: 1 },
    changeFailureRate: { failed: 1, deployments: 4 },
    timeToRestore: { medianSeconds: 7_200, openCount: 0 },
  }
  const isSo = async (): Promise<true | null> => {
    const { service } = (await answers(url)) as { readonly service: { readonly metrics: object } | null }
    return JSON.stringify(service?.metrics) === JSON.stringify(expected) ? true : null
  }
  await eventually(isSo).catch(async () => expect(await answers(url)).toMatchObject({ service: { metrics: expected } }))
}, 120_000)
