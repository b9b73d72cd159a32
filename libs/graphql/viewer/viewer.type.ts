import { Field, ObjectType } from '@nestjs/graphql'
import { EmbedType } from '../embed/embed.type.ts'

@ObjectType('Viewer', { description: 'Who asks, as the token says.' })
export class ViewerType {
  @Field(() => String, { description: 'The source that the token belongs to.' })
  readonly source!: string

  @Field(() => [String], {
    description: 'What the token lets its holder do: ingest, ingest:*, read, import or admin; none of an embed.',
  })
  readonly scopes!: readonly string[]

  @Field(() => Boolean, { description: 'Whether it may see and change how things are set up.' })
  readonly mayAdminister!: boolean

  @Field(() => Boolean, { description: 'Whether it may send events.' })
  readonly mayIngest!: boolean

  @Field(() => EmbedType, {
    nullable: true,
    description: 'The embed whose token was shown; null for every other token.',
  })
  readonly embed!: EmbedType | null
}
