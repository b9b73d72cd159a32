import { Field, ObjectType } from '@nestjs/graphql'
import { DateTime } from '../scalars/date-time.ts'

@ObjectType('RuleChange', {
  description:
    'A change of the catalogue or its rules that moved numbers of the past: what was told of them before may have been other numbers.',
})
export class RuleChangeType {
  @Field(() => DateTime, { description: 'When it was made.' })
  readonly at!: number

  @Field(() => Boolean, { description: 'Whether it concerned every service, and not this one alone.' })
  readonly everyService!: boolean

  @Field(() => [String], { description: 'What it changed, in words.' })
  readonly reasons!: readonly string[]
}
