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

/** Streams that are the same to all rules: one of them, and the rules that are of it. */
interface Standing {
  readonly stream: RuledStream
  readonly rules: readonly AlertRule[]
}

/** The standings of a rule. */
interface Reach {
  readonly rule: AlertRule
  readonly standings: readonly Standing[]
}

function watchedOf({ metrics }: AlertRule): AlertRule['metrics'] {
  return metrics.length === 0 ? watchedMetrics : metrics
}

/** Whether something would be watched or told otherwise with another rule in the place of this one; null: with none. */
function wouldDiffer({ rule, standings }: Reach, other: AlertRule | null): boolean {
  return standings.some(({ stream, rules }) => {
    const otherwise = rules.flatMap((each) => {
      if (each !== rule) return [each]
      return other === null ? [] : [other]
    })
    return watchedOf(rule).some(
      (metric) =>
        mostSpecific(rules, stream, metric).includes(rule) &&
        heldOf(rules, stream, metric) !== heldOf(otherwise, stream, metric),
    )
  })
}

/** Names of the rules that hold beside a rule, or in its place. */
function othersOf({ rule, standings }: Reach): readonly string[] {
  const found = standings.flatMap(({ stream, rules }) =>
    watchedOf(rule).flatMap((metric) => mostSpecific(rules, stream, metric)),
  )
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

/** What of a rule changes nothing, and what to do about it; null: all of it counts. */
function idleIn(reach: Reach): string | null {
  if (wouldDiffer(reach, null)) return idleSetting(reach)
  const others = othersOf(reach)
  if (others.length > 0)
    return `It changes nothing: for all that it is about, other rules hold beside it or in its place (${listed(others)}). Take it out, or name other services or metrics.`
  return 'It changes nothing: what it says holds without it. Name channels, or take it out.'
}

/** Which rules are of each stream; of thousands of streams most are the same to all rules. */
function standingsOf(rules: readonly AlertRule[], streams: readonly RuledStream[]): readonly Standing[] {
  const byName = new Map<string, number[]>()
  const add = (key: string, at: number): void => void byName.set(key, [...(byName.get(key) ?? []), at])
  for (const [at, { services, teams }] of rules.entries()) {
    for (const name of services) add(`service ${name}`, at)
    for (const name of teams) add(`team ${name}`, at)
    if (services.length + teams.length === 0) add('all', at)
  }
  const standings = new Map<string, Standing>()
  for (const stream of streams) {
    const keys = [`service ${stream.service}`, `team ${stream.team ?? ''}`, 'all']
    const own = new Set(keys.flatMap((key) => byName.get(key) ?? []))
    const ranked = [...own].flatMap((at) => {
      const rule = rules[at]
      const rank = rule !== undefined && isOfEnvironment(rule, stream) ? rankOf(rule, stream) : null
      return rule === undefined || rank === null ? [] : [{ rule, text: `${at} ${rank}` }]
    })
    const key = [isOfEnvironment(usualRule, stream), ...ranked.map(({ text }) => text)].join()
    if (!standings.has(key)) standings.set(key, { stream, rules: ranked.map(({ rule }) => rule) })
  }
  return [...standings.values()]
}

/** What of each rule changes nothing as things are, and what to do about it; null: all of it counts. Pure. */
export function idleInAlertRules(
  rules: readonly AlertRule[],
  streams: readonly RuledStream[],
): (rule: AlertRule) => string | null {
  const standingsOfRule = new Map<AlertRule, Standing[]>()
  for (const standing of standingsOf(rules, streams)) {
    for (const rule of standing.rules) {
      const known = standingsOfRule.get(rule)
      if (known === undefined) standingsOfRule.set(rule, [standing])
      else known.push(standing)
    }
  }
  return (rule) => {
    const standings = standingsOfRule.get(rule)
    if (standings !== undefined) return idleIn({ rule, standings })
    const there = streams.filter((stream) => isOfEnvironment(rule, stream))
    return noStreamOf(rule, there)
  }
}
