import { Field, ObjectType } from '@nestjs/graphql'

@ObjectType('PageInfo', { description: 'Where a page stands in its list.' })
export class PageInfoType {
  @Field(() => Boolean, { description: 'Whether more follows after this page.' })
  readonly hasNextPage!: boolean

  @Field(() => Boolean, { description: 'Whether something stands before this page.' })
  readonly hasPreviousPage!: boolean

  @Field(() => String, { nullable: true, description: 'Cursor of the first entry; null for an empty page.' })
  readonly startCursor!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last entry, to hand to `after`; null for an empty page.',
  })
  readonly endCursor!: string | null
}
