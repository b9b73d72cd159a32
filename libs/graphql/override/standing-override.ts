import type { OverrideState } from '#domain/entity-state'
import type { Database } from '#storage/database'
import { overrideById, type OverrideRow } from '#storage/queries/override-by-id'
import { partsOf } from '../relay/id-parts.ts'
import { userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'

/** The override of an id, which stands; or why it cannot be taken back. */
export async function standingOverride(db: Database, id: string): Promise<OverrideState | UserErrorType> {
  const [overrideId = ''] = partsOf(id, 'Override', 'id')
  const [found, another] = await db.query<OverrideRow>(overrideById(overrideId))
  if (found === undefined)
    return userError('NOT_FOUND', 'There is no override with this id; take the `id` of one of `overrides`.', 'id')
  if (another !== undefined)
    return userError('AMBIGUOUS', 'Several sources used this id; revoke it at its source.', 'id')
  if (found.state.event.revoked === true)
    return userError('REVOKED', 'It was taken back already; nothing is left to do.', 'id')
  return found.state
}
