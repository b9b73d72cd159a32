import { type DynamicModule, Module, type Type } from '@nestjs/common'

/** Everything that Nest starts and stops in one process. */
@Module({})
export class ServerModule {
  static of(imports: readonly (Type | DynamicModule)[]): DynamicModule {
    return { module: ServerModule, imports: [...imports] }
  }
}
