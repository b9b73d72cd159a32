import { ResolveField, Resolver } from '@nestjs/graphql'
import type { GraphQLResolveInfo } from 'graphql'
import { flagsOfAll, type SharedFlag } from '#metrics/flags-of-all'
import { metrics } from '#metrics/index'
import type { Measurement, Metric } from '#metrics/metric'
import { ruleOf } from '#metrics/rule'
import type { Asked } from '../asked.ts'
import { refuseBesideData } from '../beside-data.ts'
import { checksIn } from './checks-in.ts'
import { emptyFacts } from './fact-reads.ts'
import { MetricsType } from './metrics.type.ts'
import { measureIn, metricView, type MetricsView } from './metrics-view.ts'

const told = new WeakSet<MetricsView>()

/** Says once for all numbers of a view why there are none. */
function tellRefusal(view: MetricsView, asked: Asked, { path }: GraphQLResolveInfo): void {
  if (view.refusal === null || told.has(view)) return
  told.add(view)
  refuseBesideData(view.refusal, asked, path.prev)
}

/** At once where that can be: of three hundred services, fifteen hundred promises cost as much as the numbers. */
function measured<M extends Measurement, P>(
  metric: Metric<M, P>,
  view: MetricsView,
  asked: Asked,
  info: GraphQLResolveInfo,
): object | Promise<object> {
  tellRefusal(view, asked, info)
  const found = view.drawn.has(metric.id)
    ? ruleOf(metric, view.scope.definition).measure(emptyFacts, view.scope)
    : measureIn(metric, view)
  if (view.beside !== null)
    return Promise.all([found, view.beside()]).then(([numbers, beside]) => metricView(metric, numbers, view, beside))
  return found instanceof Promise
    ? found.then((numbers) => metricView(metric, numbers, view, []))
    : metricView(metric, found, view, [])
}

@Resolver(() => MetricsType)
export class MetricsResolver {
  @ResolveField()
  deploymentFrequency(
    view: MetricsView,
    _args: unknown,
    asked: Asked,
    info: GraphQLResolveInfo,
  ): object | Promise<object> {
    return measured(metrics.deploymentFrequency, view, asked, info)
  }

  @ResolveField()
  leadTimeForChanges(
    view: MetricsView,
    _args: unknown,
    asked: Asked,
    info: GraphQLResolveInfo,
  ): object | Promise<object> {
    return measured(metrics.leadTimeForChanges, view, asked, info)
  }

  @ResolveField()
  changeFailureRate(
    view: MetricsView,
    _args: unknown,
    asked: Asked,
    info: GraphQLResolveInfo,
  ): object | Promise<object> {
    return measured(metrics.changeFailureRate, view, asked, info)
  }

  @ResolveField()
  timeToRestore(view: MetricsView, _args: unknown, asked: Asked, info: GraphQLResolveInfo): object | Promise<object> {
    return measured(metrics.timeToRestore, view, asked, info)
  }

  @ResolveField()
  deploymentReworkRate(
    view: MetricsView,
    _args: unknown,
    asked: Asked,
    info: GraphQLResolveInfo,
  ): object | Promise<object> {
    return measured(metrics.deploymentReworkRate, view, asked, info)
  }

  @ResolveField()
  async checks(view: MetricsView, _args: unknown, asked: Asked, info: GraphQLResolveInfo): Promise<object> {
    tellRefusal(view, asked, info)
    const measured = await checksIn(view, asked)
    return view.refusal === null ? measured : { ...measured, unavailableReason: 'AMBIGUOUS_ENVIRONMENT' }
  }

  @ResolveField()
  async flags(
    view: MetricsView,
    _args: unknown,
    asked: Asked,
    info: GraphQLResolveInfo,
  ): Promise<readonly SharedFlag[]> {
    tellRefusal(view, asked, info)
    if (view.refusal !== null) return []
    const [beside, ...all] = await Promise.all([
      view.beside?.() ?? [],
      ...Object.values(metrics).map(async (metric) => measureIn<Measurement, unknown>(metric, view)),
    ])
    return flagsOfAll(all.map(({ metric, flags }) => ({ metric, flags: [...flags, ...beside] })))
  }
}
