import { Field, ObjectType } from '@nestjs/graphql'
import { connectionOf } from '../relay/connection.ts'
import { enumeration } from '../relay/enumeration.ts'
import { DateTime } from '../scalars/date-time.ts'

export const Authorship = enumeration('Authorship', 'Who wrote a change.', {
  HUMAN: 'A person.',
  BOT: 'A program that acts by itself, such as one that updates dependencies; every commit is of one.',
  AGENT: 'A coding agent, by itself or beside a person. A lower bound: many agents leave no mark.',
  UNKNOWN: 'Nothing says.',
})

export const AuthorshipRule = enumeration(
  'AuthorshipRule',
  'By which mark it is known that a bot or a coding agent wrote a change, or a part of it.',
  {
    AUTHOR: 'The author of a commit is one.',
    COMMITTER: 'The committer of a commit is an agent.',
    CO_AUTHOR: 'A commit names an agent in `Co-authored-by`.',
    TRAILER: 'A commit names an agent in another trailer, such as `Assisted-by`.',
    TEXT: 'A commit says in its message what it was generated with.',
    REQUEST: 'The author of the request is one.',
    OWN: 'An address that the rule `agentAddresses` of the catalogue names.',
  },
)

@ObjectType('Commit', { description: 'A commit of a change.' })
export class CommitType {
  @Field(() => String, { description: 'Its full hash.' })
  readonly sha!: string

  @Field(() => DateTime, { nullable: true, description: 'When it was written; null where only its hash is known.' })
  readonly authoredAt!: number | null

  @Field(() => DateTime, { nullable: true, description: 'When it was committed; a rebase renews it.' })
  readonly committedAt!: number | null

  @Field(() => Authorship, { description: 'Who wrote it; the rule `agentAddresses` is not looked at here.' })
  readonly authorship!: keyof typeof Authorship

  @Field(() => String, { nullable: true, description: 'First line of its message; null where none was sent.' })
  readonly subject!: string | null
}

export const CommitConnection = connectionOf('Commit', () => CommitType, 'commits')
