import { type AlertRule, rankOf, type RuledStream } from './alert-rule.ts'
import { startOfDay } from './calendar.ts'
import { DAY, type Instant } from './instant.ts'
import { parseInstant } from './parse-instant.ts'

/** A time in which nobody is meant to deploy: what happens in it raises no alert. Half-open. */
export interface FreezeWindow extends Pick<AlertRule, 'name' | 'services' | 'teams'> {
  readonly from: Instant
  readonly to: Instant
  /** In which its dates were stated. */
  readonly timeZone: string
  readonly reason: string
}

/** The instant of a local date, which is its first, or of an ISO 8601 time with an offset; null where it is neither. */
export function freezeInstant(text: string, timeZone: string): Instant | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return parseInstant(text)
  const midnight = parseInstant(`${text}T00:00Z`)
  return midnight === null ? null : startOfDay(midnight / DAY, timeZone)
}

/** The freeze in which a service is at an instant, of several the one that ends last; null where it is in none. */
export function frozenAt(
  freezes: readonly FreezeWindow[],
  stream: Pick<RuledStream, 'service' | 'team'>,
  at: Instant,
): FreezeWindow | null {
  let found: FreezeWindow | null = null
  for (const freeze of freezes) {
    if (at < freeze.from || at >= freeze.to || rankOf(freeze, stream) === null) continue
    if (found === null || freeze.to > found.to) found = freeze
  }
  return found
}
