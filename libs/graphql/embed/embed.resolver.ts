import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql'
import type { EmbedWindow } from '#access/embed'
import { listEmbeds, revokeEmbed } from '#storage/stores/embeds'
import type { Asked } from '../asked.ts'
import { quoted } from '../refusal.ts'
import { parseGlobalId } from '../relay/global-id.ts'
import { userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import { embedOf, embedView } from './embed-view.ts'
import { EmbedInput } from './embed.input.ts'
import { EmbedPayloadType, EmbedType } from './embed.type.ts'
import { newEmbed, type StatedEmbed } from './new-embed.ts'

function refused(...userErrors: readonly UserErrorType[]): EmbedPayloadType {
  return { embed: null, token: null, snippets: null, userErrors }
}

/** The window that is meant; null where two are, or half of one. */
function windowOfInput({ last, from, to }: EmbedInput): EmbedWindow | null {
  const isFixed = typeof from === 'number' || typeof to === 'number'
  if (!isFixed) return { last: last ?? 'P90D' }
  return typeof from === 'number' && typeof to === 'number' && !last ? { from, to } : null
}

function statedOf(input: EmbedInput, window: EmbedWindow): StatedEmbed {
  const { address, part, metric, service, environment, timeZone, theme, origins, name, expiresAt } = input
  return {
    address,
    part,
    metric: metric ?? null,
    service,
    environment: environment ?? 'production',
    window,
    timeZone: timeZone ?? 'UTC',
    theme: theme ?? 'AUTO',
    origins,
    name: name ?? null,
    expiresAt: expiresAt ?? null,
  }
}

@Resolver()
export class EmbedResolver {
  @Query(() => [EmbedType], { description: 'All embeds, the newest first; at most 1,000.' })
  async embeds(@Context() { outside, now }: Asked): Promise<EmbedType[]> {
    return (await listEmbeds(outside.db)).map((row) =>
      embedView(embedOf(row), now, outside.embedAsks.refused(row.publicId)),
    )
  }

  @Mutation(() => EmbedPayloadType, {
    description: 'Makes an embed, and what to put into a page to show it; its token is answered this once.',
  })
  async embedCreate(
    @Args('input', { type: () => EmbedInput, description: 'What it shows, where, and for how long.' })
    input: EmbedInput,
    @Context() { outside, now, viewer, reads }: Asked,
  ): Promise<EmbedPayloadType> {
    const window = windowOfInput(input)
    if (window === null) return refused(userError('BAD_WINDOW', 'Give either `last`, or `from` and `to`.', 'last'))
    const service = await reads.catalogue.serviceByName.load(input.service)
    if (service === null)
      return refused(userError('NOT_FOUND', `No service is called ${quoted(input.service)}.`, 'service'))
    const stated: StatedEmbed = { ...statedOf(input, window), service: service.name }
    const made = await newEmbed({ db: outside.writes, secrets: outside.secrets }, stated, { by: viewer.source, now })
    if ('faults' in made) return refused(...made.faults.map((each) => userError(each.code, each.message, each.field)))
    return { embed: embedView(made.embed, now, 0), token: made.token, snippets: made.snippets, userErrors: [] }
  }

  @Mutation(() => EmbedPayloadType, { description: 'Revokes an embed; it answers nothing from now on.' })
  async embedRevoke(
    @Args('id', { type: () => ID, description: 'Its id, as making it answered.' }) id: string,
    @Context() { outside, now }: Asked,
  ): Promise<EmbedPayloadType> {
    const parsed = parseGlobalId(id)
    const row = await revokeEmbed(outside.writes, parsed?.type === 'Embed' ? (parsed.parts[0] ?? '') : id, now)
    if (row === null) return refused(userError('NOT_FOUND', 'There is no embed with this id.', 'id'))
    const refusedCount = outside.embedAsks.refused(row.publicId)
    return { embed: embedView(embedOf(row), now, refusedCount), token: null, snippets: null, userErrors: [] }
  }
}
