import { watchedMetrics } from '#domain/alert-rule'
import { DAY, HOUR } from '#domain/instant'
import { detect, type Fleet } from '#alerts/detect'
import { defaultSensitivity, type Sensitivity } from '#alerts/detectors/sensitivity'
import type { Finding } from '#alerts/finding'
import type { Watched } from '#alerts/watched'
import { summarizeDurations } from '#metrics/statistics/duration-summary'
import type { Cell } from './cell.ts'
import type { MadeService } from './made-service.ts'
import { naiveAlarms } from './naive.ts'
import { toldInTime } from './pending-moment.ts'
import { sumOf, type Tally } from './tally.ts'

/** The raised threshold of one who is told of so many. */
export const manyServices = 300
/**
 * Median of the logarithms of lead times over their mean without the few that take much longer: of 0.97 N(0, v) and
 * 0.03 N(ln 20, v) with v = 0.35² + 0.6² + 1.
 */
const medianOverLevel = 0.0465
/** Weeks of 90 days, which pages show. */
const weeksShown = 13

function findingsOf(service: MadeService, watched: Watched, fleet: Fleet, sensitivity: Sensitivity): Finding[] {
  const { weeks, to, timeZone, frozen } = service
  return detect(watched, { weeks, asOf: to, timeZone, fleet, frozen, sensitivityOf: () => sensitivity })
}

/** Alerts that were raised when something could be different; an end of a month before is no concern of it. */
function alertsOf(findings: readonly Finding[], { begin }: MadeService): Finding[] {
  return findings.filter(
    ({ level, direction, openedAt }) => level === 'ALERT' && direction === 'WORSE' && openedAt > begin,
  )
}

/** What is counted of one service. */
export function observe(cell: Cell, service: MadeService, fleet: Fleet): Tally {
  const started = performance.now()
  const findings = findingsOf(service, service.watched, fleet, defaultSensitivity)
  const detectMilliseconds = performance.now() - started
  const alerts = alertsOf(findings, service)
  const own = alerts.filter(({ detector }) => detector === 'leadTimeForChanges')
  const counts: Tally = {
    services: 1,
    years: (service.to - service.begin) / (365 * DAY),
    detectMilliseconds,
    'alerts.all': alerts.length,
    'any.all': Number(alerts.length > 0),
    // A change that takes longer waits longer too: that alert is true as well.
    'alerts.true':
      Math.min(1, own.length) + Math.min(1, alerts.filter(({ detector }) => detector === 'pendingAge').length),
    'exactly.one': Number(own.length === 1),
    'exactly.oneEnded': Number(own.length === 1 && own[0]?.ended !== null),
  }
  return sumOf([
    counts,
    ...watchedMetrics.map((detector) => countsOf(detector, alerts, service)),
    ...asides(cell, service, findings, fleet),
  ])
}

function countsOf(detector: Finding['detector'], all: readonly Finding[], { begin }: MadeService): Tally {
  const alerts = all.filter((one) => one.detector === detector)
  const within = (days: number): number => Number(alerts.some(({ openedAt }) => openedAt <= begin + days * DAY))
  return {
    [`alerts.${detector}`]: alerts.length,
    [`any.${detector}`]: Number(alerts.length > 0),
    [`twice.${detector}`]: Number(alerts.length > 1),
    [`in28.${detector}`]: within(28),
    [`in56.${detector}`]: within(56),
  }
}

function asides(
  { asides: asked, scenario }: Cell,
  service: MadeService,
  findings: readonly Finding[],
  fleet: Fleet,
): Tally[] {
  const { watched, begin, to, offshoot } = service
  const tallies: Tally[] = []
  if (asked.includes('NAIVE')) tallies.push(naiveAlarms(watched, begin, to))
  if (asked.includes('COVERAGE')) tallies.push(coverageOf(service))
  if (asked.includes('ARRIVAL')) {
    const again = findingsOf(service, service.inOtherOrder(), fleet, defaultSensitivity)
    tallies.push({ 'arrival.same': Number(JSON.stringify(again) === JSON.stringify(findings)) })
  }
  if (asked.includes('MANY_SERVICES')) {
    const raised = { ...defaultSensitivity, servicesOfRecipient: manyServices }
    const alerts = alertsOf(findingsOf(service, watched, fleet, raised), service)
    tallies.push({ 'many.leadTime': alerts.filter(({ detector }) => detector === 'leadTimeForChanges').length })
  }
  if (scenario.isBlocked === true) tallies.push(toldInTime(service, findings))
  if (offshoot !== null) {
    const alerts = alertsOf(findingsOf(service, offshoot, fleet, defaultSensitivity), service)
    tallies.push({ 'offshoot.alerts': alerts.length })
  }
  return tallies
}

/** Whether the interval of the median that pages show holds the median that was drawn from. */
function coverageOf({ watched, weeks, level }: MadeService): Tally {
  if (level === null) return {}
  const byWeek = weeks
    .slice(-weeksShown)
    .map((week) => [
      watched.leadTimes.filter(({ at }) => at >= week.from && at < week.to).map(({ value }) => Math.exp(value) * HOUR),
    ])
  const { interval } = summarizeDurations(byWeek, 20)
  if (interval === null) return {}
  const median = Math.exp(level + medianOverLevel) * HOUR
  const isHeld = (interval.low ?? 0) <= median && median <= (interval.high ?? Number.POSITIVE_INFINITY)
  return { 'coverage.given': 1, 'coverage.held': Number(isHeld) }
}
