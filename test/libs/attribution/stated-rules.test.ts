import { describe, expect, it } from 'vitest'
import type { DeploymentEvent } from '#domain/delivery-event'
import { projectInMemory } from '../../support/stream.ts'

const minute = 60_000
const merged = Date.parse('2026-03-02T09:00:00Z')
const merge = { 'leadline.liveRule': 'CONFIG_MERGE' }
const found = { ...merge, 'leadline.linkMethod': 'TAG_LIKE_GIT_TAG', 'leadline.linkConfidence': 'MEDIUM' }

const said = (id: string, source: string, more: Partial<DeploymentEvent>): DeploymentEvent => ({
  type: 'deployment',
  service: 'api',
  environment: 'prod',
  id,
  source,
  version: 'v1',
  ...more,
})
const byConfig = said('config', 'config-repository', { liveAt: merged, configSha: 'k1', attributes: merge })
const only = (...events: DeploymentEvent[]) => {
  const { deployments } = projectInMemory(events)
  expect(deployments).toHaveLength(1)
  return deployments[0]
}

describe('where a live time is from', () => {
  it('is the config commit where nobody saw it live', () => {
    expect(only(byConfig)).toMatchObject({ liveAt: merged, liveRule: 'CONFIG_MERGE' })
  })

  it.each(['BRANCH_MERGE', 'TAG', 'TAGGED_COMMIT'])('is %s where git alone tells', (liveRule) => {
    const event = said('a', 'git', { liveAt: merged, attributes: { 'leadline.liveRule': liveRule } })
    expect(only(event)).toMatchObject({ liveAt: merged, liveRule })
  })

  it('is the word of its sender, whatever else its attributes say', () => {
    expect(only(said('a', 'api', { liveAt: merged }))).toMatchObject({ liveRule: 'STATED' })
    const odd = said('a', 'api', { liveAt: merged, attributes: { 'leadline.liveRule': 'else' } })
    expect(only(odd)).toMatchObject({ liveRule: 'STATED' })
    const run = said('a', 'api', { finishedAt: merged, outcome: 'succeeded', attributes: merge })
    expect(only(run)).toMatchObject({ liveRule: 'FINISHED' })
  })

  it.each([
    ['the end of its run', { finishedAt: merged + 5 * minute, outcome: 'succeeded' as const }, 'FINISHED'],
    ['a stated time', { liveAt: merged + 5 * minute }, 'STATED'],
  ])('is %s where another source saw that', (_, seen, liveRule) => {
    const run = said('run', 'pipeline', seen)
    const expected = { liveAt: merged + 5 * minute, liveRule, configSha: 'k1' }
    expect(only(byConfig, run)).toMatchObject(expected)
    expect(only(run, byConfig)).toMatchObject(expected)
  })
})

describe('how a stated sha is linked', () => {
  const linkOf = (...events: DeploymentEvent[]) => only(...events)?.links.find(({ to }) => to.startsWith('commit '))

  it('is by the way in which it was found', () => {
    const event = { ...byConfig, sha: 'c1', attributes: found }
    expect(linkOf(event)).toMatchObject({ method: 'TAG_LIKE_GIT_TAG', confidence: 'MEDIUM' })
    const sure = { ...found, 'leadline.linkMethod': 'TAG_FULL_SHA', 'leadline.linkConfidence': 'HIGH' }
    expect(linkOf({ ...event, attributes: sure })).toMatchObject({ method: 'TAG_FULL_SHA', confidence: 'HIGH' })
  })

  it("is the sender's own word where it does not say how, or another sender states it too", () => {
    expect(linkOf({ ...byConfig, sha: 'c1' })).toMatchObject({ method: 'STATED_SHA', confidence: 'HIGH' })
    const odd = { ...byConfig, sha: 'c1', attributes: { 'leadline.linkMethod': 'A_GUESS' } }
    expect(linkOf(odd)).toMatchObject({ method: 'STATED_SHA', confidence: 'HIGH' })
    const other = said('run', 'pipeline', { liveAt: merged, sha: 'c1' })
    expect(linkOf({ ...byConfig, sha: 'c1', attributes: found }, other)).toMatchObject({ method: 'STATED_SHA' })
  })

  it('gives way to an artifact that says what it was built from, where it was only guessed', () => {
    const artifact = {
      type: 'artifact',
      source: 'pipeline',
      version: 'v1',
      publishedAt: merged - minute,
      repository: 'git.example/acme/api',
      sha: 'c2',
    } as const
    const event = { ...byConfig, sha: 'c1', attributes: found }
    const [deployment] = projectInMemory([event, artifact]).deployments
    expect(deployment?.sha).toBe('c2')
    expect(deployment?.links.filter(({ missing }) => !missing)).toMatchObject([
      { to: 'commit git.example/acme/api@c2', method: 'ARTIFACT_VERSION', confidence: 'HIGH' },
    ])
    const sure = { ...found, 'leadline.linkMethod': 'TAG_FULL_SHA', 'leadline.linkConfidence': 'HIGH' }
    for (const stated of [
      { ...event, attributes: sure },
      { ...event, attributes: merge },
    ])
      expect(projectInMemory([stated, artifact]).deployments[0]?.sha).toBe('c1')
  })
})
