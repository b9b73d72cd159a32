/** Alerts in words. What a newer server adds stands as it came. Pure. */
import type { AlertHappening, AlertTelling } from './alert-answers.ts'
import { moment, quantity } from './format.ts'
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

function tellingWords({ channel, state, at }: AlertTelling, timeZone: string): string {
  const when = moment(at, timeZone)
  const words: Readonly<Record<string, string>> = {
    HELD: `Quiet hours hold it back from ${channel} until ${when}.`,
    UNDER_WAY: `On its way to ${channel}.`,
    ARRIVED: `Told to ${channel} ${when}.`,
    GIVEN_UP: `It did not arrive at ${channel}, and is tried no more.`,
  }
  return words[state] ?? `${channel}: ${plainWords(state).toLowerCase()}.`
}

/** Whether somebody was told of it, and who. */
export function toldWords(
  { toldAt, untold, tellings }: Pick<AlertHappening, 'toldAt' | 'untold' | 'tellings'>,
  timeZone: string,
): string {
  if (untold !== null) return `Nobody was told: ${untold}`
  if (toldAt === null) return 'Not told to a channel yet.'
  if (tellings.length === 0) return 'Told with other alerts, or too long ago to say where it arrived.'
  return tellings.map((each) => tellingWords(each, timeZone)).join(' ')
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
