import { EntitySchema } from 'typeorm'
import type { Instant } from '#domain/instant'
import { identity, instant } from './columns.ts'

/** A system that sends, as the setup knows it. */
export interface SourceRow {
  readonly id: number
  readonly name: string
  readonly system: string
  readonly createdAt: Instant
  readonly disabledAt: Instant | null
  readonly ignored: number
  readonly message: string | null
  /** When a test last proved that its events would be taken; null: never. */
  readonly testedAt: Instant | null
  /** Latest UTC days on which something came from it, since 1970, ascending. */
  readonly activeDays: readonly number[]
  /** Of its system: what may be set is told by the folder of that source. */
  readonly settings: unknown
  /** Sealed; null where nothing is proven by one. */
  readonly secret: Buffer | null
  /** The one before it, which still counts until `previousSecretUntil`. */
  readonly previousSecret: Buffer | null
  readonly previousSecretUntil: Instant | null
  /** Sealed: what we prove ourselves to the system with, where it gave us that. */
  readonly credential: Buffer | null
}

export const SourceSchema = new EntitySchema<SourceRow>({
  name: 'source',
  columns: {
    id: identity,
    name: { type: 'text' },
    system: { type: 'text' },
    createdAt: instant('created_at', { default: () => 'now()' }),
    disabledAt: instant('disabled_at', { nullable: true }),
    ignored: { type: 'bigint', default: 0 },
    message: { type: 'text', nullable: true },
    testedAt: instant('tested_at', { nullable: true }),
    activeDays: { type: 'integer', name: 'active_days', array: true, default: [] },
    settings: { type: 'json', default: {} },
    secret: { type: 'bytea', nullable: true },
    previousSecret: { type: 'bytea', name: 'previous_secret', nullable: true },
    previousSecretUntil: instant('previous_secret_until', { nullable: true }),
    credential: { type: 'bytea', nullable: true },
  },
})
