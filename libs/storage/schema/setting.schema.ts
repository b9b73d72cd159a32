import { EntitySchema } from 'typeorm'

/** One setting that was changed from its default. */
export interface SettingRow {
  readonly key: string
  readonly value: unknown
}

export const SettingSchema = new EntitySchema<SettingRow>({
  name: 'setting',
  columns: {
    key: { type: 'text', primary: true },
    value: { type: 'json' },
  },
})
