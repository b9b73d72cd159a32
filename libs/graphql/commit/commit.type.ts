import { Field, ObjectType } from '@nestjs/graphql'
import { connectionOf } from '../relay/connection.ts'
import { enumeration } from '../relay/enumeration.ts'
import { DateTime } from '../scalars/date-time.ts'

export const Authorship = enumeration('Authorship', 'Who wrote a change.', {
  HUMAN: 'A person.',
  BOT: 'A program that acts by itself, such as one that updates dependencies.',
  AGENT: 'A coding agent, by itself or beside a person.',
  UNKNOWN: 'Nothing says.',
})

@ObjectType('Commit', { description: 'A commit of a change.' })
export class CommitType {
  @Field(() => String, { description: 'Its full hash.' })
  readonly sha!: string

  @Field(() => DateTime, { nullable: true, description: 'When it was written; null where only its hash is known.' })
  readonly authoredAt!: number | null

  @Field(() => DateTime, { nullable: true, description: 'When it was committed; a rebase renews it.' })
  readonly committedAt!: number | null

  @Field(() => Authorship, { description: 'Who wrote it.' })
  readonly authorship!: keyof typeof Authorship

  @Field(() => String, { nullable: true, description: 'First line of its message; null where none was sent.' })
  readonly subject!: string | null
}

export const CommitConnection = connectionOf('Commit', () => CommitType, 'commits')
