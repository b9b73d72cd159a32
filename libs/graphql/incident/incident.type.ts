import { Field, Float, Int, ObjectType } from '@nestjs/graphql'
import { OverrideType } from '../override/override.type.ts'
import { connectionOf } from '../relay/connection.ts'
import { NodeType } from '../relay/node.type.ts'
import { DateTime } from '../scalars/date-time.ts'
import { SwitchedFlagType } from './switched-flag.type.ts'

@ObjectType('Incident', {
  implements: () => [NodeType],
  description: 'Something that went wrong, as the system that tracks incidents tells it.',
})
export class IncidentType extends NodeType {
  @Field(() => String, { description: 'The system that reported it.' })
  readonly source!: string

  @Field(() => String, { description: 'Its id in that system.' })
  readonly externalId!: string

  @Field(() => String, { nullable: true, description: 'Its title.' })
  readonly title!: string | null

  @Field(() => String, { nullable: true, description: 'Where to read it.' })
  readonly url!: string | null

  @Field(() => Int, { nullable: true, description: 'Severity from 1, the worst, to 5.' })
  readonly severity!: number | null

  @Field(() => DateTime, { description: 'When it was opened.' })
  readonly openedAt!: number

  @Field(() => DateTime, { description: 'When users began to feel it; its opening, where nobody says.' })
  readonly impactStartedAt!: number

  @Field(() => DateTime, { nullable: true, description: 'When users stopped feeling it.' })
  readonly mitigatedAt!: number | null

  @Field(() => DateTime, { nullable: true, description: 'When it was resolved for good.' })
  readonly resolvedAt!: number | null

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the service was well again by the rules of time to restore; null while it is open.',
  })
  readonly restoredAt!: number | null

  @Field(() => Float, {
    nullable: true,
    description:
      'Seconds of its impact, spells of over 24 hours without impact taken out; the longest, where services differ; null while it is open.',
  })
  readonly impactSeconds!: number | null

  @Field(() => String, { description: 'What it is: incident, alert, drill, false_positive or duplicate.' })
  readonly classification!: string

  @Field(() => [SwitchedFlagType], {
    description: 'Flags that were switched for it, or may have been, by time; none where none is known.',
  })
  readonly switchedFlags!: readonly SwitchedFlagType[]

  @Field(() => [OverrideType], { description: 'What people settled about it.' })
  readonly overrides!: readonly OverrideType[]
}

export const IncidentConnection = connectionOf('Incident', () => IncidentType, 'incidents')
