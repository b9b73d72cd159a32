import { calendarDay, dateText } from '#domain/calendar'
import type { Instant } from '#domain/instant'
import { type Window, windowOf } from '#domain/window'
import { Refusal } from '../refusal.ts'
import type { WindowInput } from './window.input.ts'
import type { WindowType } from './window.type.ts'

export function windowView({ from, to, timeZone }: Window): WindowType {
  const day = (at: Instant): string => dateText(calendarDay(at, timeZone))
  return { from, to, timeZone, firstDay: day(from), lastDay: day(Math.max(from, to - 1)) }
}

/**
 * The window that was asked for.
 *
 * @throws Refusal BAD_WINDOW, with the domain's own code as `reason`
 */
export function windowFrom(input: WindowInput, now: Instant): Window {
  const result = windowOf(input, now)
  if (result.ok) return result.window
  const { code, field, message } = result.error
  throw new Refusal('BAD_WINDOW', message, { field: `window.${field}`, reason: code })
}
