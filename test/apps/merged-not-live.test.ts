import { mostWaitingCommits } from '#attribution/pending'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Analysis } from '#dashboards/analysis'
import type { ServiceMetrics } from '#dashboards/answers'
import { sql } from '#storage/sql'
import { describeService } from '#storage/stores/services'
import { buildLeadline, leadline } from '../support/command.ts'
import { temporaryFolder, type TestRepository } from '../support/git-repository.ts'
import { testWorker } from '../support/ingest.ts'
import { startLeadline } from '../support/leadline.ts'
import { bump, connected, urlOf, type World, world } from '../support/repository-world.ts'

/** What is told to wait in each environment: labels of commits, numbers of requests. */
async function waiting({ db, app }: World): Promise<Record<string, readonly string[]>> {
  const rows = await db.query<{ environment: string; number: number | null; sha: string | null }>(sql`
    select environment.name as environment, pending_change.number, pending_change.sha
      from pending_change
      join environment on environment.id = pending_change.environment_id
     order by pending_change.merged_at`)
  const found: Record<string, string[]> = {}
  for (const { environment, number, sha } of rows) {
    const names = (found[environment] ??= [])
    names.push(number === null ? (app.labels([sha ?? ''])[0] ?? '') : `#${number}`)
  }
  return found
}

/** Commits, merges apart, that git finds beyond a commit on the branch. */
async function beyond(app: TestRepository, live: string, ...paths: readonly string[]): Promise<number> {
  return Number(await app.git('rev-list', '--count', '--no-merges', `${app.sha(live)}..main`, '--', ...paths))
}

const counts = (found: Record<string, readonly string[]>): Record<string, number> =>
  Object.fromEntries(Object.entries(found).map(([environment, names]) => [environment, names.length]))

const at = (day: number): string => `2026-03-0${day}T09:00:00Z`

const staging = (sha: string) => ({
  files: { 'envs/staging/shop.yaml': `image:\n  repository: registry.example/shop\n  tag: ${sha}\n` },
})

describe('what is merged and not live, where a configuration repository alone tells what is', () => {
  it('is every commit beyond what is live in each environment, and moves with both', async () => {
    const made = await connected()
    const { app, config } = made
    await app.write((write) => write.commit('c').commit('d'))
    await config.write((write) => write.commit('third', staging(app.sha('a'))))
    expect(await made.read()).toEqual({})
    expect(await waiting(made)).toEqual({ production: ['c', 'd'], staging: ['b', 'c', 'd'] })

    await app.write((write) =>
      write
        .commit('e')
        .commit('t', { branch: 'topic', parents: ['e'] })
        .commit('m', { parents: ['e', 't'], message: 'Merge the topic' }),
    )
    expect(await made.read()).toEqual({})
    expect(counts(await waiting(made))).toEqual({ production: await beyond(app, 'b'), staging: await beyond(app, 'a') })

    await config.write((write) => write.commit('fourth', bump(app.sha('d'))))
    expect(await made.read()).toEqual({})
    expect(counts(await waiting(made))).toEqual({ production: await beyond(app, 'd'), staging: await beyond(app, 'a') })

    await config.write((write) => write.commit('fifth', bump(app.sha('m'))))
    expect(await made.read()).toEqual({})
    expect(counts(await waiting(made))).toEqual({ staging: await beyond(app, 'a') })
  })

  it('is found once the repository of the code is connected', async () => {
    const made = await world()
    await made.app.write((write) => write.commit('c'))
    await made.add('deployments', 'config-repository', { url: urlOf(made, made.config) })
    await made.read()
    expect(await waiting(made)).toEqual({})
    await made.add('app', 'git', { url: urlOf(made, made.app) })
    expect(await made.read()).toEqual({})
    expect(await waiting(made)).toEqual({ production: ['c'] })
  })

  it('follows the branch to a commit of an older date, though its history is told anew then', async () => {
    const made = await connected()
    const { app, db } = made
    await made.read()
    await describeService(db, { name: 'shop', paths: ['shop/**'] })
    await app.write((write) => write.commit('c', { committedAt: '2020-01-01T00:00:00Z', files: { 'shop/c': 'c' } }))
    await made.read()
    expect(await waiting(made)).toEqual({ production: ['c'] })
  })

  it('follows the host to another default branch, which stood there before', async () => {
    const made = await connected()
    const { app } = made
    await app.write((write) =>
      write.commit('c', { branch: 'next', parents: ['b'], authoredAt: '2020-01-01T00:00:00Z' }),
    )
    await made.read()
    expect(await waiting(made)).toEqual({})
    await app.git('symbolic-ref', 'HEAD', 'refs/heads/next')
    await made.read()
    expect(await waiting(made)).toEqual({ production: ['c'] })
  })

  it('is of the files that the catalogue gives the service', async () => {
    const made = await connected()
    const { app, db } = made
    const of = (path: string) => ({ files: { [path]: path } })
    await app.write((write) => write.commit('c', of('shop/1')).commit('d', of('web/1')).commit('e', of('shop/2')))
    await made.read()
    expect(await waiting(made)).toEqual({ production: ['c', 'd', 'e'] })
    const [home] = await db.query<{ name: string }>(sql`
      select repository.name from stream join repository on repository.id = stream.followed_repository_id`)
    await describeService(db, { name: 'shop', repository: home?.name ?? '', paths: ['shop/**'] })
    await made.read()
    await testWorker(db).drain()
    expect(await waiting(made)).toEqual({ production: ['c', 'e'] })
    expect(await beyond(app, 'b', 'shop')).toBe(2)
  })
})

