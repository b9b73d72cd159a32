import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { previewed, previewOf, type RepositoryPreview } from '#sources/github/preview'
import { type GithubSettings, readSettings } from '#sources/github/settings'
import { translate } from '#sources/github/translate'
import { atFirst } from '../../../support/github-delivered-badly.ts'
import { GithubReading } from '../../../support/github-reading.ts'
import { commit, deployment, empty } from '../../../support/github-story.ts'

let reading: GithubReading
beforeAll(async () => {
  reading = await GithubReading.open()
})
afterAll(() => reading.server.close())
beforeEach(() => reading.reset())

async function preview(more: Partial<GithubSettings> = {}): Promise<RepositoryPreview> {
  const settings = { ...readSettings({}), ...more }
  const survey = await reading.history().survey('acme/shop', reading.now - previewed)
  return previewOf(survey, { source: 'acme', repository: 'acme/shop', settings, now: reading.now })
}

describe('a preview', () => {
  it('counts what would count, environment by environment, with a bounded number of questions', async () => {
    reading.server.world = { ...atFirst, workflows: ['ci.yml', 'README.md', 'deploy.yaml'], tags: 7 }
    const found = await preview()
    expect(found).toMatchObject({ workflows: ['ci.yml', 'deploy.yaml'], tags: 7, mergedRequests: 3, isWhole: true })
    // Five of production: three succeeded, one failed, one goes on. 3 in 90 days are 0.23 a week.
    expect(found.environments).toMatchObject([
      {
        name: 'production',
        tier: 'PRODUCTION',
        deployments: 5,
        counted: 3,
        failed: 1,
        unfinished: 1,
        services: ['shop'],
      },
      { name: 'staging', tier: 'STAGING', deployments: 1, counted: 1 },
    ])
    expect(found.environments[0]?.perWeek).toBeCloseTo(3 / (90 / 7), 6)
    expect(found.environments[0]?.lastAt).toBe(Date.parse('2026-03-08T11:55:00Z'))
    expect(found.missing).toEqual([expect.stringContaining('Deployments that no status has ended: 1.')])
    expect(reading.server.asked.map(({ operation }) => operation).toSorted()).toEqual(['Survey', 'SurveyDeployments'])
  })

  it('says what is left out and why, and which commit is gone', async () => {
    const history = [commit('c0', { authored: '1 10:00' })]
    const ended = [['SUCCESS', '2 12:05']] as const
    reading.server.world = {
      ...empty,
      history,
      environments: ['unused'],
      deployments: [
        deployment(1, 'c0', '2 12:00', ended),
        deployment(2, 'gone', '3 12:00', ended),
        deployment(3, 'c0', '4 12:00', ended, { environment: 'github-pages' }),
        deployment(4, 'c0', '5 12:00', ended, { task: 'secrets' }),
        deployment(5, 'c0', '6 12:00', ended, { environment: 'pr-7', payload: '{"service":"till"}' }),
      ],
    }
    const { environments, missing } = await preview()
    expect(environments).toMatchObject([
      {
        name: 'production',
        counted: 2,
        withoutCommit: 1,
        leftOut: [{ reason: 'the task secrets is not to deploy', count: 1 }],
      },
      { name: 'preview', tier: 'EPHEMERAL', counted: 1, services: ['till'] },
      {
        name: 'github-pages',
        counted: 0,
        leftOut: [{ reason: 'the environment github-pages is set to be ignored', count: 1 }],
      },
      { name: 'unused', deployments: 0, lastAt: null, perWeek: null },
    ])
    expect(missing.join()).toMatch(/whose commit GitHub has no more: 1.*No request was merged/)
  })

  it('leads from releases, or from elsewhere, where nothing is deployed through GitHub', async () => {
    const releases = [{ publishedAt: '2026-03-01T10:00:00Z' }, { publishedAt: '2025-03-01T10:00:00Z' }]
    reading.server.world = {
      ...empty,
      releases: [...releases, { publishedAt: '2026-03-02T10:00:00Z', isPrerelease: true }],
    }
    const found = await preview()
    expect(found.releases).toBe(1)
    expect(found.missing[0]).toMatch(/1 release was published: .*--releases-deploy-to production/)
    const deployed = await preview({ releasesDeployTo: 'production' })
    expect(deployed.missing.join()).not.toContain('--releases-deploy-to')
    expect(deployed.environments).toMatchObject([{ name: 'production', counted: 1, services: ['shop'] }])
    reading.server.world = empty
    expect((await preview()).missing[0]).toMatch(/No deployment .* posted as events/)
  })

  it('says when no environment is production', async () => {
    const ended = [['SUCCESS', '2 12:05']] as const
    reading.server.world = {
      ...empty,
      deployments: [deployment(1, 'c0', '2 12:00', ended, { environment: 'blue' })],
    }
    expect((await preview()).missing[0]).toContain('No environment is production by its name (blue)')
  })

  it('looks at the newest 400 only, and says so', async () => {
    const minutes = (count: number): string =>
      `${20 + Math.floor(count / 1_440)} ${String(Math.floor(count / 60) % 24).padStart(2, '0')}:${String(count % 60).padStart(2, '0')}`
    const many = Array.from({ length: 450 }, (_, index) =>
      deployment(index, 'c0', minutes(index), [['SUCCESS', minutes(index)]]),
    )
    reading.server.world = { ...empty, deployments: many }
    const { environments, isWhole } = await preview()
    expect([isWhole, environments[0]?.deployments]).toEqual([false, 400])
    // 400 since 20 March, 00:50; it is 25 March, 12:00.
    expect(environments[0]?.perWeek).toBeCloseTo((400 * 7 * 24 * 60) / (5 * 24 * 60 + 11 * 60 + 10), 1)
  })
})

describe('a repository that is not chosen', () => {
  const body = {
    ref: 'refs/heads/main',
    repository: { full_name: 'Acme/Web', name: 'web', html_url: 'https://x/Acme/Web' },
  }
  const about = (repositories: readonly string[]) =>
    translate(body, { headers: { 'x-github-event': 'push' }, settings: { repositories } })

  it('is ignored by name, whatever its case', () => {
    expect(about(['acme/shop'])).toEqual({ ignored: 'the repository Acme/Web is not chosen for this source' })
    expect(about(['acme/web'])).not.toEqual(about(['acme/shop']))
    expect(about([])).toEqual(about(['acme/web']))
  })
})

it('sees every repository that the token sees, over pages', async () => {
  const others = Array.from({ length: 150 }, (_, index) => `acme/r${index}`)
  reading.server.world = { ...empty, others }
  expect(await reading.history().visible()).toEqual(['acme/shop', ...others])
})
