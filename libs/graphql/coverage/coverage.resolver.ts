import { Args, Context, Query, Resolver } from '@nestjs/graphql'
import { coverage, type CoverageRow } from '#storage/queries/coverage'
import type { Asked } from '../asked.ts'
import { serviceNamed } from '../service/service-named.ts'
import { WindowInput } from '../window/window.input.ts'
import { windowFrom } from '../window/window-view.ts'
import { gapsOf } from './coverage-gaps.ts'
import { CoverageType } from './coverage.type.ts'

@Resolver()
export class CoverageResolver {
  @Query(() => CoverageType, {
    description: 'How much of the chain from commit to deployment to incident is known, and what is missing.',
  })
  async coverage(
    @Args('window', {
      type: () => WindowInput,
      nullable: true,
      description: 'The span of time to look at; the last 90 days when left out.',
    })
    window: WindowInput | null,
    @Args('service', { type: () => String, nullable: true, description: 'Name of the service; all when left out.' })
    service: string | null,
    @Context() { reads, now }: Asked,
  ): Promise<CoverageType> {
    const { from, to } = windowFrom(window ?? { last: 'P90D' }, now)
    const one = typeof service === 'string' ? await serviceNamed(reads, service, 'service') : null
    const serviceIds = one === null ? null : [one.databaseId]
    const [row] = await reads.db.query<CoverageRow>(coverage({ serviceIds, from, to }))
    if (row === undefined) throw new Error('coverage gave no row')
    return { ...row, gaps: gapsOf(row) }
  }
}
