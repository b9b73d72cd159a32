import type { CutoverState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Deployment, Wait } from '#domain/stream-history'
import { arrivalsOf, type MergedArrival } from './arrivals.ts'
import { ArtifactIndex } from './artifact-links.ts'
import { servedAt } from './cutovers.ts'
import { candidatesOf, kindOverrides } from './overrides.ts'
import { type LiveMoment, placeRollbacks } from './rollback-events.ts'
import { type Corrections, type Step, stepOf } from './step.ts'
import type { SequenceInput } from './stream-input.ts'
import { Traffic } from './traffic.ts'
import { homeOf } from './version-commits.ts'
import { isWaiting } from './waiting.ts'
import { start, type Walked } from './walk.ts'
import { type Wave, wavesOf } from './waves.ts'

/** Runs merged into deployments, with kind, outcome and the commits that each one brought. */
export interface Sequence {
  readonly input: SequenceInput
  /** In stream order; the facts before the tail are `input.before`. */
  readonly steps: readonly Step[]
  readonly waits: readonly Wait[]
  /** Commits that the second step needs in full: the new ones of the tail, by repository. */
  readonly asked: ReadonlyMap<string, ReadonlySet<string>>
}

function askedOf(before: readonly Deployment[], steps: readonly Step[]): Map<string, Set<string>> {
  const asked = new Map<string, Set<string>>()
  const ask = (repository: string, shas: readonly string[]): void => {
    const known = asked.get(repository) ?? new Set<string>()
    for (const sha of shas) known.add(sha)
    asked.set(repository, known)
  }
  for (const { deployment, shipments, askedBy } of steps) {
    for (const shipment of shipments) ask(shipment.repository, shipment.shas)
    if (deployment.configRepository !== null && deployment.configSha !== null)
      ask(deployment.configRepository, askedBy === null ? [deployment.configSha] : [deployment.configSha, askedBy])
  }
  // What waits longest may lie before the tail, and is told as pending all the same.
  for (const deployment of before.filter(isWaiting)) {
    const { configRepository, configSha } = deployment
    if (configRepository !== null && configSha !== null) ask(configRepository, [configSha])
  }
  return asked
}

/** What was live before the tail, as a rollback may name it. */
function earlierOf(before: readonly Deployment[]): LiveMoment[] {
  return before.flatMap(({ liveAt, identity, reports }) =>
    liveAt === null ? [] : [{ at: liveAt, identity, ids: reports.flatMap((report) => report.externalId ?? []) }],
  )
}

function correctionsOf(input: SequenceInput, arrivals: readonly MergedArrival[]): Corrections {
  const { before, rollbacks, namesakes = [], overrides } = input
  const told = arrivals.flatMap(({ runs }) =>
    runs.map(({ state: { entity, event } }) => ({ entity, source: event.source, externalId: event.id ?? null })),
  )
  const reports = [...before.flatMap((deployment) => deployment.reports), ...told]
  return { kinds: kindOverrides(overrides, [...reports, ...candidatesOf([...rollbacks, ...namesakes])]) }
}

/** The waves of the tail, and at each cutover what is served from then on, in the order of the stream. */
function* inOrder(waves: readonly Wave[], walked: Walked, input: SequenceInput): Generator<Wave> {
  const cutovers = new Traffic(input.cutovers).turnedOn(input.from)
  let next = 0
  function* served(until: Instant): Generator<Wave> {
    for (; (cutovers[next]?.event.at ?? Number.POSITIVE_INFINITY) < until; next += 1) {
      const cutover = cutovers[next] as CutoverState
      const there = walked.placed.before(cutover.event.placement, cutover.event.at)
      if (there !== null) yield servedAt(cutover, there, walked.live?.identity ?? null, input)
    }
  }
  for (const wave of waves) {
    yield* served(wave.firstLiveAt ?? wave.at)
    yield wave
  }
  yield* served(input.until ?? Number.POSITIVE_INFINITY)
}

/** First step: order the runs, merge arrivals, name the kinds, and walk the commit graph. */
export function sequence(input: SequenceInput): Sequence {
  const { before, rules, from } = input
  const artifacts = new ArtifactIndex(input.artifacts, (sha) => homeOf(sha, input.repository, input))
  const reported = arrivalsOf(input, artifacts)
  const settled = new Set(before.flatMap((deployment) => deployment.reports.map((report) => report.entity)))
  const fresh = input.rollbacks.filter(
    (rollback) => rollback.event.at >= from - rules.mergeWindow && !settled.has(rollback.entity),
  )
  const placed = placeRollbacks(fresh, reported.arrivals, earlierOf(before), rules)
  const corrections = correctionsOf(input, placed.arrivals)
  const walked = start(before)
  const steps: Step[] = []
  const waits: Wait[] = [...reported.waits]
  for (const wave of inOrder(wavesOf(placed.arrivals, rules), walked, input)) {
    const rollbacks = wave.runs.flatMap((run) => placed.byRun.get(run.state.entity) ?? [])
    const done = stepOf(wave, rollbacks, walked, input, corrections)
    steps.push(done.step)
    waits.push(...done.waits)
  }
  return { input, steps, waits, asked: askedOf(before, steps) }
}
