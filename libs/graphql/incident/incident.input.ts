import { ArgsType, Field } from '@nestjs/graphql'
import { PageArgs } from '../relay/page.input.ts'
import { DateTime } from '../scalars/date-time.ts'
import { IncidentFilter } from './incident-filter.input.ts'

@ArgsType()
export class IncidentsArgs extends PageArgs {
  @Field(() => IncidentFilter, { description: 'Which to list; an empty filter lists all.' })
  readonly filter!: IncidentFilter

  @Field(() => DateTime, {
    nullable: true,
    description: 'Answer with what was recorded by this moment; left out, with everything.',
  })
  readonly asOf?: number | null
}
