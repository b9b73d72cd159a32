import { DAY, type Instant, type Milliseconds } from '#domain/instant'
import type { Finding, Level } from './finding.ts'

/** Where an alert is in its life. */
export const alertStates = ['OPEN', 'ACKNOWLEDGED', 'RETURNED', 'NEW_NORMAL', 'WITHDRAWN'] as const
export type AlertState = (typeof alertStates)[number]

/** An alert as it is kept, as far as its life goes. */
export interface KeptAlert {
  readonly id: number
  readonly detector: string
  readonly direction: string
  readonly level: Level
  readonly onsetFrom: Instant
  readonly endedAt: Instant | null
  readonly state: AlertState
}

/** What is to be done so that what is kept says what was found. */
export type Step =
  /** A new one; of one that is old already, or over, nobody is told. */
  | { readonly kind: 'OPEN'; readonly finding: Finding; readonly isTold: boolean }
  /** Of what was watched only, somebody is told now. */
  | { readonly kind: 'RAISE'; readonly id: number; readonly finding: Finding; readonly isTold: boolean }
  /** The same one; what was told of it stays what it was. */
  | { readonly kind: 'KEEP'; readonly id: number; readonly finding: Finding }
  | { readonly kind: 'END'; readonly id: number; readonly finding: Finding }
  /** It had ended, and by what is known now it did not. */
  | { readonly kind: 'REOPEN'; readonly id: number; readonly finding: Finding }
  /** By what is known now it never was. */
  | { readonly kind: 'WITHDRAW'; readonly id: number; readonly level: Level }

/** Of an alert that was raised longer ago than this, when it is first seen, nobody is told: a history was connected. */
const news: Milliseconds = 14 * DAY

function isOpen({ state }: KeptAlert): boolean {
  return state === 'OPEN' || state === 'ACKNOWLEDGED'
}

interface Span {
  readonly from: Instant
  readonly to: Instant | null
}

function overlap(one: Span, other: Span): boolean {
  return one.from < (other.to ?? Number.POSITIVE_INFINITY) && other.from < (one.to ?? Number.POSITIVE_INFINITY)
}

function spanOf({ onset, openedAt, ended }: Finding): Span {
  return { from: onset.from, to: ended === null ? null : Math.max(ended.at, openedAt) }
}

function isSameTest(one: Pick<Finding, 'detector' | 'direction'>, { detector, direction }: KeptAlert): boolean {
  return one.detector === detector && one.direction === direction
}

/** Findings without those to watch that an alert of the same test covers. */
function told(findings: readonly Finding[]): Finding[] {
  const alerts = findings.filter(({ level }) => level === 'ALERT')
  return findings.filter(
    (finding) =>
      finding.level === 'ALERT' ||
      !alerts.some(
        (alert) =>
          alert.detector === finding.detector &&
          alert.direction === finding.direction &&
          overlap(spanOf(alert), spanOf(finding)),
      ),
  )
}

function isOf(finding: Finding, alert: KeptAlert): boolean {
  return alert.state !== 'WITHDRAWN' && isSameTest(finding, alert)
}

/** The kept alert that a finding is, by when it began. */
function exactMatchOf(finding: Finding, kept: readonly KeptAlert[]): KeptAlert | null {
  const same = kept.filter(
    (alert) => isOf(finding, alert) && alert.level === finding.level && alert.onsetFrom === finding.onset.from,
  )
  return same.find(isOpen) ?? same[0] ?? null
}

/** Or which it is where late data moved its onset: of the same test, over the same time, the nearest; of one that lasts, one that is open. */
function nearMatchOf(finding: Finding, kept: readonly KeptAlert[]): KeptAlert | null {
  const away = ({ onsetFrom }: KeptAlert): Milliseconds => Math.abs(onsetFrom - finding.onset.from)
  const same = kept
    .filter((alert) => isOf(finding, alert) && overlap(spanOf(finding), { from: alert.onsetFrom, to: alert.endedAt }))
    .toSorted((one, other) => away(one) - away(other))
  const ofLevel = same.filter(({ level }) => level === finding.level)
  const lasting = finding.ended === null ? ofLevel.find(isOpen) : undefined
  return lasting ?? ofLevel[0] ?? same.find((alert) => isOpen(alert) && alert.level === 'WATCH') ?? null
}

/** Each finding with the alert that it is; those that began at the same moment first, so that none takes the alert of another. */
function matched(
  findings: readonly Finding[],
  kept: readonly KeptAlert[],
): { readonly matches: ReadonlyMap<Finding, KeptAlert>; readonly left: readonly KeptAlert[] } {
  const left = new Map(kept.map((alert) => [alert.id, alert]))
  const matches = new Map<Finding, KeptAlert>()
  for (const find of [exactMatchOf, nearMatchOf])
    for (const finding of findings) {
      const match = matches.has(finding) ? null : find(finding, [...left.values()])
      if (match === null) continue
      left.delete(match.id)
      matches.set(finding, match)
    }
  return { matches, left: [...left.values()] }
}

function stepOf(finding: Finding, match: KeptAlert | null, now: Instant): Step {
  const isTold = finding.ended === null && finding.level === 'ALERT' && finding.openedAt >= now - news
  if (match === null) return { kind: 'OPEN', finding, isTold }
  const { id } = match
  if (match.level === 'WATCH' && finding.level === 'ALERT') return { kind: 'RAISE', id, finding, isTold }
  if (finding.ended !== null) return { kind: isOpen(match) ? 'END' : 'KEEP', id, finding }
  return { kind: isOpen(match) ? 'KEEP' : 'REOPEN', id, finding }
}

/**
 * What to do with the kept alerts of one stream, so that they say what was found in its facts. The same findings a second
 * time change nothing.
 *
 * @param since what began before this may be out of the reach of the detector: it is not withdrawn, and where it ended and is
 *   not kept, it is not kept now
 */
export function nextSteps(
  kept: readonly KeptAlert[],
  findings: readonly Finding[],
  { since, now }: { readonly since: (detector: string) => Instant; readonly now: Instant },
): Step[] {
  const found = told(findings)
  const { matches, left } = matched(found, kept)
  const steps: Step[] = []
  for (const finding of found) {
    const match = matches.get(finding) ?? null
    if (match === null && finding.ended !== null && finding.onset.from < since(finding.detector)) continue
    steps.push(stepOf(finding, match, now))
  }
  // What is over first: of most tests only one may be open.
  steps.sort((one, other) => Number(other.kind === 'END') - Number(one.kind === 'END'))
  for (const alert of left)
    if (isOpen(alert) && alert.onsetFrom >= since(alert.detector))
      steps.push({ kind: 'WITHDRAW', id: alert.id, level: alert.level })
  return steps
}
