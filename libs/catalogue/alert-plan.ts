import type { AlertRule, RuleOrigin } from '#domain/alert-rule'
import type { CatalogueChange, CatalogueState, ChangedRule, Stated, WantedCatalogue } from '#domain/catalogue'
import { tiers } from '#domain/environment'
import type { FreezeWindow } from '#domain/freeze-window'
import type { Instant } from '#domain/instant'
import type { NotifyRule } from '#domain/notify-rule'
import { leadlineCommand } from '#domain/shell-command'
import { type KnownNames, knownNames } from './known-names.ts'
import type { Contradiction } from './problem.ts'
import { unknownName } from './unknown-name.ts'

type OfServices = Pick<AlertRule, 'name' | 'services' | 'teams'>

export interface AlertPlan {
  readonly changes: readonly CatalogueChange[]
  readonly problems: readonly Contradiction[]
}

function unknownServices({ services, teams }: OfServices, known: KnownNames): Contradiction[] {
  const told = (field: 'services' | 'teams', asked: readonly string[]): Contradiction[] =>
    asked.flatMap((name, at) => {
      const otherwise = `Where it is still to come, list it under ${field}.`
      const message = unknownName(field.slice(0, -1), name, known[field], otherwise)
      return message === null ? [] : [{ path: [field, at], message }]
    })
  return [...told('services', services), ...told('teams', teams)]
}

/** What an alert rule, or a rule of deployments, names that nobody knows. */
export function unknownInRule(
  rule: OfServices & Pick<AlertRule, 'environment' | 'channels'>,
  known: KnownNames,
): Contradiction[] {
  const found = unknownServices(rule, known)
  const tierNames = tiers.map((tier) => tier.toLowerCase())
  const environments = new Set([...known.environments, ...tierNames])
  const there = `There is: ${[...environments].slice(0, 12).join(', ')}.`
  const isTier = tierNames.includes(rule.environment.toLowerCase())
  const place = isTier ? null : unknownName('environment', rule.environment, environments, there)
  if (place !== null) found.push({ path: ['environment'], message: place })
  const channels =
    known.channels.size === 0
      ? `There is none yet: ${leadlineCommand('channel', 'add')} makes one.`
      : `There is: ${[...known.channels].slice(0, 12).join(', ')}.`
  rule.channels.forEach((name, at) => {
    const message = unknownName('channel', name, known.channels, channels)
    if (message !== null) found.push({ path: ['channels', at], message })
  })
  return found
}

/** What a rule of deployments names that takes alerts only. */
export function alertsOnlyIn({ channels }: NotifyRule, alertChannels: readonly string[]): Contradiction[] {
  return channels.flatMap((name, at) => {
    if (!alertChannels.includes(name)) return []
    const message = `"${name}" takes alerts only, for it opens incidents; name mail, a chat or a webhook.`
    return [{ path: ['channels', at], message }]
  })
}

/** What a freeze names that nobody knows, and whether it comes too late to mean anything; `now` null: it is kept already. */
export function faultsOfFreeze(freeze: FreezeWindow, known: KnownNames, now: Instant | null): Contradiction[] {
  const found = unknownServices(freeze, known)
  if (now === null || freeze.to > now) return found
  const message = 'is over already, and what it would have silenced was told; take the freeze out.'
  return [...found, { path: ['to'], message }]
}

/** Where each name leads once these steps are taken. */
export function namesAfter(
  present: Pick<CatalogueState, 'services'>,
  changes: readonly CatalogueChange[],
): (name: string) => string {
  const leads = new Map(present.services.flatMap(({ name, aliases }) => aliases.map((alias) => [alias, name])))
  for (const change of changes) {
    if (change.type === 'SERVICE_RENAMED') leads.set(change.from, change.to)
    else if (change.type === 'SERVICE_MERGED') leads.set(change.from, change.into)
    else if (change.type === 'ALIAS_ADDED') leads.set(change.alias, change.service)
    else if (change.type === 'SERVICE_SPLIT') leads.delete(change.service)
    if (change.type === 'SERVICE_RENAMED') leads.delete(change.to)
  }
  return (name) => {
    const seen = new Set<string>()
    let at = name
    for (let next = leads.get(at); next !== undefined && !seen.has(next); next = leads.get(at)) {
      seen.add(next)
      at = next
    }
    return at
  }
}

