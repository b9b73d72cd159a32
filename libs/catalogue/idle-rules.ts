import { type AlertRule, isOfEnvironment, rankOf, type RuledStream } from '#domain/alert-rule'
import type { FreezeWindow } from '#domain/freeze-window'
import type { NotifyRule } from '#domain/notify-rule'
import { idleInAlertRules } from './idle-alert-rule.ts'
import { listed, noStreamOf } from './idle-words.ts'

/** All that rules say. */
export interface AllRules {
  readonly alerts: readonly AlertRule[]
  readonly freezes: readonly FreezeWindow[]
  readonly notify: readonly NotifyRule[]
}

/** By name: what of a rule changes nothing as things are, and what to do about it. */
export interface IdleRules {
  readonly alerts: ReadonlyMap<string, string>
  readonly freezes: ReadonlyMap<string, string>
  readonly notify: ReadonlyMap<string, string>
}

function idleInFreeze(
  freeze: FreezeWindow,
  freezes: readonly FreezeWindow[],
  streams: readonly RuledStream[],
): string | null {
  const own = streams.filter((stream) => rankOf(freeze, stream) !== null)
  if (own.length === 0) {
    const whose = [...freeze.services, ...freeze.teams.map((team) => `the services of ${team}`)]
    return `It is about nothing yet: no alert watches ${listed(whose)}.`
  }
  const longer = freezes.filter((other) => other !== freeze && other.from <= freeze.from && freeze.to <= other.to)
  if (own.some((stream) => !longer.some((other) => rankOf(other, stream) !== null))) return null
  const names = longer.filter((other) => own.some((stream) => rankOf(other, stream) !== null)).map(({ name }) => name)
  return `It changes nothing: others freeze the same at least as long (${listed(names)}). Take it out.`
}

function toldBy(rules: readonly NotifyRule[], stream: RuledStream): ReadonlySet<string> {
  const own = rules.filter((rule) => isOfEnvironment(rule, stream) && rankOf(rule, stream) !== null)
  return new Set(
    own.flatMap(({ outcomes, channels }) => outcomes.flatMap((outcome) => channels.map((to) => `${outcome} ${to}`))),
  )
}

function idleInNotifyRule(
  rule: NotifyRule,
  rules: readonly NotifyRule[],
  streams: readonly RuledStream[],
): string | null {
  if (rule.channels.length === 0)
    return 'It tells nobody: its channels were removed. Name others, or take the rule out.'
  const there = streams.filter((stream) => isOfEnvironment(rule, stream))
  const own = there.filter((stream) => rankOf(rule, stream) !== null)
  if (own.length === 0) return noStreamOf(rule, there)
  const others = rules.filter((other) => other !== rule)
  const isMore = own.some((stream) => toldBy(rules, stream).size > toldBy(others, stream).size)
  if (isMore) return null
  const names = others.filter((other) => own.some((stream) => toldBy([other], stream).size > 0)).map(({ name }) => name)
  return `It changes nothing: others tell the same channels all of it (${listed(names)}). Take it out, or name other channels.`
}

function byName<T extends { readonly name: string }>(
  rules: readonly T[],
  idleIn: (rule: T, rules: readonly T[]) => string | null,
): ReadonlyMap<string, string> {
  return new Map(
    rules.flatMap((rule): [string, string][] => {
      const idle = idleIn(rule, rules)
      return idle === null ? [] : [[rule.name, idle]]
    }),
  )
}

/**
 * What of all rules changes nothing for these streams, which are all that alerts can be about; pure. Nothing is said before
 * anything was deployed.
 */
export function idleRules({ alerts, freezes, notify }: AllRules, streams: readonly RuledStream[]): IdleRules {
  if (streams.length === 0) return { alerts: new Map(), freezes: new Map(), notify: new Map() }
  return {
    alerts: byName(alerts, idleInAlertRules(alerts, streams)),
    freezes: byName(freezes, (freeze, all) => idleInFreeze(freeze, all, streams)),
    notify: byName(notify, (rule, rules) => idleInNotifyRule(rule, rules, streams)),
  }
}
