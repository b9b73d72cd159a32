import { Catch, type ExceptionFilter } from '@nestjs/common'

/**
 * Hands errors of resolvers on to the answer. Nest by itself would log each, the asker's own mistakes too; of ours, the
 * answer carries an id and the log the rest.
 */
@Catch()
export class ResolverErrors implements ExceptionFilter {
  catch(error: unknown): never {
    throw error
  }
}
