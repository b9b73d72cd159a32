import { Context, Query, ResolveField, Resolver } from '@nestjs/graphql'
import { isScope, may } from '#access/scope'
import type { Asked } from '../asked.ts'
import { embedView } from '../embed/embed-view.ts'
import { viewerName } from './viewer-name.ts'
import { ViewerType } from './viewer.type.ts'

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Query(() => ViewerType, { description: 'Who asks, and what the token lets them do.' })
  viewer(@Context() { viewer, now, outside }: Asked): ViewerType {
    const { embed } = viewer
    return {
      source: viewer.source,
      scopes: [...viewer.scopes].filter(isScope),
      mayAdminister: may(viewer, 'administer'),
      mayIngest: may(viewer, 'ingest'),
      embed: embed === undefined ? null : embedView(embed, now, outside.embedLimits.asks.refused(embed.publicId)),
    }
  }
  @ResolveField(() => String, {
    nullable: true,
    description: 'The name of the token, with which is kept what its holder does; null of an embed.',
  })
  async name(@Context() asked: Asked): Promise<string | null> {
    return asked.viewer.embed === undefined ? viewerName(asked) : null
  }
}
