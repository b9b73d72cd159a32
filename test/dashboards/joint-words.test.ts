import { describe, expect, it } from 'vitest'
import { endWords, groundWords } from '#dashboards/joint-words'
import type { DeploymentEvent } from '#domain/delivery-event'
import { entityOf } from '#domain/entity-key'

const sha = '24c21210946c9fbd9fecd7659da92a61a39d626a'
const deployment = (given: Partial<DeploymentEvent>) =>
  entityOf({ type: 'deployment', source: 'ci', service: 'shop', environment: 'production', ...given }).entity

describe('an end of a joint', () => {
  it.each([
    [deployment({ id: 'd1' }), 'deployment d1, reported by ci'],
    [`deployment ${deployment({ id: 'd1' })}`, 'deployment d1, reported by ci'],
    [deployment({ id: 'a|b\\c', source: 'x|y' }), 'deployment a|b\\c, reported by x|y'],
    [deployment({ sha, liveAt: 1_772_000_000_000 }), 'deployment of shop 24c2121094 to production, reported by ci'],
    [
      deployment({ version: '1|2', placement: 'eu', liveAt: 1_772_000_000_000 }),
      'deployment of shop 1|2 to production, eu, reported by ci',
    ],
    ['deployment', 'this deployment'],
    [`commit git.acme.example/shop@${sha}`, 'commit 24c2121094 of git.acme.example/shop'],
    ['commit service:shop@c2', 'commit c2 of shop'],
    ['change git.acme.example/shop#54', 'change #54 of git.acme.example/shop'],
    [`artifact sha256:${'ab'.repeat(32)}`, 'artifact ababababab'],
    ['artifact shop:1.2.0', 'artifact shop:1.2.0'],
    ['something else', 'something else'],
    ['', ''],
  ])('%s is %s', (end, words) => expect(endWords(end)).toBe(words))

  it('is an incident by its own id, where that is known', () => {
    expect(endWords('incident a/b/c', [{ externalId: 'b/c' }])).toBe('incident b/c, reported by a')
    expect(endWords('incident a/b/c')).toBe('incident a/b/c')
  })
})

describe('a joint without a record', () => {
  it('names what it rests on', () => {
    expect(groundWords({ method: 'COMMIT_GRAPH', confidence: 'HIGH' })).toBe('git ancestry')
    expect(groundWords({ method: 'ROLLBACK', confidence: 'MEDIUM' })).toContain('git ancestry')
    expect(groundWords({ method: 'ROLLBACK', confidence: 'HIGH' })).toContain('own word')
    expect(groundWords({ method: 'NEW', confidence: 'LOW' })).toBe('no record of its own')
  })
})
