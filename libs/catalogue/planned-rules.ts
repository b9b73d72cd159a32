import type { RuledStream } from '#domain/alert-rule'
import type { CatalogueChange, CatalogueState, ChangedRule } from '#domain/catalogue'
import { tiers } from '#domain/environment'
import { namesAfter } from './alert-plan.ts'
import type { AllRules } from './idle-rules.ts'

interface Change<T> {
  readonly fresh: readonly T[]
  readonly changed: readonly ChangedRule<T>[]
  readonly gone: readonly string[]
}

function taken<T extends { readonly name: string }>(
  present: readonly T[],
  change: Change<T> | undefined,
): readonly T[] {
  if (change === undefined) return present
  const replaced = new Set([...change.gone, ...change.changed.map(({ after }) => after.name)])
  return [
    ...present.filter(({ name }) => !replaced.has(name)),
    ...change.changed.map(({ after }) => after),
    ...change.fresh,
  ]
}

/** The rules, and the streams that they are about, once these steps are taken; pure. */
export function plannedRules(
  present: CatalogueState,
  changes: readonly CatalogueChange[],
  streams: readonly RuledStream[],
): { readonly rules: AllRules; readonly streams: readonly RuledStream[] } {
  const of = <K extends CatalogueChange['type']>(type: K) =>
    changes.find((change): change is Extract<CatalogueChange, { type: K }> => change.type === type)
  const environments = of('ENVIRONMENTS_CHANGED')
  const nameOf = namesAfter(present, changes)
  const moveOf = new Map(environments?.moves.map(({ from, to }) => [from, to]))
  const placeOf = (name: string): string => moveOf.get(name) ?? name
  const tierOf = new Map(environments?.tiers.map(({ environment, after }) => [environment, after]))
  const teamOf = new Map(
    changes.flatMap((change) =>
      change.type === 'SERVICE_CHANGED' && change.change.team !== undefined
        ? [[change.service, change.change.team] as const]
        : [],
    ),
  )
  const named = <T extends { readonly services: readonly string[] }>(rules: readonly T[]): T[] =>
    rules.map((rule) => ({ ...rule, services: rule.services.map(nameOf) }))
  // The name of a tier goes on to mean the tier.
  const placed = <T extends { readonly environment: string }>(rules: readonly T[]): T[] =>
    rules.map((rule) =>
      tiers.some((tier) => tier === rule.environment.toUpperCase())
        ? rule
        : { ...rule, environment: placeOf(rule.environment) },
    )
  return {
    rules: {
      alerts: placed(named(taken(present.alerts, of('ALERTS_CHANGED')))),
      freezes: named(taken(present.freezes, of('FREEZES_CHANGED'))),
      notify: placed(named(taken(present.notify, of('NOTIFY_CHANGED')))),
    },
    streams: streams.map(({ service, team, environment, tier }) => {
      const [name, place] = [nameOf(service), placeOf(environment)]
      const known = teamOf.get(name)
      return {
        service: name,
        team: known === undefined ? team : known,
        environment: place,
        tier: tierOf.get(place) ?? environments?.rules.find((rule) => rule.name === place)?.tier ?? tier,
      }
    }),
  }
}
