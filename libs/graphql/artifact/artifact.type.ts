import { Field, ObjectType } from '@nestjs/graphql'
import { DateTime } from '../scalars/date-time.ts'

@ObjectType('Artifact', { description: 'An image or another immutable version that was built and may be deployed.' })
export class ArtifactType {
  @Field(() => String, { nullable: true, description: 'Name of the image with registry and path.' })
  readonly image!: string | null

  @Field(() => String, { nullable: true, description: 'Its version, where it is no image or has one beside.' })
  readonly version!: string | null

  @Field(() => String, { nullable: true, description: 'Tag that it was published under.' })
  readonly tag!: string | null

  @Field(() => String, { nullable: true, description: 'Digest of its content.' })
  readonly digest!: string | null

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was published first; null where it is only known that it was there when it was deployed.',
  })
  readonly publishedAt!: number | null

  @Field(() => String, { nullable: true, description: 'The commit that it was built from; null where nobody said.' })
  readonly sha!: string | null

  @Field(() => Boolean, { description: 'Whether the deployment runs it itself; else what it runs was built from it.' })
  readonly deployed!: boolean

  @Field(() => [String], { description: 'Digests or versions of the artifacts that it was built from.' })
  readonly inputs!: readonly string[]

  @Field(() => String, { nullable: true, description: 'Where to look at it.' })
  readonly url!: string | null
}
