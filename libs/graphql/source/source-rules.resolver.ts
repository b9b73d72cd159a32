import { Args, Context, ID, Mutation, Resolver } from '@nestjs/graphql'
import { changeUnderstood, repositorySources } from '#storage/stores/repository-sources'
import type { Asked } from '../asked.ts'
import { sourceOfId } from '../find-node.ts'
import { parseGlobalId } from '../relay/global-id.ts'
import { userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import { SourcePayloadType } from './source.type.ts'

const system = 'config-repository'

function refused(error: UserErrorType): SourcePayloadType {
  return { source: null, url: null, secret: null, userErrors: [error] }
}

@Resolver()
export class SourceRulesResolver {
  @Mutation(() => SourcePayloadType, {
    description:
      'Gives a configuration repository other rules. What it told by the old ones is taken back, and its history is read anew, so that nothing stands twice; what others told stays.',
  })
  async sourceChangeRules(
    @Args('id', { type: () => ID, description: 'Id of the source.' }) id: string,
    @Args('rules', {
      type: () => String,
      description: 'Rules and patterns, as YAML; empty: none. An environment that they do not tell stays as it is set.',
    })
    rules: string,
    @Context() asked: Asked,
  ): Promise<SourcePayloadType> {
    const { writes, repositories } = asked.outside
    const parsed = parseGlobalId(id)
    const all = parsed?.type === 'SourceStatus' ? await repositorySources(writes, [system]) : []
    const source = all.find((each) => String(each.id) === parsed?.parts[0])
    if (source === undefined)
      return refused(
        userError('NOT_FOUND', 'There is no configuration repository with this id, or it is switched off.', 'id'),
      )
    const taken = repositories.understood(rules, source.settings)
    if ('refused' in taken) return refused(userError('INVALID', taken.refused, 'rules'))
    await changeUnderstood(writes, source.id, taken.understood)
    repositories.read()
    const changed = await sourceOfId(asked, [String(source.id)])
    return { source: changed, url: null, secret: null, userErrors: [] }
  }
}
