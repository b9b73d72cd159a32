import { Field, Int, ObjectType } from '@nestjs/graphql'
import { enumeration } from '../relay/enumeration.ts'

export const FlagCode = enumeration('FlagCode', 'What is doubtful about a number or a record.', {
  NO_PREDECESSOR: 'A first deployment, of which nothing says what it brought.',
  NEGATIVE_SPAN: 'Two clocks disagree: something ended before it began.',
  IMPLAUSIBLE_CLOCK: 'A date of authorship that cannot be true was set aside.',
  MISSING_COMMIT: 'The commit of a deployed version, or one of its ancestors, is not known.',
  MISSING_REQUEST: 'A request is named but not known.',
  MISSING_START:
    'The time is not known that the chosen definition starts from: when a commit was committed, or when it was pushed.',
  LOW_COVERAGE: 'Less than four fifths of what the number needs is there.',
  PROVISIONAL: 'The window ended less than seven days ago, so late events may still move the number.',
  SMALL_SAMPLE: 'Too few samples for the number to mean much.',
  APPROXIMATE: 'Computed from a sketch, not from every value.',
  OTHER_ENVIRONMENT:
    'In the window the service was deployed to other environments of this tier too; the one that is called as the tier is was taken, and they are not counted.',
})

@ObjectType('DataQualityFlag', { description: 'A doubt about the data behind a number.' })
export class DataQualityFlagType {
  @Field(() => FlagCode, { description: 'Which doubt.' })
  readonly code!: keyof typeof FlagCode

  @Field(() => Int, { description: 'How many records it touches.' })
  readonly count!: number

  @Field(() => String, { description: 'The doubt in words, and what to do about it.' })
  readonly message!: string
}
