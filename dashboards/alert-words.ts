/** Alerts in words. What a newer server adds stands as it came. Pure. */
import type { AlertHappening } from './alert-answers.ts'
import { quantity } from './format.ts'
import { plainWords } from './words.ts'

const states: Readonly<Record<string, string>> = {
  OPEN: 'open',
  ACKNOWLEDGED: 'taken on',
  RETURNED: 'as usual again',
  NEW_NORMAL: 'usual from then on',
  WITHDRAWN: 'withdrawn',
}

/** Where an alert is in its life. */
export function alertState(state: string): string {
  return states[state] ?? plainWords(state).toLowerCase()
}

const happenings: Readonly<Record<string, string>> = {
  OPENED: 'Raised',
  CHANGED: 'Changed',
  ACKNOWLEDGED: 'Taken on',
  RESOLVED: 'Over',
  WITHDRAWN: 'Withdrawn',
}

/** What happened to an alert. */
export function happeningWords(event: string): string {
  return happenings[event] ?? plainWords(event)
}

/** Whether somebody was told of it. */
export function toldWords({ toldAt, untold }: Pick<AlertHappening, 'toldAt' | 'untold'>): string {
  if (untold !== null) return `Nobody was told: ${untold}`
  return toldAt === null ? 'Not told to a channel yet.' : 'Told to the channels of its rules.'
}

const holds: Readonly<Record<string, string>> = {
  COVERAGE_MOVED: 'Watched only: what is known of deployments changed by more than the metric did.',
  LOW_COVERAGE: 'Watched only: of less than 80 % of the deployments since it is known what they shipped.',
}

/** Why nobody is told though it moved enough; null where nothing holds it. */
export function heldWords(held: string | null): string | null {
  return held === null ? null : (holds[held] ?? `Watched only: ${plainWords(held).toLowerCase()}.`)
}

/** How often such an alert is to be expected although nothing changed; null where that is not known. */
export function falseAlarmWords(perYear: number | null): string | null {
  if (perYear === null) return null
  const ofWhich = 'is to be expected of a service like this'
  if (perYear < 0.01) return `Less than one false alarm in 100 years ${ofWhich}.`
  if (perYear < 0.95) return `About one false alarm in ${quantity(1 / perYear)} years ${ofWhich}.`
  return perYear < 1.05
    ? `About one false alarm a year ${ofWhich}.`
    : `About ${quantity(perYear)} false alarms a year are to be expected of a service like this.`
}
