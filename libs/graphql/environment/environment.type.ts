import { Field, ObjectType } from '@nestjs/graphql'
import { enumeration } from '../relay/enumeration.ts'
import { NodeType } from '../relay/node.type.ts'

export const Tier = enumeration('Tier', 'What an environment is for.', {
  PRODUCTION: 'Users are served from it.',
  STAGING: 'The last stop before production.',
  TESTING: 'Tests run in it.',
  DEVELOPMENT: 'Developers work in it.',
  EPHEMERAL: 'A preview that lives as long as its branch; never in a headline number.',
  OTHER: 'Its name says nothing.',
})

@ObjectType('Environment', {
  implements: () => [NodeType],
  description: 'A place by its role, such as production or staging; clusters and regions are its placements.',
})
export class EnvironmentType extends NodeType {
  @Field(() => String, { description: 'Its name as senders write it.' })
  readonly name!: string

  @Field(() => Tier, { description: 'What it is for.' })
  readonly tier!: keyof typeof Tier
}
