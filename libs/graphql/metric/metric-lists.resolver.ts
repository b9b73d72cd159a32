import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql'
import { type ChangeFailureRate, changeFailureRateByAuthorship } from '#metrics/change-failure-rate'
import type { DeploymentFrequency } from '#metrics/deployment-frequency'
import { type DeploymentReworkRate, deploymentReworkRateByAuthorship } from '#metrics/deployment-rework-rate'
import type { Facts } from '#metrics/facts'
import { metrics } from '#metrics/index'
import { leadTimeByAuthorship } from '#metrics/lead-time-by-authorship'
import type { LeadTimeForChanges } from '#metrics/lead-time-for-changes'
import type { MeasureScope } from '#metrics/metric'
import { durationBins } from '#metrics/statistics/duration-bins'
import type { TimeToRestore } from '#metrics/time-to-restore'
import type { Asked } from '../asked.ts'
import { DeploymentConnection, DeploymentType } from '../deployment/deployment.type.ts'
import { FailureConnection } from '../failure/failure.type.ts'
import { IncidentConnection } from '../incident/incident.type.ts'
import { PageArgs } from '../relay/page.input.ts'
import { DeploymentFrequencyType, FrequencyPointType } from './deployment-frequency.type.ts'
import { deploymentsPage, failuresPage, incidentsPage, samplesPage } from './evidence.ts'
import {
  DurationBinType,
  DurationPointType,
  LeadTimeByAuthorshipType,
  LeadTimeForChangesType,
  LeadTimeSampleConnection,
} from './lead-time.type.ts'
import { SampleArgs, SeriesArgs } from './list.input.ts'
import type { MetricView } from './metrics-view.ts'
import { ChangeFailureRateType, DeploymentReworkRateType, RateByAuthorshipType, RatePointType } from './rates.type.ts'
import { seriesOf } from './series.ts'
import { TimeToRestoreType } from './time-to-restore.type.ts'

const incidentList =
  'The incidents that were counted, the latest first, where a preset counts incidents (GITLAB, and DEVLAKE for time to restore); empty where failures of deployments are counted.'

/** Each kind over its own facts; other systems compute no such numbers. */
async function splitOf<T>(
  { metrics: { facts, scope, refusal } }: MetricView,
  measure: (facts: Facts, scope: MeasureScope) => T[],
): Promise<T[]> {
  if (refusal !== null || scope.definition.preset !== 'LEADLINE') return []
  return measure(await facts(), scope)
}

const split = {
  description:
    'The same by who wrote it: HUMAN, AGENT, BOT and UNKNOWN, each over its own records. Of kinds with fewer records than a number needs only the count. Empty by presets of other systems. Trailers and addresses tell of agents, and many leave none: AGENT is a lower bound.',
}

const series = { description: 'The same number for each local day, week or month that has begun.' }

@Resolver(() => DeploymentFrequencyType)
export class DeploymentFrequencyResolver {
  @ResolveField(() => [FrequencyPointType], series)
  series(@Parent() view: MetricView<DeploymentFrequency>, @Args() { by }: SeriesArgs): Promise<object[]> {
    return seriesOf(metrics.deploymentFrequency, view, by)
  }

  @ResolveField(() => DeploymentConnection, { description: 'The deployments that were counted, the latest first.' })
  deployments(
    @Parent() { measured, metrics: of }: MetricView<DeploymentFrequency>,
    @Args() page: PageArgs,
  ): Promise<object> {
    return deploymentsPage(of, measured.evidence, page, 'DeploymentFrequency.deployments')
  }
}

@Resolver(() => LeadTimeForChangesType)
export class LeadTimeForChangesResolver {
  @ResolveField(() => [LeadTimeByAuthorshipType], split)
  byAuthorship(@Parent() view: MetricView<LeadTimeForChanges>): Promise<object[]> {
    return splitOf(view, leadTimeByAuthorship)
  }

  @ResolveField(() => [DurationBinType], {
    description:
      'The samples by length, all bins in order, empty ones too: medians tie where distributions differ. The bins are the same for every window.',
  })
  distribution({ measured }: MetricView<LeadTimeForChanges>): object[] {
    return durationBins(measured.samples.map(({ seconds }) => seconds))
  }

  @ResolveField(() => [DurationPointType], series)
  series(@Parent() view: MetricView<LeadTimeForChanges>, @Args() { by }: SeriesArgs): Promise<object[]> {
    return seriesOf(metrics.leadTimeForChanges, view, by)
  }

