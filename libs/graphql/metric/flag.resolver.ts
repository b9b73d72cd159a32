import { ResolveField, Resolver } from '@nestjs/graphql'
import type { SharedFlag } from '#metrics/flags-of-all'
import { DataQualityFlagType } from './flag.type.ts'

@Resolver(() => DataQualityFlagType)
export class DataQualityFlagResolver {
  @ResolveField(() => [String], {
    description:
      'Names in this API of the metrics that it is about, among the flags of several; empty in those of one metric or one record.',
  })
  metrics({ metrics = [] }: Partial<SharedFlag>): readonly string[] {
    return metrics
  }
}
