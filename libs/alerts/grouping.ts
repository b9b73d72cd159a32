import { type AlertRule, rulesFor, type RuledStream } from '#domain/alert-rule'
import { DAY, type Instant, type Milliseconds } from '#domain/instant'
import type { AlertEvent } from './notification.ts'

/** An alert that is open, as far as it matters whether it is told with others. */
export interface Begun {
  readonly id: number
  readonly service: string
  readonly onsetFrom: Instant
}

/** Alerts that began within this of each other may have one cause. */
export const groupSpan: Milliseconds = 7 * DAY
/** So many services, and more than this share of those that a channel hears of. */
const leastServices = 3
const leastShare = 0.3

function servicesIn(alerts: readonly Begun[]): number {
  return new Set(alerts.map(({ service }) => service)).size
}

/**
 * The alerts that are told together with one of them, that one included, by their onset; empty where it is told by itself. Of
 * the stretches of a week that hold its onset it is the one with the most services, of equals the earliest.
 *
 * @param open all open alerts that reach a channel, in any order
 * @param services how many services reach the channel
 */
export function groupOf(own: Begun, open: readonly Begun[], services: number): readonly Begun[] {
  const others = open.filter(({ id }) => id !== own.id)
  const all = [own, ...others].toSorted((a, b) => a.onsetFrom - b.onsetFrom || a.id - b.id)
  let best: readonly Begun[] = []
  for (const { onsetFrom: from } of all) {
    if (from > own.onsetFrom || from < own.onsetFrom - groupSpan) continue
    const together = all.filter(({ onsetFrom }) => onsetFrom >= from && onsetFrom <= from + groupSpan)
    if (servicesIn(together) > servicesIn(best)) best = together
  }
  const count = servicesIn(best)
  return count >= leastServices && count > leastShare * services ? best : []
}

/** Whether what was told of an alert last says that it is over. */
export function isToldOver(told: AlertEvent): boolean {
  return told === 'RESOLVED' || told === 'WITHDRAWN'
}

/**
 * What an event of one alert is to its group: the group is over when all of it are, and taken on when all that are not over
 * are; before, it changed.
 *
 * @param told what was told last of each of the group, this event included
 */
export function eventOfGroup(event: AlertEvent, told: readonly AlertEvent[]): AlertEvent {
  if (isToldOver(event)) {
    if (!told.every(isToldOver)) return 'CHANGED'
    return told.includes('RESOLVED') ? 'RESOLVED' : 'WITHDRAWN'
  }
  if (event === 'ACKNOWLEDGED' && told.every((each) => each === 'ACKNOWLEDGED' || isToldOver(each))) return event
  return 'CHANGED'
}

/** Whether alerts of what is watched of a stream reach a channel. */
export function reaches(rules: readonly AlertRule[], stream: RuledStream, detector: string, channel: string): boolean {
  return rulesFor(rules, stream).some(
    ({ rule, metrics }) => rule.channels.includes(channel) && metrics.some((metric) => metric === detector),
  )
}

/** Of how many services a channel hears. */
export function servicesOfChannel(
  rules: readonly AlertRule[],
  streams: readonly RuledStream[],
  channel: string,
): number {
  const heard = streams.filter((stream) => rulesFor(rules, stream).some(({ rule }) => rule.channels.includes(channel)))
  return new Set(heard.map(({ service }) => service)).size
}
