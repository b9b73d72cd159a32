import fc from 'fast-check'
import { deploymentKinds } from '#domain/delivery-event'
import { MINUTE } from '#domain/instant'
import { leadTimeStages, type StageSpan } from '#domain/stream-history'
import type { Facts } from '#metrics/facts'
import { at, changeFact, commitFact, deploymentFact, factsOf, failureFact, incidentFact } from './facts.ts'

/** Histories lie in these thirteen weeks, but for a few days before them. */
export const from = at('2026-02-02T00:00:00Z')
export const to = at('2026-05-04T00:00:00Z')

const stage = fc.tuple(fc.constantFrom(...leadTimeStages), fc.nat(600))
const run = fc.record({
  /** Some lie outside the window. */
  minute: fc.integer({ min: -3_000, max: ((to - from) / MINUTE) | 0 }),
  kind: fc.constantFrom(...deploymentKinds, 'CODE' as const, 'CODE' as const),
  outcome: fc.constantFrom('SUCCEEDED' as const, 'SUCCEEDED' as const, 'FAILED' as const, 'ABORTED' as const),
  spread: fc.nat(90),
  rework: fc.boolean(),
  failure: fc.option(
    fc.record({
      basis: fc.constantFrom('OVERRIDE', 'EXPLICIT', 'ROLLBACK', 'REVERT', 'HOTFIX', 'TIME_ONLY'),
      confidence: fc.constantFrom('HIGH', 'MEDIUM', 'LOW'),
      minutes: fc.option(fc.nat(5_000)),
    }),
  ),
  changes: fc.array(fc.record({ stages: fc.array(stage, { maxLength: 6 }), commits: fc.nat(3) }), { maxLength: 5 }),
})

/** A history of one service, made like projection makes it: contiguous stages, failures of deployments that are there. */
export const history = fc.array(run, { maxLength: 25 }).map((runs): Facts => {
  const facts = factsOf({})
  const found = {
    deployments: [...facts.deployments],
    changes: [...facts.changes],
    commits: [...facts.commits],
    failures: [...facts.failures],
    incidents: [...facts.incidents],
  }
  for (const [index, { minute, kind, outcome, spread, rework, failure, changes }] of runs.entries()) {
    const live = from + minute * MINUTE
    const key = `D${index}`
    const firstLiveAt = outcome === 'SUCCEEDED' ? live - spread * MINUTE : null
    const deployment = deploymentFact(key, live, { kind, outcome, firstLiveAt, rework: rework ? ['HOTFIX'] : [] })
    found.deployments.push(deployment)
    if (failure !== null) {
      const { minutes, ...rest } = failure
      found.failures.push(failureFact(deployment, minutes === null ? null : live + minutes * MINUTE, rest))
      const failureKey = failure.basis === 'TIME_ONLY' ? `failure of ${key}` : null
      found.incidents.push(
        incidentFact(`I${index}`, live, minutes === null ? null : live + minutes * MINUTE, { failureKey }),
      )
    }
    for (const [number, change] of changes.entries()) {
      if (outcome !== 'SUCCEEDED') continue
      const startedAt = live - change.stages.reduce((sum, [, length]) => sum + length, 0) * MINUTE
      const ends = { deploymentKey: key, firstLiveAt: live - spread * MINUTE }
      const changeKey = `${key}#${number}`
      const mergedAt = startedAt + (change.stages[0]?.[1] ?? 0) * MINUTE
      found.changes.push(
        changeFact(changeKey, startedAt, live, { ...ends, stages: spansOf(startedAt, change.stages), mergedAt }),
      )
      for (let commit = 0; commit <= change.commits; commit += 1)
        found.commits.push(
          commitFact(`${changeKey}@${commit}`, startedAt + commit * MINUTE, live, { ...ends, changeKey }),
        )
    }
  }
  return factsOf(found)
})

function spansOf(startedAt: number, stages: readonly (readonly [StageSpan['stage'], number])[]): StageSpan[] {
  let begin = startedAt
  return stages.map(([name, length]) => {
    const span = { stage: name, from: begin, to: begin + length * MINUTE }
    begin = span.to
    return span
  })
}
