import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql'
import { SecretsClosed } from '#access/secret-box'
import { makeWebhookSecret, oldSecretCounts, webhookSecretOf } from '#access/webhook-secret'
import { type SourceRow, sources } from '#storage/queries/sources'
import { addSource, revokeTokensOfSource } from '#storage/stores/sources'
import { addWebhookSource, replaceSecret } from '#storage/stores/webhook-sources'
import type { Asked } from '../asked.ts'
import { parseGlobalId } from '../relay/global-id.ts'
import { badName, userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import { newToken } from '../token/new-token.ts'
import { SourcePayloadType, SourceStatusType } from './source.type.ts'
import { addRepository } from './add-repository.ts'
import { SourcePlacesInput } from './source-places.type.ts'
import { SourceRepositoryInput } from './source-repository.input.ts'
import { type SourceView, sourceView } from './source-view.ts'

/** The system of whatever posts to the event door; the others follow with their receivers. */
const events = 'events'
const door = '/api/events'

const nameTaken = userError('NAME_TAKEN', 'A source of this name is there already.', 'name')

function refused(...userErrors: readonly UserErrorType[]): SourcePayloadType {
  return { source: null, url: null, secret: null, userErrors }
}

@Resolver()
export class SourceResolver {
  @Query(() => [SourceStatusType], { description: 'Who sends events, by name, and how they are doing.' })
  async sources(@Context() { reads, now }: Asked): Promise<readonly SourceView[]> {
    return (await reads.db.query<SourceRow>(sources())).map((row) => sourceView(row, now))
  }

  @Mutation(() => SourcePayloadType, {
    description:
      'Makes a source with a secret of its own, which is answered this once: a token for what posts events, else what deliveries are signed with.',
  })
  async sourceCreate(
    @Args('system', {
      type: () => String,
      description:
        'What kind of system it is, such as github; git or config-repository for a repository that is read; registry for one that is asked for deployed images; events for whatever posts to the event door.',
    })
    system: string,
    @Args('name', { type: () => String, description: 'Its name, which its events will carry.' }) name: string,
    @Args('repository', {
      type: () => SourceRepositoryInput,
      nullable: true,
      description: 'Where it is, for the systems git, config-repository and registry.',
    })
    repository: SourceRepositoryInput | null,
    @Args('places', {
      type: () => SourcePlacesInput,
      nullable: true,
      description: 'Where what it tells is, and whose, for argocd, flux and other reconcilers, and incident tools.',
    })
    places: SourcePlacesInput | null,
    @Context() asked: Asked,
  ): Promise<SourcePayloadType> {
    const bad = badName(name, 'name')
    if (bad !== null) return refused(bad)
    const { webhookSystems, repositories } = asked.outside
    const taken = places === null || places === undefined ? null : asked.outside.placesOf(system, places, null)
    if (taken !== null && 'refused' in taken) return refused(userError('INVALID', taken.refused, taken.field))
    if (repositories.systems.includes(system)) {
      const error = await addRepository(asked.outside, system, name, repository ?? null)
      return error === null ? named(asked, name) : refused(error)
    }
    if (webhookSystems.includes(system)) return addWebhook(asked, system, name, taken?.settings ?? {})
    if (system !== events) {
      const known = [...webhookSystems, ...repositories.systems].map((each) => `"${each}"`).join(', ')
      const message = `There is no such system; there are ${known}, and "${events}", whose events are posted to ${door}.`
      return refused(userError('NOT_CONFIGURED', message, 'system'))
    }
    const id = await addSource(asked.outside.writes, { name, system })
    if (id === null) return refused(nameTaken)
    return answered(asked, id)
  }

  @Mutation(() => SourcePayloadType, {
    description:
      'Gives a source a new secret, answered this once. Tokens that it had for sending are revoked; a secret that deliveries are signed with still counts for 24 hours.',
  })
  async sourceRotateSecret(
    @Args('id', { type: () => ID, description: 'Id of the source.' }) id: string,
    @Context() asked: Asked,
  ): Promise<SourcePayloadType> {
    const parsed = parseGlobalId(id)
    const found = parsed?.type === 'SourceStatus' ? await sourceOf(asked, Number(parsed.parts[0])) : null
    if (found === null) return refused(userError('NOT_FOUND', 'There is no source with this id.', 'id'))
    if (asked.outside.webhookSystems.includes(found.system)) return rotateWebhook(asked, found)
    if (asked.outside.repositories.systems.includes(found.system))
      return refused(userError('NOT_CONFIGURED', 'What is read has no secret to send with.', 'id'))
    await revokeTokensOfSource(asked.outside.writes, found.name)
    return answered(asked, found.id)
  }
}

async function sourceOf({ outside }: Asked, id: number): Promise<SourceRow | null> {
  const rows = await outside.writes.query<SourceRow>(sources())
  return rows.find((row) => row.id === id) ?? null
}

/** A new secret of a source is sealed and given to `keep`, which says why it cannot be, or null. */
async function withSecret(
  asked: Asked,
  name: string,
  keep: (sealed: Buffer) => Promise<UserErrorType | null>,
): Promise<SourcePayloadType> {
  const text = makeWebhookSecret()
  try {
    const error = await keep(await asked.outside.secrets.seal(webhookSecretOf(name), text))
    return error === null ? await signed(asked, name, text) : refused(error)
  } catch (error) {
    if (!(error instanceof SecretsClosed)) throw error
    return refused(userError(error.code, error.message))
  }
}

function addWebhook(
  asked: Asked,
  system: string,
  name: string,
  given: Readonly<Record<string, unknown>>,
): Promise<SourcePayloadType> {
  const settings = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
  return withSecret(asked, name, async (secret) => {
    const added = await addWebhookSource(asked.outside.writes, { name, system, settings, secret })
    return added ? null : nameTaken
  })
}

function rotateWebhook(asked: Asked, { id, name }: SourceRow): Promise<SourcePayloadType> {
  const { outside } = asked
  return withSecret(asked, name, async (secret) => {
    const replaced = await replaceSecret(outside.writes, id, secret, outside.clock() + oldSecretCounts)
    return replaced ? null : userError('NOT_FOUND', 'The source is switched off; add it again.', 'id')
  })
}

async function signed({ outside, now }: Asked, name: string, secret: string): Promise<SourcePayloadType> {
  const row = (await outside.writes.query<SourceRow>(sources())).find((each) => each.name === name)
  if (row === undefined) return refused(userError('NOT_FOUND', 'There is no source of this name.', 'name'))
  const url = `/webhooks/${row.system}/${encodeURIComponent(name)}`
  return { source: sourceView(row, now), url, secret, userErrors: [] }
}

/** The source of this name; it has no secret of its own. */
async function named(asked: Asked, name: string): Promise<SourcePayloadType> {
  const { source, userErrors } = await signed(asked, name, '')
  return { source, url: null, secret: null, userErrors }
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
  return { source: sourceView(row, asked.now), url: door, secret: text, userErrors: [] }
}
