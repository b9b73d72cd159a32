import { onsetText } from '#alerts/words'
import { alertState } from '#dashboards/alert-words'
import { plural } from '#dashboards/format'
import type { Instant } from '#domain/instant'
import { leadlineCommand } from '#domain/shell-command'
import type { PrivateLeadline } from '../private-leadline.ts'
import { harmless, table } from '../terminal.ts'
import { alertNumber } from './alert-number.ts'
import { type AlertsAnswer, alertsQuestion, type AnsweredAlert, type AskedAlerts } from './question.ts'

/** What one page of the API holds. */
const mostOfPage = 100

export interface FoundAlerts {
  readonly alerts: readonly AnsweredAlert[]
  readonly totalCount: number
}

/**
 * The latest alerts that a filter lets through.
 *
 * @throws an error that names what was probably meant, for an unknown service, team or environment
 */
export async function findAlerts(
  leadline: Pick<PrivateLeadline, 'ask'>,
  filter: AskedAlerts,
  most: number,
): Promise<FoundAlerts> {
  const alerts: AnsweredAlert[] = []
  let after: string | null = null
  for (;;) {
    const first = Math.min(mostOfPage, most - alerts.length)
    const { alerts: page }: AlertsAnswer = await leadline.ask(alertsQuestion, { filter, first, after })
    alerts.push(...page.nodes)
    after = page.pageInfo.endCursor
    if (alerts.length >= Math.min(most, page.totalCount) || after === null) {
      return { alerts, totalCount: page.totalCount }
    }
  }
}

function stateText({ state, level, acknowledgedBy }: AnsweredAlert): string {
  const by = state === 'ACKNOWLEDGED' && acknowledgedBy !== null ? ` by ${acknowledgedBy}` : ''
  return `${alertState(state)}${by}${level === 'WATCH' ? ', watched only' : ''}`
}

/** A line of each. */
export function alertsText(alerts: readonly AnsweredAlert[], timeZone: string): string {
  const rows = alerts.map((alert) => {
    const { id, service, environment, onsetFrom, onsetTo, title, numbers } = alert
    const onset = { onsetFrom: Date.parse(onsetFrom), onsetTo: Date.parse(onsetTo) }
    return [
      String(alertNumber(id)),
      service.name,
      environment.name,
      stateText(alert),
      onsetText(onset, timeZone),
      numbers === '' ? title : `${title}: ${numbers}`,
    ]
  })
  return table([['ID', 'SERVICE', 'ENVIRONMENT', 'STATE', 'BEGAN', 'WHAT'], ...rows].map((row) => row.map(harmless)))
}

/** What to say where none is found. */
export function noAlertsText(isNarrowed: boolean, lookedAt: Instant | null): string {
  if (lookedAt === null)
    return `Nobody looked for alerts yet: ${leadlineCommand('start')} does, at once and at each hour of the clock.`
  const looked = `It was looked last at ${new Date(lookedAt).toISOString()}.`
  if (isNarrowed)
    return `No alert is like that. ${looked} All there are: ${leadlineCommand('alert', 'list', '--state', 'all')}`
  return `Nothing is open. ${looked} What is over: ${leadlineCommand('alert', 'list', '--state', 'ended')}`
}

/** What to say of those that are not listed; null where all are. */
export function furtherText({ alerts, totalCount }: FoundAlerts): string | null {
  const more = totalCount - alerts.length
  return more <= 0
    ? null
    : `${plural(more, 'earlier one')} not listed: ask for more of them with --first, or for one service.`
}
