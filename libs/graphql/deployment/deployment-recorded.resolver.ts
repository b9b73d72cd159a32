import { Args, Context, Resolver, Subscription } from '@nestjs/graphql'
import type { Asked } from '../asked.ts'
import { environmentIdsNamed } from '../environment/environment-named.ts'
import { Reads } from '../reads.ts'
import { serviceNamed } from '../service/service-named.ts'
import { deploymentFeed } from '../subscriptions.ts'
import type { DeploymentView } from '../views.ts'
import { DeploymentType } from './deployment.type.ts'

/** A subscription may last for months: what is asked below each deployment is asked at the moment at which it is told. */
function renew(asked: Asked): void {
  const { outside } = asked
  Object.assign(asked, { now: outside.clock(), reads: new Reads(outside.db, outside.streams, false) })
}

@Resolver()
export class DeploymentRecordedResolver {
  @Subscription(() => DeploymentType, {
    description: 'A deployment was recorded, or what is known of it changed.',
    resolve: (payload: DeploymentView, _args: unknown, asked: Asked) => {
      renew(asked)
      return payload
    },
  })
  async deploymentRecorded(
    @Args('service', { type: () => String, nullable: true, description: 'Name of the service; all when left out.' })
    service: string | null,
    @Args('environment', {
      type: () => String,
      nullable: true,
      description: 'Name of the environment, or of a tier; all when left out.',
    })
    environment: string | null,
    @Context() asked: Asked,
  ): Promise<AsyncIterableIterator<DeploymentView>> {
    const serviceId =
      typeof service === 'string' ? (await serviceNamed(asked.reads, service, 'service')).databaseId : null
    const known = await asked.reads.catalogue.environments()
    const environmentIds =
      typeof environment === 'string' ? environmentIdsNamed(environment, known, 'environment') : null
    return deploymentFeed(asked, async ({ streamId, key }) => {
      const reads = new Reads(asked.outside.db, asked.outside.streams, false)
      const stream = await reads.catalogue.streamById.load(streamId)
      if (stream === null || (serviceId !== null && stream.serviceId !== serviceId)) return null
      if (environmentIds !== null && !environmentIds.includes(stream.environmentId)) return null
      return reads.tables.deployment(stream, key)
    })
  }
}
