import type { Instant } from '#domain/instant'
import type { Finding } from './finding.ts'
import type { CoverageOfDay } from './watched.ts'

/** Below this no number raises an alert. */
export const leastCoverage = 0.8

/** Of which share of the deployments of a time it is known what they shipped; null of none. */
export function coverageIn(days: readonly CoverageOfDay[], from: Instant, to: Instant): number | null {
  let [following, covered] = [0, 0]
  for (const day of days) {
    if (day.at < from || day.at >= to) continue
    following += day.following
    covered += day.covered
  }
  return following === 0 ? null : covered / following
}

/**
 * A finding whose metric may have moved because more or less is known than before is only watched: where less than 80 % is known
 * since the onset, or coverage moved by more than the metric did (as ratios).
 */
export function heldByCoverage(finding: Finding, days: readonly CoverageOfDay[]): Finding {
  const { usualFrom, onset, openedAt, before, after } = finding
  const [was, is] = [coverageIn(days, usualFrom, onset.from), coverageIn(days, onset.from, openedAt)]
  if (is === null) return finding
  if (is < leastCoverage) return { ...finding, level: 'WATCH', held: 'LOW_COVERAGE' }
  if (was === null || was === 0 || before === null || after === null || before <= 0 || after <= 0) return finding
  const moved = Math.abs(Math.log(after / before))
  return Math.abs(Math.log(is / was)) > moved ? { ...finding, level: 'WATCH', held: 'COVERAGE_MOVED' } : finding
}
