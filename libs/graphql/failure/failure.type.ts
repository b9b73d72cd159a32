import { Field, Float, ObjectType } from '@nestjs/graphql'
import { Confidence } from '../deployment/deployment-kind.ts'
import { LinkType } from '../deployment/link.type.ts'
import { connectionOf } from '../relay/connection.ts'
import { enumeration } from '../relay/enumeration.ts'
import { NodeType } from '../relay/node.type.ts'
import { DateTime } from '../scalars/date-time.ts'

export const RestoreRule = enumeration('RestoreRule', 'Which moment ended a failure.', {
  MITIGATED: 'The incident was mitigated.',
  MITIGATED_BY_FLAG: 'A flag was switched for the incident.',
  RESOLVED: 'The incident was resolved.',
  REMEDY_LIVE: 'The deployment that repairs it went live.',
})

export const FailureBasis = enumeration(
  'FailureBasis',
  'What says that a deployment failed, from the strongest word to the weakest.',
  {
    OVERRIDE: 'A person settled it.',
    EXPLICIT: 'An incident names the deployment or its commit.',
    ROLLBACK: 'It was rolled back.',
    REVERT: 'A later deployment took back its changes.',
    HOTFIX: 'A hotfix went live that refers to it.',
    TIME_ONLY: 'An incident opened soon after it, and nothing else is known.',
    OUTCOME: 'Its own run ended FAILED, which a definition with failedOutcomes counts; nothing else shows it.',
  },
)

export const RemedyKind = enumeration('RemedyKind', 'What ended a failure.', {
  ROLLBACK: 'Going back to an earlier version.',
  ROLL_FORWARD: 'Deploying a repair.',
  FLAG: 'Switching a flag.',
  OTHER: 'Something else.',
})

@ObjectType('Failure', {
  implements: () => [NodeType],
  description: 'A deployment that degraded the service, with what showed it and what repaired it.',
})
export class FailureType extends NodeType {
  @Field(() => FailureBasis, { description: 'What says that it failed.' })
  readonly basis!: keyof typeof FailureBasis

  @Field(() => Confidence, { description: 'How sure that is.' })
  readonly confidence!: keyof typeof Confidence

  @Field(() => DateTime, { description: 'When users began to feel it.' })
  readonly impactStartedAt!: number

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the service was well again; null while it is open, and where only its outcome shows it.',
  })
  readonly restoredAt!: number | null

  @Field(() => RestoreRule, {
    nullable: true,
    description: 'Which moment counted as the restoration; null while it is open.',
  })
  readonly restoredRule!: keyof typeof RestoreRule | null

  @Field(() => Float, {
    nullable: true,
    description: 'Seconds of impact, spells of over 24 hours without impact taken out; null while it is open.',
  })
  readonly seconds!: number | null

  @Field(() => RemedyKind, { nullable: true, description: 'What ended it; null while it is open.' })
  readonly remedy!: keyof typeof RemedyKind | null

  @Field(() => String, {
    nullable: true,
    description: 'Key of the flag that was switched to end it; null where none was.',
  })
  readonly restoredByFlag!: string | null

  @Field(() => [LinkType], { description: 'The joints that the verdict rests on.' })
  readonly evidence!: readonly LinkType[]
}

export const FailureConnection = connectionOf('Failure', () => FailureType, 'failures')
