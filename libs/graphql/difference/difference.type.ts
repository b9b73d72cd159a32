import { Field, Int, ObjectType } from '@nestjs/graphql'

@ObjectType('VersionDifference', { description: 'What lies between two versions of a service.' })
export class VersionDifferenceType {
  @Field(() => Int, { description: 'What `git rev-list --count from..to` says, merge commits included.' })
  readonly commits!: number

  @Field(() => Int, {
    nullable: true,
    description:
      'Commits that the first version has and the second has not: what going there takes away. Null where a commit between them is not known.',
  })
  readonly removedCommits!: number | null

  @Field(() => Boolean, {
    description: 'Whether the second version is an ancestor of the first, so that going there goes back.',
  })
  readonly backwards!: boolean

  @Field(() => String, { description: 'The same as text to paste into a release note.' })
  readonly markdown!: string
}
