import { randomUUID } from 'node:crypto'
import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql'
import type { Asked } from '../asked.ts'
import type { Connection } from '../relay/connection.ts'
import { PageArgs } from '../relay/page.input.ts'
import { userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import { viewerName } from '../viewer/viewer-name.ts'
import type { DeploymentView, IncidentView, OverrideView } from '../views.ts'
import { OverrideInput } from './override.input.ts'
import { overridesOf } from './override-list.ts'
import { OverrideConnection } from './override.type.ts'
import { OverridePayloadType } from './override-payload.type.ts'
import { standingOverride } from './standing-override.ts'
import { statedOverride } from './stated-override.ts'

interface OverridePayloadView {
  readonly deployment: DeploymentView | null
  readonly incident: IncidentView | null
  readonly userErrors: readonly UserErrorType[]
}

function refused(...userErrors: readonly UserErrorType[]): OverridePayloadView {
  return { deployment: null, incident: null, userErrors }
}

/** Longest reason that is kept. */
const longestReason = 2_000

function badReason(reason: string, ...field: readonly string[]): UserErrorType | null {
  if (reason.trim().length > 0 && reason.length <= longestReason) return null
  return userError('BAD_REASON', `Say why, in at most ${longestReason} characters.`, ...field)
}

async function record(asked: Asked, event: Readonly<Record<string, unknown>>): Promise<UserErrorType[]> {
  const { rejected } = await asked.outside.recordEvents(asked.viewer, [event])
  return rejected.map(({ code, message }) => userError(code, message))
}

@Resolver(() => OverridePayloadType)
export class OverrideResolver {
  @Query(() => OverrideConnection, {
    description: 'Everything that anybody ever settled, revoked or not, the latest first.',
  })
  overrides(@Args() page: PageArgs, @Context() asked: Asked): Promise<Connection<OverrideView>> {
    return overridesOf(asked, page)
  }

  @Mutation(() => OverridePayloadType, {
    description:
      'Settles something that the rules cannot know; the numbers follow as soon as it was taken in, which `ingest` tells.',
  })
  async overrideCreate(
    @Args('input', { type: () => OverrideInput, description: 'What to settle, and why.' }) input: OverrideInput,
    @Context() asked: Asked,
  ): Promise<OverridePayloadView> {
    const bad = badReason(input.reason, 'input', 'reason')
    if (bad !== null) return refused(bad)
    const stated = await statedOverride(asked, input)
    if ('code' in stated) return refused(stated)
    const { settles, deployment, incident } = stated
    const head = {
      type: 'override',
      id: randomUUID(),
      at: new Date(asked.now).toISOString(),
      by: await viewerName(asked),
    }
    const userErrors = await record(asked, { ...head, reason: input.reason, ...settles })
    return userErrors.length > 0 ? refused(...userErrors) : { deployment, incident, userErrors }
  }

  @Mutation(() => OverridePayloadType, {
    description: 'Takes an override back; it stays on record, marked as revoked.',
  })
  async overrideRevoke(
    @Args('id', { type: () => ID, description: 'Id of the override.' }) id: string,
    @Args('reason', { type: () => String, description: 'Why it is taken back; it is kept with the override.' })
    reason: string,
    @Context() asked: Asked,
  ): Promise<OverridePayloadView> {
    const bad = badReason(reason, 'reason')
    if (bad !== null) return refused(bad)
    const standing = await standingOverride(asked.outside.writes, id)
    if ('code' in standing) return refused(standing)
    const { event } = standing
    const at = new Date(event.at).toISOString()
    const updatedAt = new Date(Math.max(asked.now, (event.updatedAt ?? event.at) + 1)).toISOString()
    const again = { ...event, at, updatedAt, revoked: true, by: await viewerName(asked), reason }
    const userErrors = await record(asked, again)
    return { deployment: null, incident: null, userErrors }
  }
}
