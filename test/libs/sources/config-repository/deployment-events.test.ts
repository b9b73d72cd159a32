import { describe, expect, it } from 'vitest'
import type { Bump } from '#sources/config-repository/bumps'
import { type ConfigCommit, configCommitEvent, statementsOf } from '#sources/config-repository/config-commit'
import { deploymentEvent, deploymentId } from '#sources/config-repository/deployment-events'
import { parseEvent } from '#sources/events/parse-event'

const digest = `sha256:${'0a'.repeat(32)}`
const now = Date.UTC(2026, 2, 3)
const sender = { source: 'config', allowAnySource: false, mayImport: false, now }
const context = { configRepository: 'git.example/platform/deployments' }

function bump(moved: Partial<Bump['moved'][number]>, more: Partial<Bump> = {}): Bump {
  const running = { path: 'prod/api.yaml', key: 'image', ...moved }
  const at = Date.UTC(2026, 2, 2, 9)
  const whose = { service: 'api', environment: 'prod', placement: null, configSha: 'k1', at }
  return { ...whose, moved: [running], images: [running], previous: null, ...more }
}

const stated = (given: Bump): Record<string, unknown> => deploymentEvent(given, context) as Record<string, unknown>

describe('the version of a deployment', () => {
  it.each([
    ['an image with its tag', { image: 'x/api', tag: 'v1' }, { image: 'x/api', tag: 'v1' }],
    ['an image with its digest', { image: 'x/api', tag: 'v1', digest }, { image: 'x/api', tag: 'v1', digest }],
    ['a tag alone', { tag: 'v1' }, { version: 'v1' }],
    ['a digest alone', { digest }, { version: digest, digest }],
    ['a chart', { chart: 'cert-manager', ref: '1.14.0' }, { version: 'cert-manager-1.14.0' }],
    ['a revision', { ref: 'v1.2.3' }, { version: 'v1.2.3' }],
  ])('is %s', (_, moved, expected) => {
    const event = stated(bump(moved))
    expect(event).toMatchObject(expected)
    expect(parseEvent(event, sender)).toMatchObject({ ok: true })
  })

  it('is all images of a service that has several', () => {
    const moved = { path: 'a', key: '1', image: 'x/api', tag: 'v2' }
    const other = { path: 'a', key: '2', image: 'x/job', tag: 'v1' }
    const event = stated(bump(moved, { moved: [moved], images: [moved, other] }))
    expect(event).toMatchObject({
      images: [
        { image: 'x/api', tag: 'v2' },
        { image: 'x/job', tag: 'v1' },
      ],
    })
    expect(parseEvent(event, sender)).toMatchObject({ ok: true })
  })
})

describe('a deployment', () => {
  it('says that it is timed by the merge, and where it was said', () => {
    expect(stated(bump({ tag: 'v1' }))).toMatchObject({
      liveAt: '2026-03-02T09:00:00.000Z',
      configRepository: 'git.example/platform/deployments',
      configSha: 'k1',
      attributes: { 'leadline.liveRule': 'CONFIG_MERGE', 'config.path': 'prod/api.yaml', 'config.key': 'image' },
    })
  })

  it('states the commit that was found, and how', () => {
    const resolution = { sha: 'c1', method: 'TAG_GIT_TAG', confidence: 'HIGH' } as const
    const event = deploymentEvent(bump({ tag: 'v1' }), {
      ...context,
      resolution,
      repository: 'git@git.example:acme/api.git',
    })
    expect(event).toMatchObject({
      sha: 'c1',
      repository: 'git.example/acme/api',
      attributes: { 'leadline.linkMethod': 'TAG_GIT_TAG', 'leadline.linkConfidence': 'HIGH' },
    })
  })

  it('states no commit where none was found', () => {
    const resolution = { reason: 'AMBIGUOUS', candidates: ['c1', 'c2'] } as const
    const event = deploymentEvent(bump({ tag: 'v1' }), { ...context, resolution })
    expect(event).not.toHaveProperty('sha')
    expect(event?.['attributes']).not.toHaveProperty('leadline.linkMethod')
  })

  it('is none where a service was taken away', () => {
    expect(deploymentEvent(bump({}, { moved: [], images: [] }), context)).toBeNull()
  })

  it('has an id of its own and always the same', () => {
    const ids = [
      bump({ tag: 'v1' }),
      bump({ tag: 'v1' }, { configSha: 'k2' }),
      bump({ tag: 'v1' }, { service: 'web' }),
      bump({ tag: 'v1' }, { service: 'api|prod', environment: '' }),
      bump({ tag: 'v1' }, { environment: 'staging' }),
      bump({ tag: 'v1' }, { placement: 'eu' }),
      bump({ tag: 'v1' }, { service: 'x'.repeat(300), environment: 'y'.repeat(300) }),
      bump({ tag: 'v1' }, { service: 'x'.repeat(300), environment: 'y'.repeat(299) }),
    ].map((one) => deploymentId(one, context.configRepository))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => id.length <= 500)).toBe(true)
    expect(deploymentId(bump({ tag: 'v2' }), context.configRepository)).toBe(ids[0])
    expect(deploymentId(bump({ tag: 'v1' }), 'another')).not.toBe(ids[0])
  })
})

describe('a config commit', () => {
  const commit: ConfigCommit = {
    sha: 'k1',
    parents: ['k0'],
    authoredAt: Date.UTC(2026, 2, 1),
    committedAt: Date.UTC(2026, 2, 2),
    author: { name: 'renovate[bot]', email: '' },
    message: 'Bump',
    transport: true,
    paths: ['prod/api.yaml'],
    bumps: [bump({ tag: 'v1' }), bump({}, { service: 'old', moved: [], images: [] })],
  }

  it('is transport, or says its paths', () => {
    expect(configCommitEvent(commit, 'r')).toMatchObject({ transport: true })
    expect(configCommitEvent(commit, 'r')).not.toHaveProperty('paths')
    expect(configCommitEvent({ ...commit, transport: false }, 'r')).toMatchObject({
      transport: false,
      paths: ['prod/api.yaml'],
    })
  })

  it('comes with a deployment for each bump that deploys', () => {
    const statements = statementsOf(commit, 'git.example/a/b', () => ({
      resolution: { sha: 'c1', method: 'TAG_FULL_SHA', confidence: 'HIGH' },
    }))
    expect(statements.map(({ type, sha }) => [type, sha])).toEqual([
      ['commit', 'k1'],
      ['deployment', 'c1'],
    ])
    for (const statement of statements) expect(parseEvent(statement, sender)).toMatchObject({ ok: true })
  })

  it('stays within what the contract takes', () => {
    const huge = {
      ...commit,
      transport: false,
      parents: Array.from({ length: 300 }, (_, index) => `p${index}`),
      message: 'm'.repeat(100_000),
      author: { name: 'n'.repeat(1_000), email: 'e'.repeat(1_000) },
      paths: Array.from({ length: 12_000 }, (_, index) => (index === 0 ? 'p'.repeat(5_000) : `p${index}`)),
    }
    expect(parseEvent(configCommitEvent(huge, 'git.example/a/b'), sender)).toMatchObject({ ok: true })
  })
})
