import { Field, InputType } from '@nestjs/graphql'
import { WindowInput } from '../window/window.input.ts'

@InputType('IncidentFilter', { description: 'Which incidents to list; all conditions hold together.' })
export class IncidentFilter {
  @Field(() => String, { nullable: true, description: 'Name of a service that it concerns.' })
  readonly service?: string | null

  @Field(() => String, { nullable: true, description: 'Name of the team that owns such a service.' })
  readonly team?: string | null

  @Field(() => String, { nullable: true, description: 'Name of the environment, or of a tier of which there is one.' })
  readonly environment?: string | null

  @Field(() => Boolean, { nullable: true, description: 'Only open ones, or only restored ones.' })
  readonly open?: boolean | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only those about which a person settled something, taken back or not; or only the others.',
  })
  readonly corrected?: boolean | null

  @Field(() => WindowInput, { nullable: true, description: 'Only those opened in this window.' })
  readonly window?: WindowInput | null
}
