import { Args, Context, Query, Resolver } from '@nestjs/graphql'
import { loadDashboards } from '#storage/stores/settings'
import type { Asked } from '../asked.ts'
import { dashboardView } from './dashboard-view.ts'
import { DashboardType } from './dashboard.type.ts'

@Resolver()
export class DashboardResolver {
  @Query(() => [DashboardType], { description: 'Pages of one’s own, in the order of leadline.yaml; at most 50.' })
  async dashboards(@Context() { reads }: Asked): Promise<DashboardType[]> {
    const dashboards = await loadDashboards(reads.db)
    return Promise.all(dashboards.map((dashboard) => dashboardView(dashboard, reads.catalogue)))
  }

  @Query(() => DashboardType, { nullable: true, description: 'The dashboard of this name; null where there is none.' })
  async dashboard(
    @Args('name', { type: () => String, description: 'Its name, as in its address.' }) name: string,
    @Context() { reads }: Asked,
  ): Promise<DashboardType | null> {
    const found = (await loadDashboards(reads.db)).find((dashboard) => dashboard.name === name)
    return found === undefined ? null : dashboardView(found, reads.catalogue)
  }
}