  @ResolveField(() => LeadTimeSampleConnection, { description: 'The samples behind the number.' })
  samples(
    @Parent() { measured, metrics: of }: MetricView<LeadTimeForChanges>,
    @Args() { first, after, slowestFirst }: SampleArgs,
    @Context() { reads }: Asked,
  ): Promise<object> {
    const page = { first, after: after ?? null, slowestFirst: slowestFirst === true }
    return samplesPage(of, measured.samples, page, reads.records)
  }
}

@Resolver(() => ChangeFailureRateType)
export class ChangeFailureRateResolver {
  @ResolveField(() => [RateByAuthorshipType], split)
  byAuthorship(@Parent() view: MetricView<ChangeFailureRate>): Promise<object[]> {
    return splitOf(view, changeFailureRateByAuthorship)
  }

  @ResolveField(() => [RatePointType], series)
  series(@Parent() view: MetricView<ChangeFailureRate>, @Args() { by }: SeriesArgs): Promise<object[]> {
    return seriesOf(metrics.changeFailureRate, view, by)
  }

  @ResolveField(() => FailureConnection, { description: 'The failures that were counted, the latest first.' })
  failures(
    @Parent() { measured, metrics: of }: MetricView<ChangeFailureRate>,
    @Args() page: PageArgs,
  ): Promise<object> {
    return failuresPage(of, measured.failures, page, 'ChangeFailureRate.failures')
  }

  @ResolveField(() => IncidentConnection, { description: incidentList })
  incidents(
    @Parent() { measured, metrics: of }: MetricView<ChangeFailureRate>,
    @Args() page: PageArgs,
  ): Promise<object> {
    return incidentsPage(of, measured.incidents ?? [], page, 'ChangeFailureRate.incidents')
  }

  @ResolveField(() => [DeploymentType], {
    description: 'Deployments that a rollback passed over without being its cause; the latest 100.',
  })
  async rolledPast({ measured, metrics: of }: MetricView<ChangeFailureRate>): Promise<readonly object[]> {
    return (await deploymentsPage(of, measured.rolledPast, { first: 100 }, 'ChangeFailureRate.rolledPast')).nodes
  }
}

@Resolver(() => TimeToRestoreType)
export class TimeToRestoreResolver {
  @ResolveField(() => [DurationPointType], series)
  series(@Parent() view: MetricView<TimeToRestore>, @Args() { by }: SeriesArgs): Promise<object[]> {
    return seriesOf(metrics.timeToRestore, view, by)
  }

  @ResolveField(() => FailureConnection, {
    description: 'The failures that were measured, open ones too, the latest first.',
  })
  samples(@Parent() { measured, metrics: of }: MetricView<TimeToRestore>, @Args() page: PageArgs): Promise<object> {
    const failed = measured.samples.map(({ failure, deployment = null, seconds }) => ({ failure, deployment, seconds }))
    return failuresPage(of, failed, page, 'TimeToRestore.samples')
  }

  @ResolveField(() => IncidentConnection, { description: incidentList })
  incidents(@Parent() { measured, metrics: of }: MetricView<TimeToRestore>, @Args() page: PageArgs): Promise<object> {
    return incidentsPage(of, measured.incidents ?? [], page, 'TimeToRestore.incidents')
  }
}

@Resolver(() => DeploymentReworkRateType)
export class DeploymentReworkRateResolver {
  @ResolveField(() => [RateByAuthorshipType], split)
  byAuthorship(@Parent() view: MetricView<DeploymentReworkRate>): Promise<object[]> {
    return splitOf(view, deploymentReworkRateByAuthorship)
  }

  @ResolveField(() => [RatePointType], series)
  series(@Parent() view: MetricView<DeploymentReworkRate>, @Args() { by }: SeriesArgs): Promise<object[]> {
    return seriesOf(metrics.deploymentReworkRate, view, by)
  }

  @ResolveField(() => DeploymentConnection, { description: 'The deployments that were rework, the latest first.' })
  samples(
    @Parent() { measured, metrics: of }: MetricView<DeploymentReworkRate>,
    @Args() page: PageArgs,
  ): Promise<object> {
    return deploymentsPage(of, measured.samples, page, 'DeploymentReworkRate.samples')
  }
}
