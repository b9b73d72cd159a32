import {
  type AlertRule,
  isOfEnvironment,
  mostSpecific,
  rankOf,
  type RuledStream,
  usualRule,
  watchedMetrics,
} from '#domain/alert-rule'
import { listed, noStreamOf } from './idle-words.ts'

/** What rules say of one metric of a stream: how it is watched, and who hears of it when. */
function heldOf(rules: readonly AlertRule[], stream: RuledStream, metric: AlertRule['metrics'][number]): string {
  const specific = mostSpecific(rules, stream, metric)
  const usual = isOfEnvironment(usualRule, stream) ? [usualRule] : []
  const held = specific.length === 0 ? usual : specific.filter(({ isOn }) => isOn)
  if (held.length === 0) return ''
  const limits = held.flatMap(({ threshold }) => (threshold?.metric === metric ? [JSON.stringify(threshold)] : []))
  // A threshold stands in the place of the test, whoever states it.
  const budget = Math.max(...held.map((rule) => rule.falseAlarmsPerServiceYear))
  const watched = limits.length > 0 ? limits : [String(budget)]
  const told = held.flatMap(({ channels, quietHours }) => channels.map((channel) => ({ channel, quietHours })))
  const always = new Set(told.filter(({ quietHours }) => quietHours === null).map(({ channel }) => channel))
  const times = told.map(({ channel, quietHours }) =>
    JSON.stringify(always.has(channel) ? [channel] : [channel, quietHours]),
  )
  return JSON.stringify([[...new Set(watched)].toSorted(), [...new Set(times)].toSorted()])
}

/** The streams that a rule is of, with the rules of their environments. */
interface Reach {
  readonly rule: AlertRule
  readonly streams: readonly { readonly stream: RuledStream; readonly rules: readonly AlertRule[] }[]
}

/** Whether something would be watched or told otherwise with another rule in the place of this one; null: with none. */
function wouldDiffer({ rule, streams }: Reach, other: AlertRule | null): boolean {
  const metrics = rule.metrics.length === 0 ? watchedMetrics : rule.metrics
  return streams.some(({ stream, rules }) => {
    const otherwise = rules.flatMap((each) => {
      if (each !== rule) return [each]
      return other === null ? [] : [other]
    })
    return metrics.some((metric) => heldOf(rules, stream, metric) !== heldOf(otherwise, stream, metric))
  })
}

/** Names of the rules that hold beside a rule, or in its place. */
function othersOf({ rule, streams }: Reach): readonly string[] {
  const metrics = rule.metrics.length === 0 ? watchedMetrics : rule.metrics
  const found = streams.flatMap(({ stream, rules }) => metrics.flatMap((metric) => mostSpecific(rules, stream, metric)))
  return [...new Set(found)].filter((other) => other !== rule).map(({ name }) => name)
}

function idleSetting(reach: Reach): string | null {
  const { rule } = reach
  if (rule.quietHours !== null && rule.channels.length === 0)
    return 'It has quiet hours and tells nobody: its channels were removed. Name others, or none on purpose: without quietHours.'
  const others = listed(othersOf(reach))
  if (rule.quietHours !== null && !wouldDiffer(reach, { ...rule, quietHours: null }))
    return `Its quietHours never count: other rules tell the same channels at any time (${others}).`
  const budget = usualRule.falseAlarmsPerServiceYear
  const isUsual = rule.threshold !== null || !rule.isOn || rule.falseAlarmsPerServiceYear === budget
  if (isUsual || wouldDiffer(reach, { ...rule, falseAlarmsPerServiceYear: budget })) return null
  return `Its falseAlarmsPerServiceYear never counts: other rules of the same allow as many or more, or state a threshold (${others}).`
}

/** What of a rule changes nothing as things are, and what to do about it; null: all of it counts. Pure. */
export function idleInAlertRule(
  rule: AlertRule,
  rules: readonly AlertRule[],
  streams: readonly RuledStream[],
): string | null {
  const there = streams.filter((stream) => isOfEnvironment(rule, stream))
  const own = there.filter((stream) => rankOf(rule, stream) !== null)
  if (own.length === 0) return noStreamOf(rule, there)
  const reach = {
    rule,
    streams: own.map((stream) => ({ stream, rules: rules.filter((each) => isOfEnvironment(each, stream)) })),
  }
  if (wouldDiffer(reach, null)) return idleSetting(reach)
  const others = othersOf(reach)
  if (others.length > 0)
    return `It changes nothing: for all that it is about, other rules hold beside it or in its place (${listed(others)}). Take it out, or name other services or metrics.`
  return 'It changes nothing: what it says holds without it. Name channels, or take it out.'
}
