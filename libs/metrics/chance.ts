import { blameWindow } from '#domain/blame-window'
import { DAY, type Instant, type Milliseconds } from '#domain/instant'
import type { Definition } from './definition.ts'
import { type Facts, hasOtherCause, type IncidentFact } from './facts.ts'
import type { MeasureScope } from './metric.ts'
import { hasCome, isOfPopulation, partsOf } from './population.ts'

/**
 * How many failures by time alone chance would give: for each incident that only time could link (opened in the window,
 * no other link, no stated cause but a change, no correction that settles it), the share of the window in which an incident would have been blamed on
 * the deployment before it, where that is counted. What a rollback ended is left out, as in blame itself. Per stream, then
 * summed; none where the definition leaves such links out.
 */
export function expectedByChance(facts: Facts, scope: MeasureScope): number {
  const least = scope.definition.minimumConfidence
  if (least !== null && least !== 'LOW') return 0
  let expected = 0
  for (const part of partsOf(facts)) {
    const open = part.incidents.filter((incident) => isLeftToTime(incident, part, scope)).length
    if (open > 0) expected += open * blamedShare(part, scope)
  }
  return expected
}

/** Whether chance could have linked any of its incidents. */
export function hasLeftToTime(part: Facts, scope: MeasureScope): boolean {
  return part.incidents.some((incident) => isLeftToTime(incident, part, scope))
}

function isLeftToTime(incident: IncidentFact, part: Facts, scope: MeasureScope): boolean {
  if (incident.classification !== 'incident' || !hasCome(scope, incident.openedAt)) return false
  if (hasOtherCause(incident)) return false
  if (incident.failureKey === null) return true
  return part.failures.some(({ key, basis }) => key === incident.failureKey && basis === 'TIME_ONLY')
}

function isBlindToTime({ failureSigns }: Definition): boolean {
  return failureSigns !== null && !failureSigns.includes('TIME_ONLY')
}

function blamedShare(part: Facts, { window, definition, now }: MeasureScope): number {
  const end = Math.min(window.to, now)
  if (end <= window.from) return 0

  const live = part.deployments
    .flatMap((deployment) => {
      if (deployment.outcome !== 'SUCCEEDED' || deployment.liveAt === null) return []
      const forward = deployment.kind === 'CODE' || deployment.kind === 'CONFIG'
      const counted = forward && isOfPopulation(deployment, definition.kinds, definition)
      return forward || deployment.kind === 'ROLLBACK' ? [{ at: deployment.liveAt, forward, counted }] : []
    })
    // Of one moment, a rollback ends what went forward.
    .toSorted((a, b) => a.at - b.at || Number(b.forward) - Number(a.forward))
  const forwardTimes: Instant[] = live.filter(({ forward }) => forward).map(({ at }) => at)
  const reachOf = dailyBlameWindow(forwardTimes)
  let blamed = 0
  for (const [index, { at, counted }] of live.entries()) {
    if (!counted || (live[index + 1]?.at ?? end) <= window.from) continue

    const reach = at + (isBlindToTime(definition) ? 0 : (definition.blameWindow ?? reachOf(at)))
    const until = Math.min(reach, live[index + 1]?.at ?? end, end)
    blamed += Math.max(0, until - Math.max(at, window.from))
  }
  return blamed / (end - window.from)
}

/** The window of blame at ascending instants, found once a day: it moves slowly, and an expectation needs no more. */
function dailyBlameWindow(forwardTimes: readonly Instant[]): (at: Instant) => Milliseconds {
  let first = 0
  let last = 0
  let day = Number.NaN
  let reach = 0
  return (at) => {
    if (Math.floor(at / DAY) === day) return reach

    day = Math.floor(at / DAY)
    while ((forwardTimes[first] ?? at) <= at - 90 * DAY) first += 1
    while ((forwardTimes[last] ?? Number.POSITIVE_INFINITY) <= at) last += 1
    reach = blameWindow(forwardTimes.slice(first, last), at)
    return reach
  }
}
