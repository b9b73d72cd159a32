import { Field, ID, ObjectType } from '@nestjs/graphql'
import { DateTime } from '../scalars/date-time.ts'
import { Confidence } from './deployment-kind.ts'

@ObjectType('Link', {
  description:
    'One joint of the chain from commit to deployment: what was joined, how, how surely, and on which records.',
})
export class LinkType {
  @Field(() => String, { description: 'The near side of the joint, such as a digest.' })
  readonly from!: string

  @Field(() => String, { description: 'The far side of the joint, such as a commit.' })
  readonly to!: string

  @Field(() => String, { description: 'How the two were joined, such as ARTIFACT, COMMIT_GRAPH or ROLLBACK.' })
  readonly method!: string

  @Field(() => Confidence, { description: 'How sure it is.' })
  readonly confidence!: keyof typeof Confidence

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the joint came about in the world; null when nothing says.',
  })
  readonly at!: number | null

  @Field(() => [ID], { description: 'The statements in the event log that it rests on.' })
  readonly deliveries!: readonly string[]

  @Field(() => Boolean, { description: 'Whether the joint is a gap: something that should be here and is not.' })
  readonly missing!: boolean

  @Field(() => String, {
    nullable: true,
    description: 'What would close the gap, or correct what was only guessed; null where there is neither.',
  })
  readonly mend!: string | null
}
