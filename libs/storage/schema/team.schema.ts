import { EntitySchema } from 'typeorm'
import { identity } from './columns.ts'

/** Who owns services. */
export interface TeamRow {
  readonly id: number
  readonly name: string
  readonly discovered: boolean
}

export const TeamSchema = new EntitySchema<TeamRow>({
  name: 'team',
  columns: {
    id: identity,
    name: { type: 'text' },
    discovered: { type: 'boolean', default: true },
  },
})
