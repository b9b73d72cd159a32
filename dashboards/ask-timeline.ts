import { type Answer, ask } from './api.ts'
import timelineQuery from './queries/timeline.graphql?raw'
import type { TimelineAnswer } from './timeline-answers.ts'

/** Pages of a hundred deployments that are asked for: of more the newest are shown, and said to be. */
const pagesAtMost = 5

/** All that happened to a service in a window, page after page. */
export async function askTimeline(
  scope: { readonly name: string; readonly environment: string; readonly window: object },
  signal: AbortSignal,
): Promise<Answer<TimelineAnswer>> {
  const { name, environment, window } = scope
  const incidents = { service: name, environment, window }
  let answer = await ask<TimelineAnswer>(timelineQuery, { ...scope, incidents }, signal)
  for (let page = 1; page < pagesAtMost; page++) {
    const { service } = answer.data
    if (service === null || !service.deployments.pageInfo.hasNextPage) break
    const after = service.deployments.pageInfo.endCursor
    const next = await ask<TimelineAnswer>(timelineQuery, { ...scope, incidents, after }, signal)
    const more = next.data.service?.deployments
    if (more === undefined) break
    const nodes = [...service.deployments.nodes, ...more.nodes]
    answer = { ...answer, data: { ...answer.data, service: { ...service, deployments: { ...more, nodes } } } }
  }
  return answer
}
