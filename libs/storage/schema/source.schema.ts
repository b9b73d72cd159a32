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
  },
})
