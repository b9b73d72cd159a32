/** What of a dashboard is shown: what the address states, else what the dashboard begins with. Pure. */
import { type DashboardChoice, firstChoice } from '../libs/reports/dashboard-question.ts'
import type { DashboardAnswerOf } from './dashboard-answers.ts'
import { spanWords } from './format.ts'
import { statedOfDashboard } from './page-address.ts'
import type { UrlState } from './url-state.ts'

type Variables = Pick<DashboardAnswerOf, 'variables'>

/** The state with the dashboard's own time, zone and environment where the address states none. */
export function shownOn({ variables }: Variables, state: UrlState): UrlState {
  const stated = state.page.name === 'dashboard' ? state.page.stated : []
  return {
    ...state,
    range: stated.includes('range') ? state.range : { last: variables.last },
    timeZone: stated.includes('timeZone') ? state.timeZone : variables.timeZone,
    environment: stated.includes('environment') ? state.environment : (variables.environments[0] ?? state.environment),
  }
}

/** What a dashboard begins with, in words: `checkout and team payments in production, the last 90 days`. */
export function beginsWith({ variables }: Variables): string {
  const { service, team } = firstChoice(variables)
  const who = [service, team === null ? null : `team ${team}`].filter((each) => each !== null).join(' and ')
  const where = `${variables.environments[0] ?? 'production'}, the last ${spanWords(variables.last)}`
  return who === '' ? where : `${who} in ${where}`
}

/** The service and the team that are chosen; null where the dashboard offers none. */
export function chosenOn({ variables }: Variables, { services, team }: UrlState): DashboardChoice {
  const first = firstChoice(variables)
  return {
    service: first.service === null ? null : (services[0] ?? first.service),
    team: first.team === null || team === '' ? first.team : team,
  }
}

/** What the parts of a dashboard were asked for. */
export interface Asked {
  readonly shown: UrlState
  readonly choice: DashboardChoice
}

/** Whether what was answered to one question may stand under another: never under another service or team; under another time or environment only until its answer comes. */
export function isAnswerTo(asked: Asked, now: Asked, failed: boolean): boolean {
  const { service, team } = asked.choice
  if (service !== now.choice.service || team !== now.choice.team) return false
  const scope = ({ shown: { range, timeZone, environment } }: Asked) => JSON.stringify([range, timeZone, environment])
  return !failed || scope(asked) === scope(now)
}

/** The state after a choice: what differs from what was shown is stated from now on, beside what was stated already. */
export function statedAfter(state: UrlState, shown: UrlState, chosen: UrlState): UrlState {
  if (state.page.name !== 'dashboard') return chosen
  const before = state.page.stated
  const stated = statedOfDashboard.filter(
    (field) => before.includes(field) || JSON.stringify(shown[field]) !== JSON.stringify(chosen[field]),
  )
  return { ...chosen, page: { ...state.page, stated } }
}
