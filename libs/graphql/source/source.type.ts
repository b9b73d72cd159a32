import { Field, Int, ObjectType } from '@nestjs/graphql'
import { enumeration } from '../relay/enumeration.ts'
import { NodeType } from '../relay/node.type.ts'
import { UserErrorType } from '../relay/user-error.type.ts'
import { DateTime } from '../scalars/date-time.ts'

const SourceState = enumeration('SourceState', 'How a source is doing.', {
  CONNECTED: 'Its events arrive.',
  WAITING: 'Nothing has come from it yet.',
  FAILING: 'What it sends cannot be understood, or it lets us read nothing.',
  DISABLED: 'It was switched off here.',
})

@ObjectType('SourceRefusal', { description: 'Why some of what a source sent could not be understood.' })
export class SourceRefusalType {
  @Field(() => String, { description: 'The reason, in a sentence.' })
  readonly reason!: string

  @Field(() => Int, {
    description:
      'How many were refused for it, among the latest 500 deliveries and 500 events of the source that were.',
  })
  readonly count!: number

  @Field(() => DateTime, { description: 'When the last of them came.' })
  readonly lastAt!: number
}

@ObjectType('SourceBudget', { description: 'How much may still be asked of an API before it wants a pause.' })
export class SourceBudgetType {
  @Field(() => Int, { description: 'Questions, or points where the API counts such.' })
  readonly remaining!: number

  @Field(() => Int, { nullable: true, description: 'Of so many; null where that is not told.' })
  readonly limit!: number | null

  @Field(() => DateTime, { nullable: true, description: 'When it is whole again; null where that is not told.' })
  readonly resetsAt!: number | null
}

@ObjectType('SourceStatus', {
  implements: () => [NodeType],
  description: 'A system that sends events, and how it is doing.',
})
export class SourceStatusType extends NodeType {
  @Field(() => String, { description: 'Its name, as events carry it.' })
  readonly name!: string

  @Field(() => String, {
    description: 'What kind of system it is, such as events for whatever posts to the event door.',
  })
  readonly system!: string

  @Field(() => SourceState, { description: 'How it is doing.' })
  readonly state!: keyof typeof SourceState

  @Field(() => DateTime, { nullable: true, description: 'When its last event was taken in; null before the first.' })
  readonly lastEventAt!: number | null

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When its last event came, where it has been silent since for over twice as long as it lately ever was; else null, and of a repository that is read.',
  })
  readonly gapSince!: number | null

  @Field(() => String, {
    description: 'Path that it sends to, or the address of the repository that is read; never with credentials.',
  })
  readonly address!: string

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the repository, or the API beside what is delivered, was last read to its end; null before the first time, and where nothing is read.',
  })
  readonly readAt!: number | null

  @Field(() => SourceBudgetType, {
    nullable: true,
    description:
      'What its API may still be asked, as its last answer said; null where it says nothing, and where none is read.',
  })
  readonly budget!: SourceBudgetType | null

  @Field(() => [String], {
    description:
      'What its last reading remarked, at most 100 sentences, of Argo CD which syncs were never told: what of the repository could not be read or understood, and is in no number; what was assumed; and of how many versions no commit is known, which count all the same.',
  })
  readonly problems!: readonly string[]

  @Field(() => DateTime, {
    nullable: true,
    description: 'When a test (`POST /api/events?test=true`) last proved that its events would be taken; null: never.',
  })
  readonly testedAt!: number | null

  @Field(() => Int, { description: 'Events taken in.' })
  readonly accepted!: number

  @Field(() => Int, { description: 'Deliveries set aside because they say nothing about delivery.' })
  readonly ignored!: number

  @Field(() => Int, { description: 'Deliveries kept back because they could not be understood.' })
  readonly quarantined!: number

  @Field(() => [SourceRefusalType], {
    description: 'Why they could not be understood: the latest three different reasons, the latest first.',
  })
  readonly refusals!: readonly SourceRefusalType[]

  @Field(() => String, {
    nullable: true,
    description:
      'What went wrong when it was read last, else why a delivery was last not understood; null when nothing did.',
  })
  readonly message!: string | null
}

@ObjectType('SourcePayload', { description: 'The answer to making or changing a source.' })
export class SourcePayloadType {
  @Field(() => SourceStatusType, { nullable: true, description: 'The source; null when there are errors.' })
  readonly source!: SourceStatusType | null

  @Field(() => String, {
    nullable: true,
    description: 'Path that the system is to send to; null when there are errors, and for a repository that is read.',
  })
  readonly url!: string | null

  @Field(() => String, {
    nullable: true,
    description:
      'The secret to send with, shown this once; null when there are errors, and for a repository that is read.',
  })
  readonly secret!: string | null

  @Field(() => [UserErrorType], { description: 'What the caller can mend; empty when it worked.' })
  readonly userErrors!: readonly UserErrorType[]
}
