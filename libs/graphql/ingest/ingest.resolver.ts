import { Context, Query, Resolver } from '@nestjs/graphql'
import type { Asked } from '../asked.ts'
import type { IngestStatus } from '../outside.ts'
import { IngestStatusType } from './ingest.type.ts'

@Resolver()
export class IngestResolver {
  @Query(() => IngestStatusType, {
    description: 'How far answers are behind what was taken in; nothing pending means that they show everything.',
  })
  ingest(@Context() { outside, now }: Asked): Promise<IngestStatus> {
    return outside.ingestStatus(now)
  }
}
