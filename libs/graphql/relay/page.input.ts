import { ArgsType, Field, Int } from '@nestjs/graphql'

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    defaultValue: 50,
    description: 'How many entries to answer at most; 100 is the limit, 500 for services.',
  })
  readonly first!: number

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the entry after which to go on; left out, the list begins at its start.',
  })
  readonly after?: string | null
}
