import { dashboardColumns, mostDashboardParts, mostNamedServices, subjectOf, widthsOf } from '#domain/dashboard'
import type { FileDashboard, FileDashboardPart } from './dashboard-schema.ts'
import type { Contradiction } from './problem.ts'

type Path = readonly (string | number)[]
type Field = 'metric' | 'service' | 'services' | 'text'

/** Fields that a kind of part takes, and whether it cannot do without. */
function fieldsOf({ part }: FileDashboardPart): Readonly<Record<Field, 'NEEDED' | 'POSSIBLE' | 'REFUSED'>> {
  const subject = subjectOf(part)
  return {
    metric: part === 'METRIC' || part === 'COMPARISON' ? 'NEEDED' : 'REFUSED',
    service: subject === 'SERVICE' ? 'POSSIBLE' : 'REFUSED',
    services: subject === 'SERVICES' ? 'POSSIBLE' : 'REFUSED',
    text: part === 'TEXT' ? 'NEEDED' : 'REFUSED',
  }
}

function fieldFaults(part: FileDashboardPart, path: Path): Contradiction[] {
  return Object.entries(fieldsOf(part)).flatMap(([field, need]) => {
    const given = part[field as Field] !== undefined && part[field as Field] !== null
    if (given && need === 'REFUSED')
      return [{ path: [...path, field], message: `a part ${part.part} has no ${field}; take it out.` }]
    if (!given && need === 'NEEDED') return [{ path, message: `a part ${part.part} needs ${field}; write it.` }]
    return []
  })
}

/** A part that names nothing shows what is chosen: there must be a choice. */
function choiceFaults(part: FileDashboardPart, path: Path, { variables }: FileDashboard): Contradiction[] {
  const subject = subjectOf(part.part)
  if (subject === 'SERVICE' && !part.service && !variables?.services)
    return [
      { path, message: 'is of no service; give it a service, or the dashboard variables.services to choose from.' },
    ]
  if (subject === 'SERVICES' && !part.services && !variables?.teams)
    return [{ path, message: 'is of no services; give it services, or the dashboard variables.teams to choose from.' }]
  return []
}

function ownFaults(dashboard: FileDashboard, at: Path): Contradiction[] {
  const found: Contradiction[] = []
  const count = dashboard.rows.flat().length
  if (count > mostDashboardParts)
    found.push({
      path: [...at, 'rows'],
      message: `has ${count} parts, and a dashboard at most ${mostDashboardParts}; make two of it.`,
    })
  const named = dashboard.rows
    .flat()
    .flatMap(({ service, services }) => [...(services ?? []), ...(service ? [service] : [])])
  const services = new Set([...named, ...(dashboard.variables?.services ?? [])])
  if (services.size > mostNamedServices)
    found.push({
      path: at,
      message: `names ${services.size} services, and a dashboard at most ${mostNamedServices}; make two of it.`,
    })
  dashboard.rows.forEach((row, rowAt) => {
    const path = [...at, 'rows', rowAt]
    if (widthsOf(row.map(({ width }) => width ?? null)) === null)
      found.push({ path, message: `is wider than ${dashboardColumns}; make parts narrower, or begin another row.` })
    row.forEach((part, partAt) => {
      const place = [...path, partAt]
      found.push(...fieldFaults(part, place), ...choiceFaults(part, place, dashboard))
    })
  })
  return found
}

/** What of the dashboards of a file cannot hold, beside names that are there twice. */
export function dashboardContradictions(dashboards: readonly FileDashboard[]): Contradiction[] {
  return dashboards.flatMap((dashboard, at) => ownFaults(dashboard, ['dashboards', at]))
}
