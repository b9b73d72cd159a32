import { EntitySchema } from 'typeorm'
import { identity } from './columns.ts'

/** A service of the catalogue. */
export interface ServiceRow {
  readonly id: number
  readonly name: string
  readonly teamId: number | null
  readonly repositoryId: number | null
  readonly paths: readonly string[]
  readonly discovered: boolean
  readonly badges: boolean
}

export const ServiceSchema = new EntitySchema<ServiceRow>({
  name: 'service',
  columns: {
    id: identity,
    name: { type: 'text' },
    teamId: { type: 'integer', name: 'team_id', nullable: true },
    repositoryId: { type: 'integer', name: 'repository_id', nullable: true },
    paths: { type: 'text', array: true, default: [] },
    discovered: { type: 'boolean', default: true },
    badges: { type: 'boolean', default: false },
  },
})
