import { Field, Float, Int, ObjectType } from '@nestjs/graphql'
import { DeploymentFrequencyType } from './deployment-frequency.type.ts'
import { DataQualityFlagType } from './flag.type.ts'
import { LeadTimeForChangesType } from './lead-time.type.ts'
import { UnavailableReason } from './metric.type.ts'
import { ChangeFailureRateType, DeploymentReworkRateType } from './rates.type.ts'
import { TimeToRestoreType } from './time-to-restore.type.ts'

@ObjectType('Checks', {
  description: 'Checks that ran before the merge of the changes that were shipped in the window.',
})
class ChecksType {
  @Field(() => Float, { nullable: true, description: 'Median length of a check in seconds; null when none is known.' })
  readonly p50Seconds!: number | null

  @Field(() => Float, { nullable: true, description: 'Ninetieth percentile in seconds; null under ten checks.' })
  readonly p90Seconds!: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'Share of checks that were run again on the same commit, 0 to 1; null when none is known.',
  })
  readonly rerunShare!: number | null

  @Field(() => Int, { description: 'How many finished runs are known.' })
  readonly sampleSize!: number

  @Field(() => UnavailableReason, { nullable: true, description: 'Why there is no median; null when there is one.' })
  readonly unavailableReason!: keyof typeof UnavailableReason | null
}

@ObjectType('Metrics', { description: 'The five metrics of one scope in one window, always beside each other.' })
export class MetricsType {
  @Field(() => DeploymentFrequencyType, { description: 'How often is it deployed?' })
  readonly deploymentFrequency!: DeploymentFrequencyType

  @Field(() => LeadTimeForChangesType, { description: 'How long does a change take until it is live?' })
  readonly leadTimeForChanges!: LeadTimeForChangesType

  @Field(() => ChangeFailureRateType, { description: 'How many deployments need somebody to step in?' })
  readonly changeFailureRate!: ChangeFailureRateType

  @Field(() => TimeToRestoreType, { description: 'How soon is a failed deployment repaired?' })
  readonly timeToRestore!: TimeToRestoreType

  @Field(() => DeploymentReworkRateType, { description: 'How many deployments are repairs?' })
  readonly deploymentReworkRate!: DeploymentReworkRateType

  @Field(() => ChecksType, { description: 'How long did checks take before the merge?' })
  readonly checks!: ChecksType

  @Field(() => [DataQualityFlagType], {
    description: 'Doubts about the data behind the five metrics, each with those that it is about.',
  })
  readonly flags!: readonly DataQualityFlagType[]
}
