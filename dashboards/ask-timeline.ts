import type { Page } from './answers.ts'
import { type Answer, ask } from './api.ts'
import deploymentsQuery from './queries/timeline-deployments.graphql?raw'
import incidentsQuery from './queries/timeline-incidents.graphql?raw'
import timelineQuery from './queries/timeline.graphql?raw'
import type { TimelineAnswer } from './timeline-answers.ts'

/** Pages of a hundred that are asked for: of more the newest are shown, and said to be. */
const pagesAtMost = 5

/** All that happened to a service in a window, page after page. */
export async function askTimeline(
  scope: { readonly name: string; readonly environment: string; readonly window: object },
  signal: AbortSignal,
): Promise<Answer<TimelineAnswer>> {
  const { name, environment, window } = scope
  const incidents = { service: name, environment, window }
  const answer = await ask<TimelineAnswer>(timelineQuery, { ...scope, incidents }, signal)
  const { service } = answer.data
  if (service === null) return answer
  const deployments = await whole(service.deployments, async (after) => {
    const next = await ask<Pick<TimelineAnswer, 'service'>>(deploymentsQuery, { ...scope, after }, signal)
    return next.data.service?.deployments ?? null
  })
  const opened = await whole(answer.data.incidents, async (after) => {
    const next = await ask<Pick<TimelineAnswer, 'incidents'>>(incidentsQuery, { incidents, after }, signal)
    return next.data.incidents
  })
  return { ...answer, data: { service: { ...service, deployments }, incidents: opened } }
}

/** The incidents that a filter lets through, page after page. */
export async function askIncidents(
  filter: object,
  signal: AbortSignal,
): Promise<Answer<Pick<TimelineAnswer, 'incidents'>>> {
  const more = (after: string | null) =>
    ask<Pick<TimelineAnswer, 'incidents'>>(incidentsQuery, { incidents: filter, after }, signal)
  const first = await more(null)
  const incidents = await whole(first.data.incidents, async (after) => (await more(after)).data.incidents)
  return { ...first, data: { incidents } }
}

/** A list with its further pages. */
async function whole<T>(first: Page<T>, more: (after: string | null) => Promise<Page<T> | null>): Promise<Page<T>> {
  let page = first
  const nodes = [...first.nodes]
  for (let pages = 1; pages < pagesAtMost && page.pageInfo.hasNextPage; pages++) {
    const next = await more(page.pageInfo.endCursor)
    if (next === null) break
    page = next
    nodes.push(...next.nodes)
  }
  return { ...page, nodes }
}
