import { expect, it, onTestFinished } from 'vitest'
import { readAll, readAt } from '../support/git-events.ts'
import { TestRepository } from '../support/git-repository.ts'
import { type Leadline, startLeadline } from '../support/leadline.ts'

const github = 'GitHub <noreply@github.com>'
const repository = 'git.example/acme/shop'
/** A cherry-pick keeps it. */
const authoredAt = '2026-01-06T09:00:00Z'
const of = (path: string) => ({ files: { [path]: path } })

interface Listed {
  readonly totalCount: number
  readonly nodes: readonly { readonly number: number | null; readonly sha: string; readonly title: string | null }[]
}
interface Difference {
  readonly commits: number
  readonly changes: Listed
  readonly removedCommits: number | null
  readonly removedChanges: Listed | null
  readonly markdown: string
}

const listed = '{ totalCount nodes { number sha title } }'
const questions = {
  difference: `query ($service: String!, $environment: String!, $proposed: String!) {
    difference(service: $service, environment: $environment, proposed: $proposed) {
      commits changes(first: 50) ${listed} removedCommits removedChanges(first: 50) ${listed} markdown } }`,
  running: `query ($environment: String!) {
    running(environment: $environment) { service { name } deployment { changes(first: 50) ${listed} } } }`,
}

let git: TestRepository
let running: Leadline

/** A deployment of each service in an environment: all of the repository, the folder of one service, and a release branch. */
function live(environment: string, day: number, shas: Readonly<Record<string, string>>): object[] {
  return Object.entries(shas).map(([service, label]) => ({
    type: 'deployment',
    service,
    environment,
    repository,
    sha: git.sha(label),
    liveAt: `2026-04-0${day}T09:00:00Z`,
  }))
}

async function differenceOf(service: string, environment: string, label: string): Promise<Difference> {
  const variables = { service, environment, proposed: git.sha(label) }
  return (await running.ask<{ difference: Difference }>(questions.difference, variables)).difference
}

function namesOf({ nodes }: Listed): string[] {
  return nodes.map(({ number, sha }) => (number === null ? (git.labels([sha])[0] ?? '') : `#${number}`)).toSorted()
}

const none: Listed = { totalCount: 0, nodes: [] }

/** What the running deployment of staging shipped. */
async function shippedBy(service: string): Promise<string[]> {
  const answer = await running.ask<{
    running: readonly { service: { name: string }; deployment: { changes: Listed } }[]
  }>(questions.running, { environment: 'staging' })
  return namesOf(answer.running.find((row) => row.service.name === service)?.deployment.changes ?? none)
}

async function told(): Promise<void> {
  git = await TestRepository.create((write) =>
    write
      .commit('base', of('README'))
      .commit('picked', { authoredAt, ...of('billing/fix') })
      .commit('t1', { branch: 'phone', parents: ['picked'], ...of('notify/1') })
      .commit('t2', { branch: 'phone', ...of('notify/2') })
      .commit('merge', {
        parents: ['picked', 't2'],
        message: 'Merge pull request #12 from acme/phone\n\nTelephone\n\nAll of it.',
        committer: github,
      })
      .commit('squash', { message: 'Search (#13)\n\n* one', committer: github, ...of('billing/search') })
      .commit('direct', of('notify/direct'))
      .commit('s1', { branch: 'side', parents: ['direct'], ...of('billing/side') })
      .commit('sync', { parents: ['direct', 's1'], message: "Merge branch 'side'" })
      .commit('twin', {
        branch: 'release',
        parents: ['base'],
        message: 'picked again',
        authoredAt,
        ...of('billing/fix'),
      }),
  )
  running = await startLeadline(() => readAt)
  onTestFinished(() => running.close())
  await running.describe({ service: 'shop', repository, paths: [] })
  await running.describe({ service: 'billing', repository, paths: ['billing'] })
  const { events } = await readAll(git.path, { repository, paths: true })
  await running.post(events)
  const before = { shop: 'base', billing: 'base', released: 'twin' }
  await running.post([...live('production', 1, before), ...live('staging', 1, before)])
  await running.post(live('staging', 2, { shop: 'sync', billing: 'sync', released: 'sync' }))
  await running.idle()
}

const everything = ['#12', '#13', 'direct', 'picked', 's1']

it('tells the changes of a range as a deployment of it ships them, forth and back', async () => {
  await told()
  for (const { service, from, changes } of [
    { service: 'shop', from: 'base', changes: everything },
    { service: 'billing', from: 'base', changes: ['#13', 'picked', 's1'] },
    { service: 'released', from: 'twin', changes: everything.filter((name) => name !== 'picked') },
  ]) {
    const { commits, changes: found, markdown } = await differenceOf(service, 'production', 'sync')
    expect(commits).toBe(Number(await git.git('rev-list', '--count', `${git.sha(from)}..main`)))
    expect(namesOf(found)).toEqual(changes)
    expect(found.totalCount).toBe(changes.length)
    expect(markdown.match(/^- /gm)).toHaveLength(changes.length)
    expect(await shippedBy(service)).toEqual(changes)
  }
  const { markdown } = await differenceOf('shop', 'production', 'sync')
  expect(markdown).toContain('\n- Telephone (#12)\n')
  expect(markdown).toContain('\n- Search (#13)\n')
  const back = await differenceOf('shop', 'staging', 'base')
  expect(back).toMatchObject({ commits: 0, changes: { totalCount: 0 }, removedCommits: 8 })
  expect(namesOf(back.removedChanges ?? none)).toEqual(everything)
  expect(back.markdown).toContain('### Taken away\n\n8 commits, 5 changes\n')
})
