import { Field, Int, ObjectType } from '@nestjs/graphql'
import { connectionOf } from '../relay/connection.ts'
import { CoverageGapType } from './coverage.type.ts'

@ObjectType('StreamCoverage', { description: 'How much is known of one service in one environment.' })
export class StreamCoverageType {
  @Field(() => Int, { description: 'Deployments in the window.' })
  readonly deployments!: number

  @Field(() => Int, { description: 'Those whose commit is known.' })
  readonly withCommit!: number

  @Field(() => Int, { description: 'Those that ended, or began less than a day ago.' })
  readonly withOutcome!: number

  @Field(() => Int, { description: 'Those whose live time is known, or that never went live.' })
  readonly withLiveTime!: number

  @Field(() => Int, { description: 'Changes that went live in the window.' })
  readonly changes!: number

  @Field(() => Int, { description: 'Those that are known requests.' })
  readonly withRequest!: number

  @Field(() => Int, { description: 'Failed deployments in the window.' })
  readonly failures!: number

  @Field(() => Int, { description: 'Those with an incident that tells when users felt it.' })
  readonly withIncident!: number

  @Field(() => Int, {
    description: 'Incidents opened in the window; alerts, drills, false positives and duplicates are none.',
  })
  readonly incidents!: number

  @Field(() => Int, {
    description: 'Those that are linked to a deployment, or stated to have another cause, if only by a correction.',
  })
  readonly incidentsLinked!: number

  @Field(() => Int, {
    description:
      'Applied commits of a configuration of which nobody knows the version: their syncs are held back, and no deployments.',
  })
  readonly heldBack!: number

  @Field(() => [CoverageGapType], { description: 'What is missing, the most frequent first.' })
  readonly gaps!: readonly CoverageGapType[]
}

export const StreamCoverageConnection = connectionOf(
  'StreamCoverage',
  () => StreamCoverageType,
  'services in environments',
)
