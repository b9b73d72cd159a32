import type { OverviewAnswer, OverviewService } from './answers.ts'
import { type Answer, ask } from './api.ts'
import type { definitionInput } from './definition-choice.ts'
import overviewQuery from './queries/overview.graphql?raw'
import type { WindowInput } from './window-choice.ts'

export type OverviewVariables = Readonly<{
  environment: string
  window: WindowInput
  definition: ReturnType<typeof definitionInput>
}>

/** All pages of the connection, 500 services each: one question for nearly everybody. */
export async function askOverview(
  variables: OverviewVariables,
  signal: AbortSignal,
): Promise<Answer<readonly OverviewService[]>> {
  const all: OverviewService[] = []
  let after: string | null = null
  for (;;) {
    const answer: Answer<OverviewAnswer> = await ask<OverviewAnswer>(overviewQuery, { ...variables, after }, signal)
    const { nodes, pageInfo } = answer.data.services
    all.push(...nodes)
    if (!pageInfo.hasNextPage || pageInfo.endCursor === null) return { data: all, answeredAt: answer.answeredAt }
    after = pageInfo.endCursor
  }
}
