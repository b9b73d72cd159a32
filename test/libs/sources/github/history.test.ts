import { parse, validate } from 'graphql'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DeliveryEvent } from '#domain/delivery-event'
import { documents } from '#sources/github/history-documents'
import { partNames } from '#sources/github/history-state'
import { GithubReading } from '../../../support/github-reading.ts'
import { githubSchema } from '../../../support/github-server.ts'
import { at, commit, deployment, empty, repository, request, sha } from '../../../support/github-story.ts'

let github: GithubReading
beforeAll(async () => {
  githubSchema()
  github = await GithubReading.open()
})
afterAll(() => github.server.close())
beforeEach(() => github.reset())

describe('what is asked of GitHub', () => {
  it.each(Object.entries(documents))('is valid by its schema: %s', (_name, document) => {
    expect(validate(githubSchema(), parse(document))).toEqual([])
  })
})

describe('the history of a repository', () => {
  it('of a request has its commits, those that a forced push took away, its reviews and its merge', async () => {
    const story = request(7, {
      opened: '2 10:00',
      merged: '3 12:00',
      merge: 'squash',
      updated: '3 12:05',
      labels: ['hotfix'],
      readyAt: at('2 15:00'),
      commits: [
        commit('a1', { authored: '2 08:00', parents: ['c0'] }),
        commit('a2', { authored: '2 09:00', parents: ['a1'] }),
      ],
      forced: [commit('a0', { authored: '1 08:00', parents: ['c0'] })],
      reviews: [
        { state: 'APPROVED', submittedAt: at('2 10:01'), login: 'checker[bot]' },
        { state: 'COMMENTED', submittedAt: at('2 11:00'), login: 'ada' },
        { state: 'DISMISSED', submittedAt: at('2 16:00'), login: 'bob' },
        { state: 'APPROVED', submittedAt: at('3 09:00'), login: 'bob' },
      ],
    })
    github.server.world = { ...empty, requests: [story] }
    const { events } = await github.read('requests')
    expect(events[0]).toMatchObject({
      type: 'pull_request',
      repository,
      number: 7,
      state: 'merged',
      mergedAt: Date.parse(at('3 12:00')),
      mergeSha: sha('squash'),
      readyAt: Date.parse(at('2 15:00')),
      labels: ['hotfix'],
      commits: [sha('a2'), sha('a1'), sha('a0')],
      author: { login: 'ada' },
    })
    const reviewed = events.filter((event) => event.type === 'pull_request').slice(1)
    expect(reviewed).toMatchObject([
      { firstReviewAt: Date.parse(at('2 16:00')) },
      { firstReviewAt: Date.parse(at('3 09:00')), approvedAt: Date.parse(at('3 09:00')) },
    ])
    expect(events.filter(({ type }) => type === 'commit')).toMatchObject([
      { sha: sha('a1'), parents: [sha('c0')], authoredAt: Date.parse(at('2 08:00')) },
      { sha: sha('a2') },
      { sha: sha('a0') },
    ])
  })

  it('of an open request has no merge, which GitHub only tried', async () => {
    github.server.world = {
      ...empty,
      requests: [
        request(1, {
          opened: '2 10:00',
          merge: 'tried',
          isDraft: true,
          commits: [commit('a1', { authored: '2 09:00' })],
        }),
      ],
    }
    const { events } = await github.read('requests')
    expect(events).toHaveLength(2)
    expect(events[0]).toMatchObject({ state: 'open' })
    expect(events[0]).not.toHaveProperty('mergeSha')
    expect(events[0]).not.toHaveProperty('readyAt')
  })

  it('of a request with more commits than fit a page has them all', async () => {
    const commits = Array.from({ length: 230 }, (_, index) => commit(`x${index}`, { authored: '2 09:00' }))
    github.server.world = { ...empty, requests: [request(1, { opened: '2 10:00', commits })] }
    const { events } = await github.read('requests')
    expect(events.filter(({ type }) => type === 'commit')).toHaveLength(230)
    expect(events[0]).toMatchObject({ commits: expect.arrayContaining([sha('x0'), sha('x229')]) })
    const bare = await github.read('requests', undefined, { details: false })
    expect(bare.events).toHaveLength(1)
    expect(bare.events[0]).toMatchObject({ commits: expect.arrayContaining([sha('x0'), sha('x229')]) })
  })

  it('of commits has both dates, all parents, and the request that brought them', async () => {
    const rebased = request(3, { opened: '1 10:00', merged: '2 10:00', merge: 'b' })
    github.server.world = {
      ...empty,
      requests: [rebased],
      history: [
        commit('b', { authored: '1 09:00', committed: '2 10:00', parents: ['a', 'z'], request: 3 }),
        commit('a', { authored: '1 08:00', committed: '2 10:00', by: 'bumper[bot]' }),
      ],
    }
    const { events } = await github.read('commits')
    expect(events).toMatchObject([
      {
        sha: sha('b'),
        authoredAt: Date.parse(at('1 09:00')),
        committedAt: Date.parse(at('2 10:00')),
        parents: [sha('a'), sha('z')],
        pullRequest: 3,
        author: { login: 'ada' },
      },
      { sha: sha('a'), parents: [], author: { bot: true } },
    ])
  })

  it('of deployments says what webhooks would have said', async () => {
    github.server.world = {
      ...empty,
      deployments: [
        deployment(1, 'a', '2 10:00', [
          ['QUEUED', '2 10:01'],
          ['IN_PROGRESS', '2 10:02'],
          ['SUCCESS', '2 10:09'],
          ['INACTIVE', '3 10:00'],
        ]),
        deployment(2, 'b', '3 10:00', [['FAILURE', '3 10:05']], { payload: '{"service":"worker"}' }),
        deployment(3, 'b', '3 11:00', [['SUCCESS', '3 11:05']], { environment: 'github-pages' }),
        deployment(4, 'b', '3 11:00', [['SUCCESS', '3 11:05']], { task: 'migrate' }),
        deployment(5, 'b', '3 12:00', []),
        deployment(
          6,
          'b',
          '3 13:00',
          Array.from({ length: 120 }, () => ['IN_PROGRESS', '3 13:00'] as const),
        ),
      ],
    }
    const { events, state } = await github.read('deployments')
    const byId = (id: string): readonly DeliveryEvent[] => events.filter((event) => event.id === id)
    expect(byId('1').find((event) => 'outcome' in event)).toMatchObject({
      service: 'shop',
      environment: 'production',
      sha: sha('a'),
      outcome: 'succeeded',
      startedAt: Date.parse(at('2 10:00')),
      finishedAt: Date.parse(at('2 10:09')),
    })
    expect(byId('2')).toMatchObject([{ service: 'worker', outcome: 'failed' }])
    expect([byId('3'), byId('4')]).toEqual([[], []])
    expect(byId('5')).toMatchObject([{ startedAt: Date.parse(at('3 12:00')) }])
    expect(byId('6')).toHaveLength(120)
    expect(state.open.map(({ id }) => id)).toEqual(['DE_5', 'DE_6'])
  })

  it('of releases says what webhooks would have said, where they deploy', async () => {
    const releases = [
      { publishedAt: at('1 10:00'), tag: 'v1.0.0' },
      { publishedAt: at('2 10:00'), tag: 'v1.1.0-rc1', isPrerelease: true },
    ]
    github.server.world = { ...empty, releases }
    expect((await github.read('releases')).events).toEqual([])
    const { events, state } = await github.read('releases', undefined, { releasesDeployTo: 'production' })
    expect(events).toMatchObject([
      { type: 'artifact', version: `${repository}@v1.1.0-rc1`, sha: sha('v1.1.0-rc1') },
      { type: 'artifact', version: `${repository}@v1.0.0`, tag: 'v1.0.0', sha: sha('v1.0.0') },
      {
        type: 'deployment',
        id: `release ${repository}@v1.0.0`,
        service: 'shop',
        environment: 'production',
        sha: sha('v1.0.0'),
      },
    ])
    const many = Array.from({ length: 150 }, (_, index) => ({
      publishedAt: `2025-01-01T00:00:00.${100 + index}Z`,
      tag: `v0.${index}`,
    }))
    github.server.world = { ...empty, releases: [...releases, ...many, { publishedAt: at('5 10:00'), tag: 'v1.2.0' }] }
    github.server.asked.length = 0
    const later = await github.read('releases', state, { releasesDeployTo: 'production' })
    expect(later.events).toContainEqual(expect.objectContaining({ id: `release ${repository}@v1.2.0` }))
    expect(github.server.asked).toHaveLength(1)
    expect((await github.read('releases', undefined, { releasesDeployTo: 'production' })).pages).toBe(2)
  })

  it('of an empty repository is empty', async () => {
    for (const part of partNames) expect((await github.read(part)).events).toEqual([])
  })
})
