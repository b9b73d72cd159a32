/** Of a part of a dashboard, what decides what it asks. */
export interface AskingPart {
  readonly kind: 'METRIC' | 'STAGES' | 'SERVICES' | 'COMPARISON' | 'DEPLOYMENTS' | 'TEXT'
  readonly service: string | null
  readonly services: readonly string[]
}

/** What is chosen on a dashboard. Null: there is nothing to choose from. */
export interface DashboardChoice {
  readonly service: string | null
  readonly team: string | null
}

/** Names of services, each once, of what the parts of a dashboard need. */
export interface DashboardQuestion {
  /** All of a service's numbers with trend and stages. */
  readonly charted: readonly string[]
  /** The five values alone. */
  readonly listed: readonly string[]
  /** The latest deployments. */
  readonly latest: readonly string[]
  /** The team whose services are listed; empty: none. */
  readonly team: string
}

/** What a dashboard begins with. */
export function firstChoice({
  services,
  teams,
}: {
  readonly services: readonly string[]
  readonly teams: readonly string[]
}): DashboardChoice {
  return { service: services[0] ?? null, team: teams[0] ?? null }
}

/** What all parts of a dashboard ask, together: one question however many parts. Pure. */
export function dashboardQuestion(parts: readonly AskingPart[], { service, team }: DashboardChoice): DashboardQuestion {
  const serviceOf = (part: AskingPart): string[] => {
    const name = part.service ?? service
    return name === null ? [] : [name]
  }
  const once = (names: readonly string[]): string[] => [...new Set(names)]
  const several = parts.filter(({ kind }) => kind === 'SERVICES' || kind === 'COMPARISON')
  return {
    charted: once(parts.filter(({ kind }) => kind === 'METRIC' || kind === 'STAGES').flatMap(serviceOf)),
    listed: once(several.flatMap(({ services }) => services)),
    latest: once(parts.filter(({ kind }) => kind === 'DEPLOYMENTS').flatMap(serviceOf)),
    team: several.some(({ services }) => services.length === 0) ? (team ?? '') : '',
  }
}
