/** What people settled, in words. Pure. */
import { moment } from './format.ts'
import { named } from './moved-words.ts'

export interface Settled {
  readonly id: string
  readonly by: string
  readonly reason: string
  readonly at: string
  readonly revoked: boolean
  /** In words; null in facts that an earlier version kept. */
  readonly settles: string | null
  readonly revokedBy: string | null
  readonly revokedReason: string | null
}

/** Who settled what, when and why: `ana settled on 4 Mar 2026, 08:00 that no deployment caused incident “Down”: the provider`. */
export function settledWords(settled: Settled, timeZone: string): string {
  const { by, reason, at, settles, revoked, revokedBy, revokedReason } = settled
  const what = settles === null ? '' : ` that ${named(settles)}`
  const said = `${by} settled on ${moment(at, timeZone)}${what}: ${reason}`
  if (!revoked) return said
  return `${said} (taken back${revokedBy === null ? '' : ` by ${revokedBy}`}${revokedReason === null ? '' : `: ${revokedReason}`})`
}
