import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql'
import { readPlaces, ruledSystems, rulesText, storedRules } from '#domain/naming/reconciler-places'
import { type SourceRow, sources } from '#storage/queries/sources'
import { changePlaces } from '#storage/stores/source-places'
import { webhookSources } from '#storage/stores/webhook-sources'
import type { Asked } from '../asked.ts'
import { sourceOfId } from '../find-node.ts'
import { parseGlobalId } from '../relay/global-id.ts'
import { userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import { SourcePlacesInput, SourcePlacesType } from './source-places.type.ts'
import { SourceSystemType, Verified } from './source-system.type.ts'
import { SourcePayloadType, SourceStatusType } from './source.type.ts'
import type { SourceView } from './source-view.ts'

function refused(error: UserErrorType): SourcePayloadType {
  return { source: null, url: null, secret: null, userErrors: [error] }
}

@Resolver(() => SourceStatusType)
export class SourcePlacesResolver {
  @Query(() => [SourceSystemType], { description: 'The kinds of systems that can be sources, by id.' })
  sourceSystems(@Context() { outside }: Asked): SourceSystemType[] {
    return outside.systems.map(({ verified, ...system }) => ({
      ...system,
      verified: verified.toUpperCase() as keyof typeof Verified,
      hasPlaces: ruledSystems.includes(system.id),
    }))
  }

  @ResolveField(() => Verified, {
    nullable: true,
    description: 'How it is known that such a system sends what is read of it; null of a kind that is known no more.',
  })
  verified(@Parent() { system }: SourceView, @Context() { outside }: Asked): keyof typeof Verified | null {
    const known = outside.systems.find(({ id }) => id === system)
    return known === undefined ? null : (known.verified.toUpperCase() as keyof typeof Verified)
  }

  @ResolveField(() => SourcePlacesType, {
    nullable: true,
    description: 'What it is set to, where it is a reconciler, the agent or an incident tool; else null.',
  })
  places(@Parent() { system, settings }: SourceView): SourcePlacesType | null {
    if (!ruledSystems.includes(system)) return null
    const { cluster = null, environment = null } = readPlaces(settings)
    return { cluster, environment, rules: rulesText(storedRules(settings)) }
  }

  @Mutation(() => SourcePayloadType, {
    description:
      'Sets the source of a reconciler or an incident tool to other places or rules. What it told of deliveries that are still kept is taken back and understood anew within moments, so that nothing stands twice; what it told of older ones stays.',
  })
  async sourceChangePlaces(
    @Args('id', { type: () => ID, description: 'Id of the source.' }) id: string,
    @Args('places', { type: () => SourcePlacesInput, description: 'What it is to be set to.' })
    stated: SourcePlacesInput,
    @Context() asked: Asked,
  ): Promise<SourcePayloadType> {
    const { outside } = asked
    const { writes } = outside
    const parsed = parseGlobalId(id)
    const rows = parsed?.type === 'SourceStatus' ? await writes.query<SourceRow>(sources()) : []
    const row = rows.find((each) => String(each.id) === parsed?.parts[0])
    const named = row === undefined ? null : { system: row.system, name: row.name, now: outside.clock() }
    const [source] = named === null ? [] : await webhookSources(writes, named)
    if (source === undefined)
      return refused(
        userError('NOT_FOUND', 'There is no source with this id that delivers, or it is switched off.', 'id'),
      )
    const taken = outside.placesOf(source.system, stated, source.settings)
    if ('refused' in taken) return refused(userError('INVALID', taken.refused, taken.field))
    await changePlaces(writes, source.id, taken.settings)
    const changed = await sourceOfId(asked, [String(source.id)])
    return { source: changed, url: null, secret: null, userErrors: [] }
  }
}
