import { ArgsType, Field } from '@nestjs/graphql'
import { DefinitionInput } from '../definition/definition.input.ts'
import { DefinitionPreset } from '../definition/definition.type.ts'
import { DateTime } from '../scalars/date-time.ts'
import { WindowInput } from '../window/window.input.ts'

@ArgsType()
export class MetricsArgs {
  @Field(() => String, {
    defaultValue: 'production',
    description: 'Name of the environment as senders write it, or of a tier of which the service has one environment.',
  })
  readonly environment!: string

  @Field(() => WindowInput, { description: 'The span of time to measure.' })
  readonly window!: WindowInput

  @Field(() => DefinitionInput, { nullable: true, description: 'How to compute; our own definitions when left out.' })
  readonly definition?: DefinitionInput | null

  @Field(() => DateTime, {
    nullable: true,
    description: 'Answer with what was recorded by this moment, under the rules of today; left out, with everything.',
  })
  readonly asOf?: number | null
}

@ArgsType()
export class PresetsArgs {
  @Field(() => String, {
    defaultValue: 'production',
    description: 'Name of the environment as senders write it, or of a tier of which the service has one environment.',
  })
  readonly environment!: string

  @Field(() => WindowInput, { description: 'The span of time to measure.' })
  readonly window!: WindowInput

  @Field(() => [DefinitionPreset], { description: 'The presets to compute by, in the order to answer in.' })
  readonly presets!: readonly (keyof typeof DefinitionPreset)[]
}
