import { Field, ObjectType } from '@nestjs/graphql'
import { enumeration } from '../relay/enumeration.ts'

export const Verified = enumeration('SourceVerified', 'How it is known that a system sends what is read of it.', {
  LIVE: 'A running one sent it to us.',
  CAPTURED: 'From payloads that others recorded of a running one.',
  DOCUMENTED: 'From its documentation and code alone: nobody saw a running one send it yet.',
})

@ObjectType('SourceSystem', { description: 'A kind of system that can be a source.' })
export class SourceSystemType {
  @Field(() => String, { description: 'Its id, as `sourceCreate` takes it.' })
  readonly id!: string

  @Field(() => String, { description: 'What people call it.' })
  readonly title!: string

  @Field(() => Verified, { description: 'How it is known that it sends what is read of it.' })
  readonly verified!: keyof typeof Verified

  @Field(() => Boolean, {
    description: 'Whether its sources are set to a cluster, an environment and rules of places.',
  })
  readonly hasPlaces!: boolean
}
