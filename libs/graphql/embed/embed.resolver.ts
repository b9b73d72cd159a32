import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql'
import type { EmbedWindow } from '#access/embed'
import type { Dashboard, DashboardVariables } from '#domain/dashboard'
import type { Database } from '#storage/database'
import { listEmbeds, revokeEmbed } from '#storage/stores/embeds'
import { loadDashboards } from '#storage/stores/settings'
import type { Asked } from '../asked.ts'
import { quoted } from '../refusal.ts'
import { parseGlobalId } from '../relay/global-id.ts'
import { userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import { viewerName } from '../viewer/viewer-name.ts'
import { embedOf, embedView } from './embed-view.ts'
import { EmbedInput } from './embed.input.ts'
import { EmbedPayloadType, EmbedType } from './embed.type.ts'
import { newEmbed, type StatedEmbed } from './new-embed.ts'

function refused(...userErrors: readonly UserErrorType[]): EmbedPayloadType {
  return { embed: null, token: null, snippets: null, userErrors }
}

/** The window that is meant; null where two are, or half of one. */
function windowOfInput({ last, from, to }: EmbedInput, usual: string): EmbedWindow | null {
  const isFixed = typeof from === 'number' || typeof to === 'number'
  if (!isFixed) return { last: last ?? usual }
  return typeof from === 'number' && typeof to === 'number' && !last ? { from, to } : null
}

/** What is not stated is as the dashboard begins. */
function statedOf(input: EmbedInput, window: EmbedWindow, variables: DashboardVariables | null): StatedEmbed {
  const { address, part, metric, service, dashboard, environment, timeZone, theme, origins, name, expiresAt } = input
  return {
    address,
    part,
    metric: metric ?? null,
    service: service ?? null,
    dashboard: dashboard ?? null,
    environment: environment ?? variables?.environments[0] ?? 'production',
    window,
    timeZone: timeZone ?? variables?.timeZone ?? 'UTC',
    theme: theme ?? 'AUTO',
    origins,
    name: name ?? null,
    expiresAt: expiresAt ?? null,
  }
}

/** The dashboard of a name; null where none is named, undefined where none is called so. */
async function dashboardCalled(db: Database, name: string | null | undefined): Promise<Dashboard | null | undefined> {
  if (typeof name !== 'string') return null
  return (await loadDashboards(db)).find((dashboard) => dashboard.name === name)
}

@Resolver()
export class EmbedResolver {
  @Query(() => [EmbedType], { description: 'All embeds, the newest first; at most 1,000.' })
  async embeds(@Context() { outside, now }: Asked): Promise<EmbedType[]> {
    return (await listEmbeds(outside.db)).map((row) =>
      embedView(embedOf(row), now, outside.embedLimits.asks.refused(row.publicId)),
    )
  }

  @Mutation(() => EmbedPayloadType, {
    description: 'Makes an embed, and what to put into a page to show it; its token is answered this once.',
  })
  async embedCreate(
    @Args('input', { type: () => EmbedInput, description: 'What it shows, where, and for how long.' })
    input: EmbedInput,
    @Context() asked: Asked,
  ): Promise<EmbedPayloadType> {
    const { outside, now, reads } = asked
    const dashboard = await dashboardCalled(outside.db, input.dashboard)
    if (dashboard === undefined)
      return refused(userError('NOT_FOUND', `No dashboard is called ${quoted(input.dashboard ?? '')}.`, 'dashboard'))
    const window = windowOfInput(input, dashboard?.variables.last ?? 'P90D')
    if (window === null) return refused(userError('BAD_WINDOW', 'Give either `last`, or `from` and `to`.', 'last'))
    const named = input.service ?? null
    const service = named === null ? null : await reads.catalogue.serviceByName.load(named)
    if (named !== null && service === null)
      return refused(userError('NOT_FOUND', `No service is called ${quoted(named)}.`, 'service'))
    const stated = { ...statedOf(input, window, dashboard?.variables ?? null), service: service?.name ?? null }
    const made = await newEmbed({ db: outside.writes, secrets: outside.secrets }, stated, {
      by: await viewerName(asked),
      now,
    })
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
    const refusedCount = outside.embedLimits.asks.refused(row.publicId)
    return { embed: embedView(embedOf(row), now, refusedCount), token: null, snippets: null, userErrors: [] }
  }
}
