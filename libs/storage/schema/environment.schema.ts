import { EntitySchema } from 'typeorm'
import { type Tier, tiers } from '#domain/environment'
import { identity } from './columns.ts'

/** Where a service can go. */
export interface EnvironmentRow {
  readonly id: number
  readonly name: string
  readonly tier: Tier
}

export const EnvironmentSchema = new EntitySchema<EnvironmentRow>({
  name: 'environment',
  columns: {
    id: identity,
    name: { type: 'text' },
    tier: { type: 'enum', enum: [...tiers], enumName: 'tier' },
  },
})
