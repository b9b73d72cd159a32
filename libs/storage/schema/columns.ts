import type { EntitySchemaColumnOptions } from 'typeorm'
import type { Instant } from '#domain/instant'

/** An instant: milliseconds here, `timestamptz` there. */
export function instant(name: string, more: Partial<EntitySchemaColumnOptions> = {}): EntitySchemaColumnOptions {
  return {
    type: 'timestamptz',
    name,
    transformer: {
      to: (value: Instant | null | undefined) => (typeof value === 'number' ? new Date(value) : value),
      from: (value: Instant | null) => value,
    },
    ...more,
  }
}

/** A key that the database gives. */
export const identity: EntitySchemaColumnOptions = {
  type: 'integer',
  primary: true,
  generated: true,
}
