import { Field, Int, ObjectType } from '@nestjs/graphql'
import { Authorship, AuthorshipRule } from '../commit/commit.type.ts'
import { connectionOf } from '../relay/connection.ts'
import { NodeType } from '../relay/node.type.ts'
import { DateTime } from '../scalars/date-time.ts'

@ObjectType('Change', {
  implements: () => [NodeType],
  description: 'A merged pull or merge request, or a commit on the deployed branch that no request holds.',
})
export class ChangeType extends NodeType {
  @Field(() => Int, { nullable: true, description: 'Number of the request; null for a commit by itself.' })
  readonly number!: number | null

  @Field(() => String, { nullable: true, description: 'Merge commit of the request, or the commit itself.' })
  readonly sha!: string | null

  @Field(() => String, { nullable: true, description: 'Title of the request, or first line of the commit.' })
  readonly title!: string | null

  @Field(() => String, { nullable: true, description: 'Where to read it.' })
  readonly url!: string | null

  @Field(() => Authorship, { description: 'Who wrote it, as far as its commits and its request show.' })
  readonly authorship!: keyof typeof Authorship

  @Field(() => AuthorshipRule, {
    nullable: true,
    description: 'By which mark it is known that a bot or an agent had a part in it; null where there is none.',
  })
  readonly authorshipRule!: keyof typeof AuthorshipRule | null

  @Field(() => String, {
    nullable: true,
    description: 'The agent, by the name of the program; null for others, and where it is one of your own.',
  })
  readonly agent!: string | null

  @Field(() => DateTime, { nullable: true, description: 'When its first commit was written.' })
  readonly firstAuthoredAt!: number | null

  @Field(() => DateTime, { nullable: true, description: 'When the request was opened.' })
  readonly openedAt!: number | null

  @Field(() => DateTime, { nullable: true, description: 'When it was merged; null while it is open.' })
  readonly mergedAt!: number | null

  @Field(() => Int, { nullable: true, description: 'Lines added.' })
  readonly additions!: number | null

  @Field(() => Int, { nullable: true, description: 'Lines deleted.' })
  readonly deletions!: number | null

  @Field(() => [String], { description: 'Labels of the request.' })
  readonly labels!: readonly string[]
}

export const ChangeConnection = connectionOf('Change', () => ChangeType, 'changes')
