import { describe, expect, it } from 'vitest'
import { sequence } from '#attribution/project'
import { beforeTail, tailStart } from '#attribution/tail'
import type { DeliveryEvent, RollbackEvent } from '#domain/delivery-event'
import { entityOf } from '#domain/entity-key'
import type { DeploymentState, EntityState, RollbackState } from '#domain/entity-state'
import { fold } from '#domain/fold'
import { HOUR, type Instant } from '#domain/instant'
import { defaultRules } from '#domain/rules'
import { runTime } from '#domain/run-time'
import type { Deployment } from '#domain/stream-history'
import { foldAll, historyInMemory, historyInPasses } from '../../support/in-memory.ts'
import { readEvents, testNow, type Wire } from '../../support/ingest.ts'
import { at, deploy } from '../../support/stream.ts'

const rollback = (id: string, told: string, more: Partial<RollbackEvent>): RollbackEvent => ({
  type: 'rollback',
  source: 'api',
  id,
  service: 'api',
  environment: 'prod',
  at: at(told),
  ...more,
})
const unnamed = { version: undefined } as unknown as { version: string }

function projected(events: readonly DeliveryEvent[], from: Instant = 0, before: readonly Deployment[] = []) {
  const states = events.map((event) => fold([{ event, hash: JSON.stringify(entityOf(event)), recordedAt: 0 }]))
  const of = <T extends EntityState>(type: string) => states.filter(({ event }) => event.type === type) as T[]
  const { steps } = sequence({
    service: 'api',
    repository: 'api',
    isRepositoryGiven: false,
    environment: { name: 'prod', tier: 'PRODUCTION' },
    before,
    from,
    deployments: of<DeploymentState>('deployment').filter(({ event }) => runTime(event) >= from),
    rollbacks: of<RollbackState>('rollback'),
    overrides: [],
    cutovers: [],
    artifacts: [],
    graphs: new Map(),
    rules: defaultRules,
  })
  return [...before, ...steps.map(({ deployment }) => deployment)]
}

/** Projects it whole, and every tail of it behind what the whole says. */
function everyTail(events: readonly DeliveryEvent[]): Deployment[] {
  const whole = projected(events)
  for (let since = at('1'); since < at('12'); since += HOUR / 4) {
    const start = tailStart(since, whole, defaultRules)
    const again = projected(events, start, beforeTail(whole, start))
    if (JSON.stringify(again) !== JSON.stringify(whole))
      expect(again, `since ${new Date(since).toISOString()}`).toEqual(whole)
  }
  return whole
}

