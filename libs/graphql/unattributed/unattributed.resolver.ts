import { Args, ArgsType, Context, Field, Int, Query, Resolver } from '@nestjs/graphql'
import { unattributedOf } from '#catalogue/unattributed'
import { countOlderUnattributed, readUnattributed } from '#storage/stores/unattributed'
import type { Asked } from '../asked.ts'
import type { Connection } from '../relay/connection.ts'
import { questionOf } from '../relay/cursor.ts'
import { PageArgs } from '../relay/page.input.ts'
import { pageOfList } from '../relay/page.ts'
import { WindowInput } from '../window/window.input.ts'
import { windowFrom } from '../window/window-view.ts'
import { UnattributedConnection, UnattributedKind, type UnattributedType } from './unattributed.type.ts'

@ArgsType()
class UnattributedArgs extends PageArgs {
  @Field(() => WindowInput, {
    nullable: true,
    description:
      'The span of time to look at; the last 90 days when left out, and `unattributedBefore` says what is older. Repositories are listed whenever.',
  })
  readonly window?: WindowInput | null

  @Field(() => UnattributedKind, { nullable: true, description: 'Only what is of this kind; all kinds when left out.' })
  readonly kind?: keyof typeof UnattributedKind | null
}

@ArgsType()
class BeforeArgs {
  @Field(() => WindowInput, {
    nullable: true,
    description: 'The span of `unattributed`; the last 90 days when left out.',
  })
  readonly window?: WindowInput | null
}

const usual = { last: 'P90D' }

@Resolver()
export class UnattributedResolver {
  @Query(() => UnattributedConnection, {
    description: 'What is known and nobody has claimed, the most frequent of each kind first, with its repair.',
  })
  async unattributed(
    @Args() { window, kind, ...page }: UnattributedArgs,
    @Context() { reads, now }: Asked,
  ): Promise<Connection<UnattributedType>> {
    const asked = window ?? usual
    const { rows, services } = await readUnattributed(reads.db, windowFrom(asked, now))
    const found = unattributedOf(rows, services)
      .filter((item) => !kind || item.kind === kind)
      .map((item, at) => ({ item, at }))
    return pageOfList(found, page, questionOf('unattributed', asked, ...(kind ? [kind] : [])), {
      key: ({ at }) => [at],
      node: ({ item }) => item,
    })
  }

  @Query(() => Int, {
    description:
      'How many deployments from before a window wait too, because their commit is not known; at most 1,000 are counted.',
  })
  unattributedBefore(@Args() { window }: BeforeArgs, @Context() { reads, now }: Asked): Promise<number> {
    return countOlderUnattributed(reads.db, windowFrom(window ?? usual, now).from)
  }
}
