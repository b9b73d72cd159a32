import { Field, InputType, ObjectType } from '@nestjs/graphql'

@ObjectType('SourcePlaces', {
  description: 'What the source of a reconciler or an incident tool is set to: where what it tells is, and whose.',
})
export class SourcePlacesType {
  @Field(() => String, {
    nullable: true,
    description: 'The cluster that the reconciler runs in: the placement of what names no other; null: none is set.',
  })
  readonly cluster!: string | null

  @Field(() => String, {
    nullable: true,
    description:
      'Environment of all that it tells; null: labels, paths, namespaces and names tell it, and an incident is of production.',
  })
  readonly environment!: string | null

  @Field(() => String, { description: 'Rules for what these tell wrongly, as YAML; empty: none.' })
  readonly rules!: string
}

@InputType('SourcePlacesInput', {
  description:
    'What the source of a reconciler or an incident tool is to be set to. What is left out stays; an empty text takes it away.',
})
export class SourcePlacesInput {
  @Field(() => String, {
    nullable: true,
    description: 'The cluster that the reconciler runs in; of incident tools none.',
  })
  readonly cluster?: string | null

  @Field(() => String, { nullable: true, description: 'Environment of all that it tells.' })
  readonly environment?: string | null

  @Field(() => String, {
    nullable: true,
    description:
      'Rules as YAML: a list `rules` of patterns (name, namespace, cluster, path; of incident tools key, title, type, labels; of flag tools key, project, tag, in) with what they say (service, environment, placement, ignore; of incident tools service, environment, classification, incident; of flag tools service, environment, ignore).',
  })
  readonly rules?: string | null
}
