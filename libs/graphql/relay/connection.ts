import { Field, Int, ObjectType } from '@nestjs/graphql'
import { PageInfoType } from './page-info.type.ts'

/** One page of a list, as every connection answers it. */
export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[]
  readonly nodes: readonly Node[]
  readonly pageInfo: PageInfoType
  /** Where counting is a question of its own it is a getter, so that it is asked only when selected. */
  readonly totalCount: number | Promise<number>
}

/**
 * Makes `<name>Edge` and `<name>Connection`; every connection of the schema comes from here.
 *
 * @param many what its entries are called in descriptions, such as `deployments`
 */
export function connectionOf<Node>(
  name: string,
  node: () => abstract new () => Node,
  many: string,
): new () => Connection<Node> {
  @ObjectType(`${name}Edge`, { description: `One entry of a list of ${many}, with its place.` })
  class Edge {
    @Field(() => String, { description: 'Its place in the list, to hand to `after`.' })
    readonly cursor!: string

    @Field(node as unknown as () => new () => object, { description: 'The entry itself.' })
    readonly node!: Node
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${many}.` })
  class Page {
    @Field(() => [Edge], { description: 'The entries of this page with their cursors.' })
    readonly edges!: readonly { readonly cursor: string; readonly node: Node }[]

    @Field(() => [node()] as unknown as [new () => object], {
      description: 'The entries of this page without cursors.',
    })
    readonly nodes!: readonly Node[]

    @Field(() => PageInfoType, { description: 'Where this page stands in the list.' })
    readonly pageInfo!: PageInfoType

    @Field(() => Int, { description: 'How many entries the whole list has.' })
    readonly totalCount!: number | Promise<number>
  }
  return Page
}
