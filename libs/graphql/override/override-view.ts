import type { AppliedOverride } from '#domain/stream-history'
import { globalId } from '../relay/global-id.ts'
import type { OverrideView } from '../views.ts'

export function overrideView({ id, at, by, reason, revoked, settles, revocation }: AppliedOverride): OverrideView {
  return {
    __typename: 'Override',
    id: globalId('Override', id),
    at,
    by,
    reason,
    revoked,
    settles: settles ?? null,
    revokedAt: revocation?.at ?? null,
    revokedBy: revocation?.by ?? null,
    revokedReason: revocation?.reason ?? null,
  }
}
