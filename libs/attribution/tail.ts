import { HOUR, type Instant } from '#domain/instant'
import type { Rules } from '#domain/rules'
import type { Deployment } from '#domain/stream-history'
import { longestWait } from './reconcilers.ts'

type Reported = Pick<Deployment, 'at' | 'reports'> & Partial<Pick<Deployment, 'configSha'>>

/** Beside the windows of the rules: reports whose clocks differ by less are still found together. */
const slack = HOUR

/** First and last report of a deployment. */
function extent(deployment: Reported): { first: Instant; last: Instant } {
  let first = deployment.at
  let last = deployment.at
  for (const { at } of deployment.reports) {
    first = Math.min(first, at)
    last = Math.max(last, at)
  }
  return { first, last }
}

/**
 * Where to start again when something changed at `since`: early enough that no run from there on joins a deployment that
 * lies before it, and never inside a deployment.
 *
 * @param deployments the facts of the whole stream, in any order.
 */
export function tailStart(since: Instant, deployments: readonly Reported[], rules: Rules): Instant {
  let start = since - Math.max(rules.waveWindow, rules.mergeWindow) - rules.mergeWindow - slack
  // A sync settles what became of a bump up to a wave before it, and that which deployments another wave before joined.
  if (deployments.some((deployment) => deployment.configSha != null && extent(deployment).last >= start))
    start -= rules.waveWindow
  // A sync may apply what waits, however much went live since, and whatever else told of that version.
  const waiting = deployments.flatMap(({ reports }) => reports.filter((report) => report.isWaiting === true))
  const earliest = start - longestWait
  start = Math.min(start, ...waiting.filter(({ at }) => at >= earliest).map(({ at }) => at))
  const extents = deployments.map(extent).toSorted((a, b) => b.last - a.last)
  for (const { first, last } of extents) {
    if (last >= start && first < start) start = first
  }
  return Math.max(0, start)
}

/** The deployments that lie before the tail, in the order given. */
export function beforeTail<T extends Reported>(deployments: readonly T[], start: Instant): T[] {
  return deployments.filter((deployment) => extent(deployment).last < start)
}
