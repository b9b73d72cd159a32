/** What a part of a dashboard shows. */
export const dashboardPartKinds = ['METRIC', 'STAGES', 'SERVICES', 'COMPARISON', 'DEPLOYMENTS', 'TEXT'] as const
export type DashboardPartKind = (typeof dashboardPartKinds)[number]

export const dashboardMetrics = [
  'deploymentFrequency',
  'leadTimeForChanges',
  'changeFailureRate',
  'timeToRestore',
  'deploymentReworkRate',
] as const
export type DashboardMetric = (typeof dashboardMetrics)[number]

/** A row is so wide. */
export const dashboardColumns = 12
/** As many parts as one page may ask for at once. */
export const mostDashboardParts = 24
export const mostDashboards = 50
/** Services that a part, or a choice, may name. */
export const mostDashboardServices = 20
/** Services that a whole dashboard may name: what the API lists in one answer. */
export const mostNamedServices = 100

/** One tile of a dashboard. What its kind does not need is null, or empty. */
export interface DashboardPart {
  readonly kind: DashboardPartKind
  /** In twelfths of the row. */
  readonly width: number
  /** Null: what it shows says it. */
  readonly title: string | null
  /** Of METRIC and COMPARISON. */
  readonly metric: DashboardMetric | null
  /** Of METRIC, STAGES and DEPLOYMENTS; null: the chosen one. */
  readonly service: string | null
  /** Of SERVICES and COMPARISON; empty: those of the chosen team. */
  readonly services: readonly string[]
  /** Of TEXT: paragraphs with an empty line between them. */
  readonly text: string | null
}

/** What can be chosen on a dashboard. The first of each list is what it begins with. */
export interface DashboardVariables {
  readonly services: readonly string[]
  readonly teams: readonly string[]
  /** At least one. */
  readonly environments: readonly string[]
  /** A duration that ends now. */
  readonly last: string
  readonly timeZone: string
}

/** A page of one's own. */
export interface Dashboard {
  /** In its address. */
  readonly name: string
  readonly title: string
  readonly variables: DashboardVariables
  readonly rows: readonly (readonly DashboardPart[])[]
}

/** What a kind of part is of: a chosen or stated service, several of them, or nothing that is deployed. */
export function subjectOf(kind: DashboardPartKind): 'SERVICE' | 'SERVICES' | null {
  if (kind === 'TEXT') return null
  return kind === 'SERVICES' || kind === 'COMPARISON' ? 'SERVICES' : 'SERVICE'
}

/** Widths of a row: those that state none share evenly what the others leave. Null where the row cannot hold them. */
export function widthsOf(stated: readonly (number | null)[]): readonly number[] | null {
  const taken = stated.reduce<number>((sum, width) => sum + (width ?? 0), 0)
  const open = stated.filter((width) => width === null).length
  const share = open === 0 ? 0 : Math.floor((dashboardColumns - taken) / open)
  if (taken > dashboardColumns || (open > 0 && share < 1)) return null
  return stated.map((width) => width ?? share)
}

/** Every service that a dashboard names, once. */
export function servicesNamedBy({ variables, rows }: Pick<Dashboard, 'variables' | 'rows'>): readonly string[] {
  const parts = rows.flat()
  const named = parts.flatMap(({ service, services }) => (service === null ? services : [service, ...services]))
  return [...new Set([...variables.services, ...named])]
}
