import { Field, InputType } from '@nestjs/graphql'

@InputType('SourceRepositoryInput', {
  description: 'A repository that Leadline reads by itself, every five minutes; or a registry that it asks.',
})
export class SourceRepositoryInput {
  @Field(() => String, {
    description:
      'Its address, such as https://git.example.com/acme/shop; https or ssh. Of a registry its host, or host and path: ghcr.io/acme.',
  })
  readonly url!: string

  @Field(() => String, {
    nullable: true,
    description: 'A token that may read it, of a registry user:token too; kept sealed, and never answered.',
  })
  readonly token?: string | null

  @Field(() => String, {
    nullable: true,
    description:
      'Of a configuration repository the deployed branch; of another one: what comes onto it is a deployment.',
  })
  readonly branch?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Of a configuration repository: of what tells no environment; of another one: of its deployments.',
  })
  readonly environment?: string | null

  @Field(() => Boolean, {
    nullable: true,
    description:
      'The tags that look like versions are deployments, and where there are none what comes onto the default branch. Not of a configuration repository.',
  })
  readonly releases?: boolean | null

  @Field(() => String, {
    nullable: true,
    description: 'Pattern of the tags that are deployments, such as `v*`. Not of a configuration repository.',
  })
  readonly tags?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Whose deployments they are; the name of the repository when left out.',
  })
  readonly service?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Of a configuration repository: rules and patterns, as YAML, where discovery errs.',
  })
  readonly rules?: string | null
}
