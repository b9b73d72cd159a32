import { Field, InputType } from '@nestjs/graphql'

@InputType('ServiceFilter', { description: 'Which services to list; all conditions hold together.' })
export class ServiceFilter {
  @Field(() => String, { nullable: true, description: 'Name of the team that owns them.' })
  readonly team?: string | null

  @Field(() => [String], { nullable: true, description: 'Only those of these names.' })
  readonly names?: readonly string[] | null

  @Field(() => String, { nullable: true, description: 'Text that their name contains, in any case.' })
  readonly search?: string | null

  @Field(() => Boolean, { nullable: true, description: 'Only those that appeared by themselves, or only the others.' })
  readonly discovered?: boolean | null
}
