import { alertStates } from '#alerts/life-cycle'
import { watchedMetrics } from '#domain/alert-rule'
import { nearestName } from '#domain/nearest-name'
import type { AlertConditions } from '#storage/stores/alerts'
import { listed, quoted, Refusal } from '../refusal.ts'
import type { Reads } from '../reads.ts'
import { serviceNamed, teamNamed } from '../service/service-named.ts'
import { environmentIdsOf } from '../service/stream-of.ts'
import type { AlertFilter } from './alert.type.ts'

const levels = ['ALERT', 'WATCH'] as const

/** Services that one team is looked up for. */
const mostOfTeam = 5_000

/**
 * A filter as the store takes it.
 *
 * @throws Refusal UNKNOWN_SERVICE, UNKNOWN_TEAM, UNKNOWN_ENVIRONMENT, AMBIGUOUS_ENVIRONMENT, BAD_USER_INPUT
 */
export async function conditionsOf(reads: Reads, filter: AlertFilter | null): Promise<AlertConditions> {
  const { service = null, team = null, open = null, metric = null, level = null, state = null } = filter ?? {}
  if (metric !== null) known(metric, watchedMetrics, 'metric')
  if (level !== null) known(level, levels, 'level')
  if (state !== null) known(state, alertStates, 'state')
  const own = service === null ? null : [(await serviceNamed(reads, service, 'filter.service')).databaseId]
  const ofTeam = team === null ? null : await servicesOfTeam(reads, team)
  return {
    serviceIds: own !== null && ofTeam !== null ? own.filter((id) => ofTeam.includes(id)) : (own ?? ofTeam),
    environmentIds: await environmentIdsOf(reads, filter ?? {}, own),
    isOpen: open,
    state: alertStates.find((each) => each === state) ?? null,
    detector: metric,
    level: levels.find((each) => each === level) ?? null,
  }
}

function known(name: string, names: readonly string[], field: string): void {
  if (names.includes(name)) return
  const near = nearestName(name, names)
  const hint = near === null ? `There are: ${listed(names)}.` : `Did you mean ${quoted(near)}?`
  throw new Refusal('BAD_USER_INPUT', `${quoted(name)} is no ${field} of alerts. ${hint}`, { field: `filter.${field}` })
}

async function servicesOfTeam(reads: Reads, team: string): Promise<readonly number[]> {
  const { id } = await teamNamed(reads, team, 'filter.team')
  const rows = await reads.catalogue.services({ teamIds: [id] }, { order: 'NAME', after: null, limit: mostOfTeam })
  return rows.map((row) => row.id)
}
