/** Which services the overview lists, and in which order. Pure. */
import type { OverviewService } from './answers.ts'
import { timeOf } from './empty-window.ts'
import { metricNames, metricValue } from './metric-view.ts'
import type { Sort } from './url-state.ts'

const alphabet = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

export interface Choice {
  readonly search: string
  /** Empty: all. */
  readonly team: string
  readonly sort: Sort
}

/** The last time that something of this service began to be live, ended or began, in that order of preference. */
export function lastDeploymentAt(service: OverviewService): string | null {
  return timeOf(service.deployments.nodes[0])
}

/** Chosen services in the chosen order. What has no value stands last in both directions; ties are settled by name. */
export function arrange(services: readonly OverviewService[], { search, team, sort }: Choice): OverviewService[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const chosen = services.filter((service) => {
    const text = `${service.name} ${service.team?.name ?? ''}`.toLowerCase()
    return (team === '' || service.team?.name === team) && words.every((word) => text.includes(word))
  })
  const direction = sort.descending ? -1 : 1
  return chosen.toSorted((a, b) => {
    const [left, right] = [sortKey(a, sort.column), sortKey(b, sort.column)]
    if (left === null || right === null) {
      if (left === right) return byName(a, b)
      return left === null ? 1 : -1
    }
    return direction * compareKeys(left, right) || byName(a, b)
  })
}

/** Names of all teams, ascending. */
export function teamsOf(services: readonly OverviewService[]): string[] {
  const names = new Set(services.flatMap(({ team }) => (team === null ? [] : [team.name])))
  return [...names].toSorted((a, b) => alphabet.compare(a, b))
}

function byName(a: OverviewService, b: OverviewService): number {
  return alphabet.compare(a.name, b.name) || (a.name < b.name ? -1 : Number(a.name > b.name))
}

function compareKeys(left: string | number, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  return alphabet.compare(String(left), String(right))
}

function sortKey(service: OverviewService, column: Sort['column']): string | number | null {
  if (column === 'name') return service.name
  if (column === 'team') return service.team?.name ?? null
  if (column === 'lastDeployment') {
    const at = lastDeploymentAt(service)
    return at === null ? null : Date.parse(at)
  }
  const metric = metricNames.find((name) => name === column)
  return metric === undefined ? null : metricValue(metric, service.metrics)
}
