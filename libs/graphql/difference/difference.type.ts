import { Field, Int, ObjectType } from '@nestjs/graphql'

@ObjectType('VersionDifference', { description: 'What lies between two versions of a service.' })
export class VersionDifferenceType {
  @Field(() => Int, { description: 'What `git rev-list --count from..to` says, merge commits included.' })
  readonly commits!: number

  @Field(() => Boolean, {
    description: 'Whether the second version is an ancestor of the first, so that going there goes back.',
  })
  readonly backwards!: boolean

  @Field(() => String, { description: 'The same as text to paste into a release note.' })
  readonly markdown!: string
}
