import { Args, Context, Info, Mutation, Query, Resolver } from '@nestjs/graphql'
import type { GraphQLResolveInfo } from 'graphql'
import { listFreezes, removeFreeze } from '#storage/stores/freezes'
import { idleRulesOf } from '../alert-rule/idle-rules-of.ts'
import { keepStatedFreeze, notByApi } from '../alert-rule/stated-rule.ts'
import type { Asked } from '../asked.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import { selected } from '../selection.ts'
import { FreezeWindowInput, FreezeWindowPayloadType, FreezeWindowType } from './freeze.type.ts'

function refused(...userErrors: readonly UserErrorType[]): FreezeWindowPayloadType {
  return { freezeWindow: null, userErrors }
}

@Resolver()
export class FreezeResolver {
  @Query(() => [FreezeWindowType], { description: 'Freezes by their beginning; the latest 1,000 at most.' })
  async freezeWindows(@Context() { reads }: Asked, @Info() info: GraphQLResolveInfo): Promise<FreezeWindowType[]> {
    const warnings = selected(info).has('warning') ? (await reads.rules.idle()).freezes : null
    return (await reads.rules.freezes()).map((freeze) => ({ ...freeze, warning: warnings?.get(freeze.name) ?? null }))
  }

  @Mutation(() => FreezeWindowPayloadType, { description: 'Makes a freeze.' })
  async freezeWindowCreate(
    @Args('input', { type: () => FreezeWindowInput, description: 'The freeze.' }) input: FreezeWindowInput,
    @Context() { outside, now }: Asked,
  ): Promise<FreezeWindowPayloadType> {
    const wrong = await keepStatedFreeze(outside.writes, input, now)
    if (wrong.length > 0) return refused(...wrong)
    const found = (await listFreezes(outside.writes)).find(({ name }) => name === input.name)
    if (found === undefined) return refused()
    const warning = (await idleRulesOf(outside.writes)).freezes.get(found.name) ?? null
    return { freezeWindow: { ...found, warning }, userErrors: [] }
  }

  @Mutation(() => FreezeWindowPayloadType, {
    description: 'Removes a freeze that the API made; what happened in it may raise alerts then.',
  })
  async freezeWindowRemove(
    @Args('name', { type: () => String, description: 'Its name.' }) name: string,
    @Context() { outside }: Asked,
  ): Promise<FreezeWindowPayloadType> {
    const wrong = notByApi(await listFreezes(outside.writes), name)
    if (wrong !== null) return refused(wrong)
    await removeFreeze(outside.writes, name)
    return refused()
  }
}
