import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql'
import { type SourceRow, sources } from '#storage/queries/sources'
import { addSource, revokeTokensOfSource } from '#storage/stores/sources'
import type { Asked } from '../asked.ts'
import { parseGlobalId } from '../relay/global-id.ts'
import { badName, userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import { newToken } from '../token/new-token.ts'
import { SourcePayloadType, SourceStatusType } from './source.type.ts'
import { type SourceView, sourceView } from './source-view.ts'

/** The system of whatever posts to the event door; the others follow with their receivers. */
const events = 'events'
const door = '/api/events'

function refused(...userErrors: readonly UserErrorType[]): SourcePayloadType {
  return { source: null, url: null, secret: null, userErrors }
}

@Resolver()
export class SourceResolver {
  @Query(() => [SourceStatusType], { description: 'Who sends events, by name, and how they are doing.' })
  async sources(@Context() { reads }: Asked): Promise<readonly SourceView[]> {
    return (await reads.db.query<SourceRow>(sources())).map(sourceView)
  }

  @Mutation(() => SourcePayloadType, {
    description: 'Makes a source with a token of its own, which is answered this once.',
  })
  async sourceCreate(
    @Args('system', {
      type: () => String,
      description: 'What kind of system it is; events for whatever posts to the event door.',
    })
    system: string,
    @Args('name', { type: () => String, description: 'Its name, which its events will carry.' }) name: string,
    @Context() asked: Asked,
  ): Promise<SourcePayloadType> {
    const bad = badName(name, 'name')
    if (bad !== null) return refused(bad)
    if (system !== events) {
      return refused(
        userError(
          'NOT_CONFIGURED',
          `There is no receiver for this system yet; make a source of system "${events}" and post to ${door}.`,
          'system',
        ),
      )
    }
    const id = await addSource(asked.outside.writes, { name, system })
    if (id === null) return refused(userError('NAME_TAKEN', 'A source of this name is there already.', 'name'))
    return answered(asked, id)
  }

  @Mutation(() => SourcePayloadType, {
    description: 'Gives a source a new token, answered this once, and revokes those it had for sending.',
  })
  async sourceRotateSecret(
    @Args('id', { type: () => ID, description: 'Id of the source.' }) id: string,
    @Context() asked: Asked,
  ): Promise<SourcePayloadType> {
    const parsed = parseGlobalId(id)
    const found = parsed?.type === 'SourceStatus' ? await sourceOf(asked, Number(parsed.parts[0])) : null
    if (found === null) return refused(userError('NOT_FOUND', 'There is no source with this id.', 'id'))
    await revokeTokensOfSource(asked.outside.writes, found.name)
    return answered(asked, found.id)
  }
}

async function sourceOf({ outside }: Asked, id: number): Promise<SourceRow | null> {
  const rows = await outside.writes.query<SourceRow>(sources())
  return rows.find((row) => row.id === id) ?? null
}

async function answered(asked: Asked, id: number): Promise<SourcePayloadType> {
  const row = await sourceOf(asked, id)
  if (row === null) return refused(userError('NOT_FOUND', 'There is no source with this id.', 'id'))
  const { text } = await newToken(asked.outside.writes, {
    name: `source ${row.name}`,
    source: row.name,
    scopes: ['ingest'],
    expiresAt: null,
  })
  return { source: sourceView(row), url: door, secret: text, userErrors: [] }
}
