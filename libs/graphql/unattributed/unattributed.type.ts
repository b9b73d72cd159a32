import { Field, Int, ObjectType } from '@nestjs/graphql'
import { connectionOf } from '../relay/connection.ts'
import { enumeration } from '../relay/enumeration.ts'
import { DateTime } from '../scalars/date-time.ts'

export const UnattributedKind = enumeration('UnattributedKind', 'What waits for somebody to say whose it is.', {
  DEPLOYMENT_WITHOUT_COMMIT: 'Deployments of a service whose commit nothing tells.',
  COMMIT_NOT_TOLD: 'Deployments of a service that name a commit which nobody told.',
  HELD_BACK_SYNC:
    'Syncs of a service that are held back, because nobody knows which version the applied commit asks for.',
  IMAGE_WITHOUT_SERVICE: 'An image that was published but that no deployment runs and no service ships.',
  REPOSITORY_WITHOUT_SERVICE: 'A repository of which commits are known that no service ships.',
  INCIDENT_WITHOUT_SERVICE: 'A name that incidents use for a service, of which nothing is deployed.',
  FLAG_WITHOUT_SERVICE: 'A flag that was switched, of which nobody says of which service it is.',
})

@ObjectType('Unattributed', { description: 'Something that is known and that nobody has claimed yet.' })
export class UnattributedType {
  @Field(() => UnattributedKind, { description: 'What it is.' })
  readonly kind!: keyof typeof UnattributedKind

  @Field(() => String, { description: 'The service, image or repository by its name.' })
  readonly name!: string

  @Field(() => Int, {
    description:
      'How many deployments, applied commits, images, commits, incidents or switches; of commits at most 1,000.',
  })
  readonly count!: number

  @Field(() => String, { nullable: true, description: 'One of them, to look at.' })
  readonly example!: string | null

  @Field(() => DateTime, { nullable: true, description: 'When the latest of them was.' })
  readonly lastAt!: number | null

  @Field(() => String, { description: 'Why it waits.' })
  readonly reason!: string

  @Field(() => String, { description: 'One command that repairs it, past and future; words in capitals are yours.' })
  readonly mend!: string
}

export const UnattributedConnection = connectionOf('Unattributed', () => UnattributedType, 'unattributed things')
