import { Field, Int, ObjectType } from '@nestjs/graphql'
import { enumeration } from '../relay/enumeration.ts'
import { DateTime } from '../scalars/date-time.ts'

const BuildOutcome = enumeration('BuildOutcome', 'How a build ended.', {
  SUCCEEDED: 'It made what it should.',
  FAILED: 'It did not.',
  CANCELLED: 'Somebody stopped it.',
})

const BuildPhase = enumeration('BuildPhase', 'Which side of the merge a build stands on.', {
  PRE_MERGE: 'It checked a request.',
  POST_MERGE: 'It built what was merged.',
})

@ObjectType('Build', { description: 'One run that checked or built a commit.' })
export class BuildType {
  @Field(() => String, { nullable: true, description: 'What it is called; null where its sender gave no name.' })
  readonly name!: string | null

  @Field(() => String, { description: 'The commit that was built.' })
  readonly sha!: string

  @Field(() => Int, { nullable: true, description: 'Which run of the same build it was, from 1.' })
  readonly attempt!: number | null

  @Field(() => BuildPhase, { nullable: true, description: 'Before the merge or after; null where nobody said.' })
  readonly phase!: keyof typeof BuildPhase | null

  @Field(() => BuildOutcome, {
    nullable: true,
    description: 'How it ended; null while it runs, and where nobody said.',
  })
  readonly outcome!: keyof typeof BuildOutcome | null

  @Field(() => DateTime, { nullable: true, description: 'When it was wanted; null where nobody said.' })
  readonly queuedAt!: number | null

  @Field(() => DateTime, { description: 'When it began.' })
  readonly startedAt!: number

  @Field(() => DateTime, { nullable: true, description: 'When it ended; null while it runs.' })
  readonly finishedAt!: number | null

  @Field(() => String, { nullable: true, description: 'Where to look at it.' })
  readonly url!: string | null
}
