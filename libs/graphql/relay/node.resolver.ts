import { Args, Context, ID, Query, Resolver } from '@nestjs/graphql'
import {
  changeOfId,
  environmentOfId,
  failureOfId,
  overrideOfId,
  repositoryOfId,
  serviceOfId,
  sourceOfId,
  teamOfId,
} from '../find-node.ts'
import { alertOfId } from '../alert/alert-view.ts'
import type { Asked } from '../asked.ts'
import { deploymentOfId } from '../deployment/find-deployment.ts'
import { Refusal } from '../refusal.ts'
import { type NodeTypeName, parseGlobalId } from './global-id.ts'
import { NodeType } from './node.type.ts'

type Find = (asked: Asked, parts: readonly string[]) => Promise<object | null>

const finders: Readonly<Record<NodeTypeName, Find>> = {
  Service: serviceOfId,
  Team: teamOfId,
  Environment: environmentOfId,
  Repository: repositoryOfId,
  Deployment: ({ reads }, parts) => deploymentOfId(reads, parts),
  Change: changeOfId,
  Incident: ({ reads }, [key = '']) => reads.tables.incident(key),
  Failure: failureOfId,
  Override: overrideOfId,
  SourceStatus: sourceOfId,
  Token: async () => null,
  Embed: async () => null,
  Alert: alertOfId,
}

@Resolver()
export class NodeResolver {
  @Query(() => NodeType, { nullable: true, description: 'Whatever has this id; null where it is not there any more.' })
  async node(
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
    @Context() asked: Asked,
  ): Promise<object | null> {
    const parsed = parseGlobalId(id)
    if (parsed === null) {
      throw new Refusal('BAD_ID', '`id` is not an id of this API; hand back an `id` as it came.', { field: 'id' })
    }
    return finders[parsed.type](asked, parsed.parts)
  }
}
