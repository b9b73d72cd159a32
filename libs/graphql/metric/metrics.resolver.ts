import { ResolveField, Resolver } from '@nestjs/graphql'
import { type Checks, measureChecks } from '#metrics/checks'
import { metrics } from '#metrics/index'
import type { DataQualityFlag } from '#metrics/metric'
import type { Asked } from '../asked.ts'
import { MetricsType } from './metrics.type.ts'
import { metricView, type MetricsView } from './metrics-view.ts'

@Resolver(() => MetricsType)
export class MetricsResolver {
  @ResolveField()
  async deploymentFrequency(view: MetricsView): Promise<object> {
    const metric = metrics.deploymentFrequency
    return metricView(metric, metric.measure(await view.facts, view.scope), view)
  }

  @ResolveField()
  async leadTimeForChanges(view: MetricsView): Promise<object> {
    const metric = metrics.leadTimeForChanges
    return metricView(metric, metric.measure(await view.facts, view.scope), view)
  }

  @ResolveField()
  async changeFailureRate(view: MetricsView): Promise<object> {
    const metric = metrics.changeFailureRate
    return metricView(metric, metric.measure(await view.facts, view.scope), view)
  }

  @ResolveField()
  async timeToRestore(view: MetricsView): Promise<object> {
    const metric = metrics.timeToRestore
    return metricView(metric, metric.measure(await view.facts, view.scope), view)
  }

  @ResolveField()
  async deploymentReworkRate(view: MetricsView): Promise<object> {
    const metric = metrics.deploymentReworkRate
    return metricView(metric, metric.measure(await view.facts, view.scope), view)
  }

  @ResolveField()
  async checks(view: MetricsView, _args: unknown, { reads }: Asked): Promise<Checks> {
    const runs = await Promise.all(view.streams.map(({ id }) => reads.checks.ofStream(id, view.scope.window)))
    return measureChecks(view.projected ? [] : runs.flat())
  }

  @ResolveField()
  async flags(view: MetricsView): Promise<DataQualityFlag[]> {
    const facts = await view.facts
    const all = Object.values(metrics).flatMap((metric) => metric.measure(facts, view.scope).flags)
    const worst = new Map<string, DataQualityFlag>()
    for (const flag of all) if ((worst.get(flag.code)?.count ?? -1) < flag.count) worst.set(flag.code, flag)
    return [...worst.values()]
  }
}
