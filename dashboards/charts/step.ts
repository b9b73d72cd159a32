/** What all trends share: names of their steps, and what is said about a step that the window cuts. Pure. */
import { bucketLabel, stretch } from '../format.ts'
import type { Frame } from './palette.ts'

export interface Step {
  readonly start: string
  readonly end: string
}

const hour = 3_600_000
const shortest = { DAY: 22 * hour, WEEK: 6.9 * 24 * hour, MONTH: 27.9 * 24 * hour }

/** Whether the window holds only a part of this day, week or month. */
export function isPartial({ start, end }: Step, { by, timeZone }: Pick<Frame, 'by' | 'timeZone'>): boolean {
  if (Date.parse(end) - Date.parse(start) < shortest[by]) return true
  if (by !== 'MONTH') return false
  const dayOfMonth = new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric' })
  return [start, end].some((iso) => dayOfMonth.format(Date.parse(iso)) !== '1')
}

export function stepLabels(steps: readonly Step[], { by, timeZone }: Frame): string[] {
  return steps.map(({ start }) => bucketLabel(start, by, timeZone))
}

/** `2 Mar 2026 – 8 Mar 2026`, and that it is cut, if so. */
export function stepTitle(step: Step, frame: Pick<Frame, 'by' | 'timeZone'>): string {
  const name = stretch(step.start, step.end, frame.timeZone)
  const whole = frame.by.toLowerCase()
  return isPartial(step, frame) ? `${name} (part of a ${whole})` : name
}
