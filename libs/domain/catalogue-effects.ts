import type { CatalogueChange, CatalogueState } from './catalogue.ts'

/** A service whose numbers a plan moves, and why. */
export interface MovedService {
  /** Its name after the plan. */
  readonly service: string
  readonly reasons: readonly string[]
}

export interface PlanEffects {
  /** By name. Renaming moves no number. */
  readonly services: readonly MovedService[]
  /** Why every service may move; empty: only those above do. */
  readonly everything: readonly string[]
}

/** Services that a step moves the numbers of, with the reason. */
function movedBy(change: CatalogueChange): readonly (readonly [service: string, reason: string])[] {
  switch (change.type) {
    case 'SERVICE_MERGED':
      return [[change.into, `takes over the history of ${change.from}`]]
    case 'SERVICE_SPLIT':
      return [
        [change.service, `what was said of ${change.service} leaves ${change.from}`],
        [change.from, `what was said of ${change.service} leaves it`],
      ]
    case 'ALIAS_ADDED':
      if (change.from === null) return []
      return [
        [change.service, `what was said of ${change.alias} comes to it`],
        [change.from, `what was said of ${change.alias} leaves it`],
      ]
    case 'SERVICE_CHANGED': {
      const { paths, repository, incidentKeys } = change.change
      return [
        ...(paths === undefined ? [] : [[change.service, 'other paths: other commits are its own'] as const]),
        ...(repository === undefined
          ? []
          : [[change.service, 'another repository: its commits are looked for there'] as const]),
        ...(incidentKeys === undefined ? [] : [[change.service, 'other incidents may be its own'] as const]),
      ]
    }
    default:
      return []
  }
}

function everythingMovedBy(change: CatalogueChange): string[] {
  if (change.type === 'RULES_CHANGED') return ['facts are made by other rules']
  if (change.type !== 'ENVIRONMENTS_CHANGED') return []
  const byPlacement = change.rules.some(({ match }) =>
    match.some(({ cluster, namespace }) => cluster !== undefined || namespace !== undefined),
  )
  return [
    ...change.moves.map(({ from, to }) => `what went into ${from} counts in ${to}`),
    ...change.tiers.map(
      ({ environment, before, after }) =>
        `${environment} is of tier ${after}, not ${before}: other incidents concern it`,
    ),
    ...(byPlacement ? ['rules look at clusters and namespaces: parts of an environment may count elsewhere'] : []),
  ]
}

/** Whose numbers a plan moves. */
export function effectsOf(changes: readonly CatalogueChange[]): PlanEffects {
  const reasons = new Map<string, string[]>()
  for (const [service, reason] of changes.flatMap(movedBy)) {
    reasons.set(service, [...(reasons.get(service) ?? []), reason])
  }
  const services = [...reasons].map(([service, why]) => ({ service, reasons: why }))
  return {
    services: services.toSorted((a, b) => Number(a.service > b.service) - Number(a.service < b.service)),
    everything: changes.flatMap(everythingMovedBy),
  }
}

/** Names that a service of the plan goes by today: itself, what it was called, what becomes part of it. */
export function namesToday(service: string, changes: readonly CatalogueChange[], present: CatalogueState): string[] {
  const known = new Set(present.services.map(({ name }) => name))
  const names = [service]
  for (const change of changes) {
    if (change.type === 'SERVICE_RENAMED' && change.to === service) names.push(change.from)
    if (change.type === 'SERVICE_MERGED' && change.into === service) names.push(change.from)
  }
  return names.filter((name) => known.has(name))
}
