import { ArgsType, Field } from '@nestjs/graphql'
import { PageArgs } from '../relay/page.input.ts'
import { Bucket } from '../window/window.type.ts'

@ArgsType()
export class SeriesArgs {
  @Field(() => Bucket, {
    description: 'The step of the series; its points are the local days, weeks or months of the window.',
  })
  readonly by!: keyof typeof Bucket
}

@ArgsType()
export class SampleArgs extends PageArgs {
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether the slowest come first; otherwise the latest do.',
  })
  readonly slowestFirst?: boolean | null
}
