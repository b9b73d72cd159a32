import { tiers } from '#domain/environment'
import type { DigestAlert, MovedStage } from '#reports/digest'
import { explain } from '../alerting/explain.ts'
import { allAnswered } from './answered.ts'
import type { DigestAsked } from './digest-asked.ts'
import { type AlertNode, alertsQuestion, type PlaceAnswer } from './digest-questions.ts'

/** Alerts whose stages are asked for one by one. */
const mostExplained = 20

/** Whether a place is that environment, by its name or by the name of its tier. */
export function isIn(place: PlaceAnswer | null, environment: string): boolean {
  if (place === null) return false
  const tier = tiers.find((each) => each === environment.toUpperCase())
  return place.name === environment || place.tier === tier
}

function lastEvent({ events }: AlertNode, names: readonly string[]): number | null {
  const found = events.findLast(({ event }) => names.includes(event))
  return found === undefined ? null : Date.parse(found.at)
}

function alertOf(node: AlertNode): Omit<DigestAlert, 'moved'> {
  const { metric, level, direction, state, text, service, resolvedAt } = node
  const openedAt = Date.parse(node.openedAt)
  const endedAt = resolvedAt === null ? null : Date.parse(resolvedAt)
  return {
    service: service.name,
    metric,
    level,
    direction,
    state,
    text,
    openedAt,
    noticedAt: Math.max(openedAt, lastEvent(node, ['OPENED']) ?? openedAt),
    endedAt: endedAt === null ? null : Math.max(endedAt, lastEvent(node, ['RESOLVED', 'WITHDRAWN']) ?? endedAt),
  }
}

/** What moved lead time; null of other metrics, and where nobody can say. */
async function movedOf(asked: DigestAsked, node: AlertNode): Promise<MovedStage | null> {
  const place = { service: node.service.name, environment: node.environment.name, timeZone: asked.timeZone }
  const span = { onsetFrom: Date.parse(node.onsetFrom), openedAt: Date.parse(node.openedAt) }
  const { stage = null, beforeSeconds = null, afterSeconds = null } = (await explain(asked.ask, span, place)) ?? {}
  return stage === null || beforeSeconds === null || afterSeconds === null
    ? null
    : { stage, beforeSeconds, afterSeconds }
}

/** Alerts of these services, and what is watched only. */
export async function digestAlerts(asked: DigestAsked, names: ReadonlySet<string>): Promise<readonly DigestAlert[]> {
  const { ask, report, from, to } = asked
  const nodes = await allAnswered<AlertNode>(ask, alertsQuestion, { filter: { team: report.team } }, 'alerts')
  const alerts: DigestAlert[] = []
  let explained = 0
  for (const node of nodes.filter(
    ({ service, environment }) => names.has(service.name) && isIn(environment, report.environment),
  )) {
    const alert = alertOf(node)
    const isNew = alert.endedAt === null && alert.noticedAt >= from && alert.noticedAt < to
    const explains = isNew && alert.metric === 'leadTimeForChanges' && explained < mostExplained
    if (explains) explained += 1
    alerts.push({ ...alert, moved: explains ? await movedOf(asked, node) : null })
  }
  return alerts
}
