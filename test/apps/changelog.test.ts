import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildLeadline, leadline } from '../support/command.ts'
import { TestRepository } from '../support/git-repository.ts'

const monday = '2026-03-02T'
const commit = (sha: string, parents: readonly string[], more: object = {}) => ({
  type: 'commit',
  repository: 'git.example/shop/api',
  sha,
  parents,
  authoredAt: `${monday}09:00:00Z`,
  message: `Work on ${sha}`,
  ...more,
})
const live = (sha: string, environment: string, at: string) => ({
  type: 'deployment',
  service: 'api',
  repository: 'git.example/shop/api',
  environment,
  sha,
  liveAt: `${monday}${at}:00Z`,
})

const story = [
  commit('c0', []),
  commit('c1', ['c0'], { pullRequest: 7 }),
  commit('c2', ['c1']),
  commit('c3', ['c2']),
  {
    type: 'pull_request',
    repository: 'git.example/shop/api',
    number: 7,
    title: 'Sort by *relevance*',
    openedAt: `${monday}10:00:00Z`,
    mergedAt: `${monday}11:00:00Z`,
    url: 'https://git.example/shop/api/pull/7',
  },
  live('c0', 'production', '12:00'),
  { ...live('c2', 'staging', '13:00'), version: '1.3.0' },
  { ...live('c1', 'staging', '12:30'), version: '1.3.0' },
  { type: 'deployment', service: 'api', environment: 'staging', version: '1.4.0', liveAt: `${monday}12:45:00Z` },
]

const home = mkdtempSync(join(tmpdir(), 'll-changelog-'))
const env = { LEADLINE_HOME: home }
const run = (...args: string[]) => leadline(['changelog', ...args], { env }).ended

beforeAll(buildLeadline, 300_000)
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('leadline changelog', () => {
  it('says what a version would ship, before anything has projected it', async () => {
    const input = story.map((event) => JSON.stringify(event)).join('\n')
    expect((await leadline(['import', '-'], { env, input }).ended).code).toBe(0)
    const { code, out } = await run('api', 'c3')
    expect(code).toBe(0)
    expect(out).toContain('3 commits, 3 changes')
    expect(out).toContain(String.raw`- Sort by \*relevance\* ([#7](https://git.example/shop/api/pull/7))`)
  })

  it('says what a promotion from another environment would ship', async () => {
    const { out } = await run('api', '--promote', 'staging', '--json')
    expect(JSON.parse(out)).toMatchObject({
      proposed: 'c2',
      commits: 2,
      backwards: false,
      from: { version: 'c0' },
      changes: { totalCount: 2 },
    })
  })

  it('takes a version as it is deployed elsewhere, the newest with a known commit', async () => {
    const { out } = await run('api', '1.3.0', '--json')
    expect(JSON.parse(out)).toMatchObject({ proposed: '1.3.0', commits: 2, changes: { totalCount: 2 } })
    expect((await run('api', 'c1')).out).toContain('1 commit, 1 change\n')
  })

  it('lists what going back takes away, and where two versions part also what is lost', async () => {
    const input = [live('c3', 'production', '14:00'), commit('side', ['c2'])].map((event) => JSON.stringify(event))
    await leadline(['import', '-'], { env, input: input.join('\n') }).ended
    expect((await run('api', 'c1')).out).toMatch(/going back\)\n\n### Taken away\n\n2 commits, 2 changes\n/)
    expect(JSON.parse((await run('api', 'c1', '--json')).out)).toMatchObject({
      commits: 0,
      changes: { totalCount: 0 },
      removedCommits: 2,
      removedChanges: { totalCount: 2, nodes: [{ sha: 'c3' }, { sha: 'c2' }] },
    })
    const { out } = await run('api', 'side')
    expect(out).toMatch(
      /1 commit, 1 change\n\n- Work on side .*\n\n### Taken away\n\n1 commit, 1 change\n\n- Work on c3/,
    )
  })

  it('of a monorepo lists only changes of the paths of the service', async () => {
    const work = [
      commit('m0', [], { repository: 'git.example/mono', paths: ['a/x'] }),
      commit('m1', ['m0'], { repository: 'git.example/mono', paths: ['a/x'] }),
      commit('m2', ['m1'], { repository: 'git.example/mono', paths: ['b/y'] }),
      commit('m3', ['m2'], { repository: 'git.example/mono' }),
      { ...live('m0', 'production', '12:00'), service: 'till', repository: 'git.example/mono' },
    ]
    await leadline(['import', '-'], { env, input: work.map((event) => JSON.stringify(event)).join('\n') }).ended
    const catalogue = 'services: [{ name: till, repository: git.example/mono, paths: ["a/**"] }]'
    expect((await leadline(['apply', '-'], { env, input: catalogue }).ended).code).toBe(0)
    const { out } = await run('till', 'm3')
    expect(out).toContain('2 changes of its paths, among 3 commits of the repository')
    expect(out).toContain('Work on m1')
    expect(out).not.toContain('Work on m2')
  })

  it('takes a git tag and a branch of a repository that is read', async () => {
    const git = await TestRepository.create((write) =>
      write
        .commit('a')
        .commit('b')
        .tag('till-1.2.0', 'b')
        .commit('c')
        .commit('t', { branch: 'try/this', parents: ['c'] }),
    )
    const added = await leadline(['source', 'add', 'git', 'till', '--url', git.path], { env }).ended
    expect([added.code, added.err]).toEqual([0, expect.stringMatching(/commits and no deployments.* --releases/)])
    const read = JSON.parse((await leadline(['source', 'read', '--json'], { env }).ended).out)
    const at = `${monday}12:00:00Z`
    const [{ repository }] = read.read
    const event = { type: 'deployment', service: 'till', environment: 'production', repository, sha: git.sha('a') }
    await leadline(['import', '-'], { env, input: JSON.stringify({ ...event, liveAt: at }) }).ended
    const { out, err } = await run('till', 'till-1.2.0', '--json')
    expect(err).toBe('')
    expect(JSON.parse(out)).toMatchObject({ commits: 1, backwards: false })
    for (const branch of ['main', 'try/this']) {
      const said = JSON.parse((await run('till', branch, '--json')).out)
      expect(said.commits).toBe(Number(await git.git('rev-list', '--count', `${git.sha('a')}..${branch}`)))
      expect(said.markdown).toContain(`→ ${branch} (`)
    }
    expect((await run('till', 'main~1')).err).toContain('nor a git tag or branch')
  })

  it.each([
    [['api', '1.4.0'], 'nor a version of api that was deployed with a known commit'],
    [['api'], 'which version'],
    [['api', 'c3', '--promote', 'staging'], 'which version'],
    [['api', 'zzz'], 'neither a commit'],
    [['nobody', 'c3'], 'nobody'],
    [['api', '--promote', 'moon'], 'moon'],
  ])('%j ends with 1 and says why', async (args, why) => {
    const { code, out, err } = await run(...args)
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(err).toContain(why)
    expect(err).not.toMatch(/\n\s+at /)
  })
})