describe('every tail sees what the whole projection sees', () => {
  it('a rollback is called as all arrivals of its version together call it', () => {
    const whole = everyTail([
      deploy('D1', 'v1', '2 10:00', { sha: 'c1', placement: 'eu', ...unnamed }),
      deploy('D1 us', 'v1', '2 11:00', { sha: 'c1', placement: 'us' }),
      deploy('D2', 'v2', '4 10:00', { sha: 'c2' }),
      rollback('R', '7 10:00', { sha: 'c1' }),
      deploy('D3', 'v3', '9 10:00', { sha: 'c3' }),
    ])
    expect(whole.map(({ version }) => version)).toEqual(['v1', 'v2', 'v1', 'v3'])
  })

  it('a rollback learns nothing from a deployment that came after it', () => {
    const first = [deploy('D1', 'v1', '2 10:00', { sha: 'c1' }), rollback('R', '4 10:00', { sha: 'c9' })]
    const whole = everyTail([...first, deploy('D9', 'v9', '9 10:00', { sha: 'c9' })])
    expect(whole.slice(0, 2)).toEqual(projected(first))
  })

  it('two rollbacks that tell of arrivals of one deployment are both part of it', () => {
    const whole = everyTail([
      deploy('D1', 'v1', '2 10:00', { sha: 'c1' }),
      deploy('D2', 'v2', '4 10:00', { sha: 'c2' }),
      deploy('D3', 'v1', '6 10:00', { sha: 'c1', placement: 'eu' }),
      deploy('D3 us', 'v1', '6 10:40', { sha: 'c1', placement: 'us' }),
      rollback('R1', '6 10:02', { sha: 'c1' }),
      rollback('R2', '6 10:38', { sha: 'c1' }),
      rollback('R3', '6 10:50', { sha: 'c1' }),
    ])
    expect(whole).toHaveLength(3)
    expect(whole[2]?.reports.map(({ externalId }) => externalId)).toEqual(['D3', 'R1', 'R2', 'D3 us', 'R3'])
  })

  it('a rollback that names another rollback takes back the deployment that one is part of', () => {
    const whole = everyTail([
      deploy('D1', 'v1', '2 10:00', { sha: 'c1' }),
      deploy('D2', 'v2', '3 10:00', { sha: 'c2' }),
      deploy('D3', 'v1', '5 10:00', { sha: 'c1' }),
      rollback('R1', '5 10:05', { sha: 'c1' }),
      deploy('D4', 'v4', '7 10:00', { sha: 'c4' }),
      rollback('R2', '9 10:00', { deploymentId: 'R1' }),
    ])
    expect(whole.at(-1)?.sha).toBe('c2')
  })

  it('a redeploy while a version is on its way comes after what first brought it', () => {
    const whole = everyTail([
      deploy('D1', 'v1', '2 10:00', { placement: 'eu' }),
      deploy('again', 'v1', '2 16:00', { placement: 'eu' }),
      deploy('D1 us', 'v1', '2 23:00', { placement: 'us' }),
      deploy('D2', 'v2', '5 10:00', { placement: 'eu' }),
    ])
    expect(whole.map(({ kind, previousKey }) => [kind, previousKey?.split('|').at(-1)])).toEqual([
      ['CODE', undefined],
      ['REDEPLOY', 'D1'],
      ['CODE', 'again'],
    ])
  })

  it('a rollback told by two is one, whichever was told last', () => {
    const whole = everyTail([
      deploy('D1', 'v1', '2 10:00', { placement: 'eu', ...unnamed, sha: 'c1' }),
      deploy('D1 us', 'v1', '2 11:00', { placement: 'us', sha: 'c1' }),
      deploy('D2', 'v2', '4 10:00'),
      rollback('R1', '4 10:20', {}),
      { ...rollback('R2', '4 10:40', { deploymentId: 'D2' }), source: 'chat' },
      deploy('D3', 'v3', '9 10:00'),
    ])
    expect(whole.map(({ kind }) => kind)).toEqual(['CODE', 'CODE', 'ROLLBACK', 'CODE'])
  })

  it('a commit of the configuration that nobody tells of is missing where it came first', () => {
    const run = (id: string, day: number, configSha: string): Wire => ({
      type: 'deployment',
      id,
      service: 'api',
      environment: 'prod',
      sha: '1'.repeat(40),
      configRepository: 'github.com/shop/config',
      configSha: configSha.repeat(40),
      finishedAt: `2026-03-0${day}T10:00:00Z`,
      outcome: 'succeeded',
    })
    const events = foldAll(readEvents([run('D1', 1, 'a'), run('D2', 3, 'b'), run('D3', 5, 'a'), run('D4', 8, 'b')]))
    for (const history of [
      historyInMemory(events, 'api', 'prod', testNow),
      historyInPasses(events, 'api', 'prod', testNow, 1),
    ])
      expect(history.deployments.map(({ kind, flags }) => [kind, flags.includes('MISSING_COMMIT')])).toEqual([
        ['CODE', false],
        ['CONFIG', true],
        ['CONFIG', true],
        ['CONFIG', false],
      ])
  })

  it('a commit of a hotfix makes only the deployment a hotfix that shipped it first', () => {
    const told = (day: number): string => `2026-03-0${day}T10:00:00Z`
    const said = { service: 'api', environment: 'prod', outcome: 'succeeded' }
    const names = ['0', '1', '2'].map((digit) => digit.repeat(40))
    const [base, fix, next] = names as [string, string, string]
    const commits = names.map((sha, index): Wire => {
      const parents = index === 0 ? [] : [names[index - 1]]
      return { type: 'commit', service: 'api', sha, parents, authoredAt: told(index + 1) }
    })
    const events = foldAll(
      readEvents([
        ...commits,
        {
          type: 'pull_request',
          service: 'api',
          number: 1,
          commits: [fix],
          headBranch: 'hotfix/now',
          state: 'merged',
          openedAt: told(2),
          mergedAt: told(2),
        },
        { type: 'deployment', id: 'D0', sha: base, finishedAt: told(1), ...said },
        { type: 'deployment', id: 'D1', sha: fix, finishedAt: told(3), ...said },
        { type: 'deployment', id: 'D2', sha: next, finishedAt: told(5), ...said },
        { type: 'deployment', id: 'D3', version: 'v3', includes: [fix], finishedAt: told(8), ...said },
      ]),
    )
    const hotfixes = [
      historyInMemory(events, 'api', 'prod', testNow),
      historyInPasses(events, 'api', 'prod', testNow, 1),
    ].map(({ deployments }) => deployments.map(({ hotfix }) => hotfix))
    expect(hotfixes).toEqual([
      [false, true, false, false],
      [false, true, false, false],
    ])
  })
})
