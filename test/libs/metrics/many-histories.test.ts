import { describe, expect, it } from 'vitest'
import { DAY } from '#domain/instant'
import type { StreamHistory } from '#domain/stream-history'
import { defaultDefinition } from '#metrics/definition'
import { metrics } from '#metrics/index'
import type { MeasureScope } from '#metrics/metric'
import { percentileOf } from '#metrics/statistics/percentile'
import { testNow } from '../../support/ingest.ts'
import {
  factsOfHistory,
  firstSeed,
  howMany,
  later,
  type NamedStream,
  redeploys,
  seeds,
  tellHistory,
  toldOf,
  type ToldHistory,
} from '../../support/many-histories.ts'
import { strategies } from '../../support/random-history/teller.ts'
import { shuffled } from '../../support/shuffle.ts'

const from = Date.parse('2026-02-20T00:00:00Z')
const to = Date.parse('2026-06-10T00:00:00Z')
const scope: MeasureScope = { window: { from, to, timeZone: 'UTC' }, definition: defaultDefinition, now: testNow }

const histories = seeds.map((seed) => tellHistory(seed))
const merged = seeds.map((seed) => tellHistory(seed, { strategy: 'merge' }))

function measured(history: StreamHistory, asked = scope) {
  const facts = factsOfHistory(history, asked)
  const lead = metrics.leadTimeForChanges.measure(facts, asked)
  return {
    frequency: metrics.deploymentFrequency.measure(facts, asked),
    lead: { ...lead, samples: lead.samples, stages: lead.stages, withPending: lead.withPending },
    failure: metrics.changeFailureRate.measure(facts, asked),
    restore: metrics.timeToRestore.measure(facts, asked),
    rework: metrics.deploymentReworkRate.measure(facts, asked),
  }
}

/** Every number, without the names of the records and without what counts runs of every kind. */
function numbers(history: StreamHistory): string {
  const { frequency, lead, failure, restore, rework } = measured(history)
  const { byKind: _, attempts: __, failedAttempts: ___, aborted: ____, evidence: _____, ...counted } = frequency
  const samples = lead.samples.map(({ startedAt, liveAt, stages }) => JSON.stringify([startedAt, liveAt, stages]))
  return JSON.stringify([
    counted,
    { ...lead, samples: samples.toSorted() },
    { ...failure, rolledPast: failure.rolledPast.length, failures: failure.failures.length, evidence: 0 },
    { ...restore, samples: restore.samples.map(({ seconds, open }) => [seconds, open]), evidence: 0 },
    { ...rework, samples: rework.samples.length, evidence: rework.evidence.length },
  ])
}

function expectSame(one: StreamHistory, other: StreamHistory, name: string): void {
  const [first, second] = [numbers(one), numbers(other)]
  if (first !== second) expect(JSON.parse(first), name).toEqual(JSON.parse(second))
}