function sorted<T extends string>(names: readonly T[]): T[] {
  return [...new Set(names)].toSorted()
}

/** With names as they will be, each once; lists have no order. */
function settled<T extends OfServices & { readonly origin?: RuleOrigin }>(
  { origin: _origin, ...rule }: T,
  nameOf: (name: string) => string,
): T {
  const lists = Object.fromEntries(
    ['metrics', 'channels', 'outcomes'].flatMap((field) => {
      const list = (rule as Readonly<Record<string, unknown>>)[field]
      return Array.isArray(list) ? [[field, sorted(list as string[])]] : []
    }),
  )
  return { ...rule, ...lists, services: sorted(rule.services.map(nameOf)), teams: sorted(rule.teams) } as unknown as T
}

/** Equal in content, whatever the order of fields, and what else is kept of it. */
function isSame<T extends object>(before: T, after: T): boolean {
  const fields = Object.keys(after) as (keyof T)[]
  const text = (value: unknown): string =>
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => Number(a > b) - Number(a < b)))
        : inner,
    )
  return fields.every((field) => text(before[field]) === text(after[field]))
}

interface Steps<T> {
  readonly fresh: readonly T[]
  readonly changed: readonly ChangedRule<T>[]
  readonly gone: readonly string[]
}

function stepsOf<T extends OfServices>(
  present: readonly Stated<T>[],
  wanted: readonly T[],
  nameOf: (name: string) => string,
): Steps<T> | null {
  const known = new Map(present.map((rule) => [rule.name, rule]))
  const asked = new Set(wanted.map(({ name }) => name))
  const fresh: T[] = []
  const changed: ChangedRule<T>[] = []
  for (const rule of wanted) {
    const found = known.get(rule.name)
    const after = settled(rule, nameOf)
    if (found === undefined) {
      fresh.push(after)
      continue
    }
    const before = { ...settled<T>(found, nameOf), origin: found.origin }
    if (found.origin !== 'FILE' || !isSame<T>(before, after)) changed.push({ before, after })
  }
  const gone = present.filter(({ name, origin }) => origin === 'FILE' && !asked.has(name)).map(({ name }) => name)
  return fresh.length + changed.length + gone.length === 0 ? null : { fresh, changed, gone }
}

function below(section: string, at: number, faults: readonly Contradiction[]): Contradiction[] {
  return faults.map((fault) => ({ ...fault, path: [section, at, ...fault.path] }))
}

/** The step to the alert rules, freezes and rules of deployments that a file wants, and what they name that is not there; pure. */
export function planAlerts(
  present: CatalogueState,
  wanted: WantedCatalogue,
  before: readonly CatalogueChange[],
  now: Instant,
): AlertPlan {
  const nameOf = namesAfter(present, before)
  const known = knownNames(present, wanted)
  const alerts = wanted.alerts === undefined ? null : stepsOf(present.alerts, wanted.alerts, nameOf)
  const freezes = wanted.freezes === undefined ? null : stepsOf(present.freezes, wanted.freezes, nameOf)
  const notify = wanted.notify === undefined ? null : stepsOf(present.notify, wanted.notify, nameOf)
  // What is kept already may be over: it says why nothing was told then.
  const kept = new Set(present.freezes.map(({ name, to }) => `${name} ${to}`))
  return {
    changes: [
      ...(alerts === null ? [] : [{ type: 'ALERTS_CHANGED' as const, ...alerts }]),
      ...(freezes === null ? [] : [{ type: 'FREEZES_CHANGED' as const, ...freezes }]),
      ...(notify === null ? [] : [{ type: 'NOTIFY_CHANGED' as const, ...notify }]),
    ],
    problems: [
      ...(wanted.alerts ?? []).flatMap((rule, at) => below('alerts', at, unknownInRule(rule, known))),
      ...(wanted.freezes ?? []).flatMap((freeze, at) =>
        below('freezes', at, faultsOfFreeze(freeze, known, kept.has(`${freeze.name} ${freeze.to}`) ? null : now)),
      ),
      ...(wanted.notify ?? []).flatMap((rule, at) =>
        below('notify', at, [...unknownInRule(rule, known), ...alertsOnlyIn(rule, present.alertChannels)]),
      ),
    ],
  }
}
