import { Field, ID, InterfaceType } from '@nestjs/graphql'

/** What `node(id)` answers carries its type's name. */
@InterfaceType('Node', {
  description: 'A thing that can be asked for again by its id.',
  resolveType: (value: { readonly __typename: string }) => value.__typename,
})
export abstract class NodeType {
  @Field(() => ID, { description: 'Opaque and lasting: hand it back as it came.' })
  readonly id!: string
}