/** Looks at every stream of every history; the seed and the stream stand in what fails. */
function forEach(check: (history: ToldHistory, stream: NamedStream, name: string) => void): void {
  for (const history of histories)
    for (const stream of history.streams)
      check(history, stream, `seed ${history.seed}, ${stream.service} in ${stream.environment}`)
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

describe(`${howMany} histories from seed ${firstSeed} on`, { timeout: 180_000 }, () => {
  it('tell something of everything', () => {
    const types = new Set(histories.flatMap(({ posted }) => posted.map(({ event }) => event.type)))
    expect(types.size).toBe(11)
    const all = histories.flatMap((history) => history.streams.map((stream) => history.inMemory(stream)))
    const kinds = new Set(all.flatMap(({ deployments }) => deployments.map(({ kind }) => kind)))
    expect(kinds.size).toBe(7)
    const bases = new Set(all.flatMap(({ failures }) => failures.map(({ basis }) => basis)))
    expect([...bases]).toEqual(expect.arrayContaining(['OVERRIDE', 'EXPLICIT', 'ROLLBACK', 'REVERT', 'TIME_ONLY']))
    const flags = new Set(all.flatMap(({ changes }) => changes.flatMap((change) => change.flags)))
    expect([...flags]).toEqual(expect.arrayContaining(['NEGATIVE_SPAN', 'IMPLAUSIBLE_CLOCK']))
    expect(sum(all.map(({ changes }) => changes.length))).toBeGreaterThan(howMany)
  })

  it('are the same to the byte in five permutations, doubled', () => {
    forEach((history, stream, name) => {
      const once = JSON.stringify(history.inMemory(stream))
      for (let order = 1; order <= 5; order += 1) {
        const posted = shuffled([...history.posted, ...history.posted], order * 1_000 + history.seed)
        expect(JSON.stringify(history.inMemory(stream, posted)), `${name}, order ${order}`).toBe(once)
      }
    })
  })

  it('are the same in several passes as in one', () => {
    forEach((history, stream, name) => {
      const { waits: _, ...once } = history.inMemory(stream)
      const { waits: __, ...again } = history.inPasses(stream, 3)
      if (JSON.stringify(again) !== JSON.stringify(once)) expect(again, name).toEqual(once)
    })
  })

  it('have rates between 0 and 1, and failures that are confirmed or by time alone', () => {
    forEach((history, stream, name) => {
      const { failure, rework, restore } = measured(history.inMemory(stream))
      for (const rate of [failure.rate, failure.confirmedRate, rework.rate]) {
        expect(rate ?? 0, name).toBeGreaterThanOrEqual(0)
        expect(rate ?? 1, name).toBeLessThanOrEqual(1)
      }
      const confirmed = failure.failures.filter((each) => each.failure?.basis !== 'TIME_ONLY').length
      expect(failure.byTimeAlone + confirmed, name).toBe(failure.failed)
      if (failure.deployments > 0) expect(failure.confirmedRate, name).toBe(confirmed / failure.deployments)
      expect(restore.sampleSize, name).toBeLessThanOrEqual(failure.failed)
    })
  })

  it('have stages that add up to the second, none of them negative', () => {
    forEach((history, stream, name) => {
      for (const { stages, startedAt, liveAt } of history.inMemory(stream).changes) {
        expect(sum(stages.map((span) => span.to - span.from)), name).toBe(liveAt - startedAt)
        if (liveAt >= startedAt) for (const span of stages) expect(span.to, name).toBeGreaterThan(span.from)
      }
    })
  })

  it('have windows of which two parts add up, and evidence that reproduces the numbers', () => {
    forEach((history, stream, name) => {
      const facts = history.inMemory(stream)
      const counts = (part: { from?: number; to?: number }): number[] => {
        const { frequency, lead, failure, restore, rework } = measured(facts, {
          ...scope,
          window: { ...scope.window, ...part },
        })
        expect(frequency.evidence.length, name).toBe(frequency.count)
        expect(lead.medianSeconds, name).toBe(
          percentileOf(
            lead.samples.map(({ seconds }) => seconds),
            0.5,
          ),
        )
        if (failure.rate !== null) expect(failure.rate, name).toBe(failure.failures.length / failure.evidence.length)
        if (rework.rate !== null) expect(rework.rate, name).toBe(rework.samples.length / rework.evidence.length)
        const samples = [lead.sampleSize, restore.sampleSize, failure.failed, failure.deployments, rework.rework]
        return [frequency.count, frequency.attempts, ...samples, ...frequency.byKind.map(({ count }) => count)]
      }
      const middle = facts.deployments[history.seed % Math.max(1, facts.deployments.length)]?.at ?? from
      const [first, second] = [counts({ to: middle }), counts({ from: middle })]
      expect(counts({}), name).toEqual(first.map((count, index) => count + (second[index] ?? 0)))
    })
  })

  it('ship what a naive walk of git gives', () => {
    let seen = 0
    for (const history of merged) {
      const { seed } = history
      const parents = new Map(
        history.posted.flatMap(({ event }) =>
          event.type === 'commit' ? [[event.sha, event.parents ?? []] as const] : [],
        ),
      )
      for (const stream of history.streams) {
        const { deployments, commits } = history.inMemory(stream)
        // Where a sender lists what a deployment includes, it is not git alone that decides.
        if (deployments.some(({ sha, included }) => sha === null || included.length > 0)) continue
        const lived = new Set<string>()
        for (const { key, kind, liveAt, sha } of deployments) {
          if (kind !== 'CODE' || liveAt === null || sha === null) continue
          const fresh = walked(sha, parents, lived)
          const work = lived.size === 0 ? [] : fresh.filter((each) => (parents.get(each) ?? []).length < 2)
          const shipped = commits.filter((commit) => commit.deploymentKey === key).map((commit) => commit.sha)
          expect(shipped.toSorted(), `seed ${seed}, ${key}`).toEqual(work.toSorted())
          for (const each of fresh) lived.add(each)
          seen += work.length
        }
      }
    }
    expect(seen).toBeGreaterThan(howMany)
  })

  it('have the same numbers with redeploys, self-heals, another environment and another service beside them', () => {
    let added = 0
    forEach((history, stream, name) => {
      const plain = history.inMemory(stream)
      const again = redeploys(stream, plain)
      added += again.length
      const elsewhere = again.map((run) => ({
        ...run,
        kind: undefined,
        id: `${String(run['id'])}-uat`,
        environment: 'uat',
      }))
      const twin = { service: `${stream.service}-twin`, environment: 'production' }
      const other = elsewhere.map((run) => ({ ...run, ...twin }))
      const opened = other.map((run, index) => ({
        type: 'incident',
        id: `${run.id}-${index}`,
        service: twin.service,
        openedAt: (run as { readonly finishedAt?: string }).finishedAt,
      }))
      const beside = [...again, ...elsewhere, ...other, ...opened]
      const noisy = toldOf({ ...history, events: [...history.events, ...beside] }).inMemory(stream)
      expectSame(noisy, plain, name)
      expect(noisy.deployments.length, name).toBeGreaterThanOrEqual(plain.deployments.length)
    })
    expect(added).toBeGreaterThan(howMany)
  })

  it('have the same numbers however their requests were merged', () => {
    for (const merge of merged) {
      for (const strategy of strategies.filter((each) => each !== 'merge')) {
        const other = tellHistory(merge.seed, { strategy })
        const name = `seed ${merge.seed}, ${strategy}`
        for (const stream of merge.streams) expectSame(other.inMemory(stream), merge.inMemory(stream), name)
      }
    }
  })

  it('are a day earlier where everything was a day earlier, and the same else', () => {
    let compared = 0
    for (const history of merged) {
      const { seed } = history
      const earlier = toldOf({ ...history, events: later(history.events, -DAY) })
      for (const stream of history.streams) {
        const [now, before] = [history.inMemory(stream), earlier.inMemory(stream)]
        expect(timesOf(before, DAY), `seed ${seed}, ${stream.service}`).toEqual(timesOf(now, 0))
        compared += now.deployments.length
      }
    }
    expect(compared).toBeGreaterThan(howMany)
  })
})

/** Every commit that this one reaches, but for those that lived already. */
function walked(sha: string, parents: ReadonlyMap<string, readonly string[]>, lived: ReadonlySet<string>): string[] {
  const found = new Set<string>()
  const open = [sha]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next) || lived.has(next)) continue
    found.add(next)
    open.push(...(parents.get(next) ?? []))
  }
  return [...found]
}

/** What happened when, so much later. */
function timesOf({ deployments, changes, failures, incidents, pending }: StreamHistory, by: number): unknown[] {
  const at = (time: number | null): number | null => (time === null ? null : time + by)
  return [
    deployments.map(({ liveAt, firstLiveAt, kind, outcome, rework }) => [
      at(liveAt),
      at(firstLiveAt),
      kind,
      outcome,
      rework,
    ]),
    changes.map(({ key, startedAt, liveAt, flags, stages }) => [
      key,
      at(startedAt),
      at(liveAt),
      flags,
      stages.map((span) => at(span.to)),
    ]),
    failures.map(({ basis, impactStartedAt, restoredAt, duration }) => [
      basis,
      at(impactStartedAt),
      at(restoredAt),
      duration,
    ]),
    incidents.map(({ key, openedAt, restoredAt }) => [key, at(openedAt), at(restoredAt)]),
    pending.map(({ key, startedAt, mergedAt }) => [key, at(startedAt), at(mergedAt)]),
  ]
}
