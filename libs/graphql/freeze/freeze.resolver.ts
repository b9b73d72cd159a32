import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql'
import { listFreezes, removeFreeze } from '#storage/stores/freezes'
import { keepStatedFreeze, notByApi } from '../alert-rule/stated-rule.ts'
import type { Asked } from '../asked.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import { FreezeWindowInput, FreezeWindowPayloadType, FreezeWindowType } from './freeze.type.ts'

function refused(...userErrors: readonly UserErrorType[]): FreezeWindowPayloadType {
  return { freezeWindow: null, userErrors }
}

@Resolver()
export class FreezeResolver {
  @Query(() => [FreezeWindowType], { description: 'Freezes by their beginning; the latest 1,000 at most.' })
  freezeWindows(@Context() { reads }: Asked): Promise<FreezeWindowType[]> {
    return listFreezes(reads.db)
  }

  @Mutation(() => FreezeWindowPayloadType, { description: 'Makes a freeze.' })
  async freezeWindowCreate(
    @Args('input', { type: () => FreezeWindowInput, description: 'The freeze.' }) input: FreezeWindowInput,
    @Context() { outside, now }: Asked,
  ): Promise<FreezeWindowPayloadType> {
    const wrong = await keepStatedFreeze(outside.writes, input, now)
    if (wrong.length > 0) return refused(...wrong)
    const found = (await listFreezes(outside.writes)).find(({ name }) => name === input.name)
    return { freezeWindow: found ?? null, userErrors: [] }
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