const question = `query ($window: WindowInput!) {
  service(name: "shop") {
    metrics(environment: "production", window: $window) {
      leadTimeForChanges { pending { count bound unknownReason oldestSinceMergeSeconds } }
    }
  }
}`

describe('what is merged and not live, where nobody tells what is merged', () => {
  it('is said to be at least so much of a stream that is too far behind to be counted', async () => {
    const running = await startLeadline()
    onTestFinished(() => running.close())
    const repository = 'git.example/acme/shop'
    const sha = (number: number): string => number.toString(16).padStart(40, '0')
    const commits = Array.from({ length: mostWaitingCommits + 2 }, (_, number) => ({
      type: 'commit',
      repository,
      sha: sha(number),
      parents: number === 0 ? [] : [sha(number - 1)],
      authoredAt: at(1),
      committedAt: at(3),
    }))
    const deployment = { type: 'deployment', id: 'd', service: 'shop', environment: 'production', liveAt: at(2) }
    const attributes = { 'leadline.branchRole': 'DEFAULT' }
    const push = { type: 'push', repository, branch: 'main', at: at(3), attributes }
    await running.post([{ ...deployment, repository, sha: sha(0) }])
    for (let from = 0; from < commits.length; from += 2_500) await running.post(commits.slice(from, from + 2_500))
    await running.post([{ ...push, after: sha(mostWaitingCommits + 1) }])
    await running.idle()
    const window = { from: at(1), to: at(9) }
    const { service } = await running.ask<{ service: { metrics: Pick<ServiceMetrics, 'leadTimeForChanges'> } }>(
      question,
      {
        window,
      },
    )
    expect(service.metrics.leadTimeForChanges.pending).toMatchObject({
      count: mostWaitingCommits,
      bound: 'AT_LEAST',
      unknownReason: expect.stringContaining('only the newest 5,000 commits are counted'),
    })
  })

  it('is not known, and is once somebody tells', async () => {
    const running = await startLeadline()
    onTestFinished(() => running.close())
    const pending = async () => {
      await running.idle()
      const { service } = await running.ask<{ service: { metrics: Pick<ServiceMetrics, 'leadTimeForChanges'> } }>(
        question,
        { window: { from: at(1), to: at(9) } },
      )
      return service.metrics.leadTimeForChanges.pending
    }
    const deployment = { type: 'deployment', id: 'd', service: 'shop', environment: 'production', liveAt: at(2) }
    await running.post([{ ...deployment, image: 'registry.example/shop', tag: 'v1' }])
    expect(await pending()).toEqual({
      count: 0,
      bound: 'AT_LEAST',
      unknownReason: expect.stringContaining('Nobody tells which repository holds the code of shop'),
      oldestSinceMergeSeconds: null,
    })

    const repository = 'git.example/acme/code'
    const commit = { type: 'commit', repository, authoredAt: at(1) }
    const [live, next] = ['1'.repeat(40), '2'.repeat(40)]
    await running.post([
      { ...commit, sha: live, parents: [] },
      { ...commit, sha: next, parents: [live], committedAt: at(3) },
      { type: 'artifact', image: 'registry.example/shop', tag: 'v1', repository, sha: live, publishedAt: at(1) },
    ])
    expect(await pending()).toMatchObject({ count: 0, unknownReason: expect.stringContaining(repository) })

    const attributes = { 'leadline.branchRole': 'DEFAULT' }
    await running.post([{ type: 'push', repository, branch: 'main', at: at(3), after: next, attributes }])
    expect(await pending()).toMatchObject({ count: 1, unknownReason: null })

    const [hole, head] = ['3'.repeat(40), '4'.repeat(40)]
    await running.post([
      { ...commit, sha: head, parents: [hole], committedAt: at(5) },
      { type: 'push', repository, branch: 'main', at: at(5), after: head, attributes },
    ])
    expect(await pending()).toMatchObject({ count: 0, unknownReason: expect.stringContaining(hole.slice(0, 10)) })
    await running.post([{ ...commit, sha: hole, parents: [next], committedAt: at(4) }])
    expect(await pending()).toMatchObject({ count: 3, bound: 'EXACT', unknownReason: null })

    await running.post([{ ...deployment, id: 'e', liveAt: at(6), image: 'registry.example/shop', tag: 'build-88' }])
    expect(await pending()).toMatchObject({
      count: 3,
      bound: 'AT_MOST',
      unknownReason: expect.stringContaining('build-88'),
    })
  })
})

describe('leadline analyze', () => {
  beforeAll(buildLeadline, 300_000)

  it('counts what is merged and not live as git does', async () => {
    const { app, config } = await world()
    const of = (path: string) => ({ files: { [path]: path } })
    await app.write((write) => write.commit('c', of('shop/1')).commit('d', of('web/1')).commit('e', of('shop/2')))
    const pending = async (...args: readonly string[]): Promise<number | undefined> => {
      const env = { LEADLINE_HOME: temporaryFolder('leadline-analyze-'), NO_COLOR: '1' }
      const { out } = await leadline(['analyze', app.path, '--config', config.path, '--json', ...args], { env }).ended
      return (JSON.parse(out) as Analysis).streams[0]?.metrics.leadTimeForChanges.pending.count
    }
    expect(await pending()).toBe(await beyond(app, 'b'))
    expect(await pending('--service', 'shop', '--path', 'shop/**')).toBe(await beyond(app, 'b', 'shop'))
  }, 60_000)
})
