import { Field, ObjectType } from '@nestjs/graphql'
import { Confidence } from '../deployment/deployment-kind.ts'
import { enumeration } from '../relay/enumeration.ts'
import { DateTime } from '../scalars/date-time.ts'

export const FlagLinkMethod = enumeration('FlagLinkMethod', 'What joins a switched flag to an incident.', {
  FLAG_STATED: 'The statement of the switch names the incident.',
  FLAG_REASON: 'It was switched off, and the reason that was given names the incident.',
  FLAG_TITLE: 'It was switched off, and the title of the incident names the flag.',
  FLAG_TIME_ONLY:
    'It was switched off in production while the incident of its service lasted, and nothing else is known.',
})

@ObjectType('SwitchedFlag', { description: 'A feature flag that was switched for an incident, or may have been.' })
export class SwitchedFlagType {
  @Field(() => String, { description: 'Key of the flag.' })
  readonly key!: string

  @Field(() => String, { description: 'The system that reported it.' })
  readonly source!: string

  @Field(() => DateTime, { description: 'When it was switched.' })
  readonly at!: number

  @Field(() => Boolean, { description: 'Whether it was switched on; else off.' })
  readonly enabled!: boolean

  @Field(() => String, { nullable: true, description: 'Where to read it.' })
  readonly url!: string | null

  @Field(() => FlagLinkMethod, { description: 'What joins it to the incident.' })
  readonly method!: keyof typeof FlagLinkMethod

  @Field(() => Confidence, {
    description: 'How sure that is. LOW is a suggestion: it ends no impact until somebody confirms it.',
  })
  readonly confidence!: keyof typeof Confidence
}
