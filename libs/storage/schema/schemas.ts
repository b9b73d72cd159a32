import { EnvironmentSchema } from './environment.schema.ts'
import { ServiceSchema } from './service.schema.ts'
import { SettingSchema } from './setting.schema.ts'
import { SourceSchema } from './source.schema.ts'
import { TeamSchema } from './team.schema.ts'
import { TokenSchema } from './token.schema.ts'

/** Tables of which single rows are read and written by hand; the log and the facts are read and written in sets. */
export const schemas = [EnvironmentSchema, ServiceSchema, SettingSchema, SourceSchema, TeamSchema, TokenSchema] as const
