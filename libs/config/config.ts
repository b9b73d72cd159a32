import { resolve } from 'node:path'
import * as z from 'zod'

export const roles = ['all', 'ingest', 'worker', 'api'] as const
export type Role = (typeof roles)[number]

/** Everything that Leadline is told from outside, read once and frozen. */
export interface Config {
  readonly port: number
  /** Loopback unless told otherwise. */
  readonly host: string
  /** Null: the embedded Postgres in `home`. */
  readonly databaseUrl: string | null
  /** For sessions that must not go through a pooler; the same as `databaseUrl` where it is not set. */
  readonly databaseDirectUrl: string | null
  /** No pooler stands before the database: it is the embedded one, or both addresses were given and are the same. */
  readonly isDatabaseDirect: boolean
  /** Absolute path of the folder that holds the embedded database. */
  readonly home: string
  /** A preset admin token, for automation; null: one is made at the first start. */
  readonly token: string | null
  /** What secrets of sources are sealed with; null: a key file in `home`. */
  readonly secretKey: string | null
  /** Load the demo into an empty database. */
  readonly demo: boolean
  readonly role: Role
  /** Where people reach this Leadline, such as `https://leadline.example.com`, for links in what is told; null: there are none. */
  readonly publicUrl: string | null
  /** Where mail is sent by and who it is from; null: none is sent. */
  readonly mail: { readonly url: string; readonly from: string } | null
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** Where programs are looked for (`PATH`): a PostgreSQL of the machine may be there. */
  readonly searchPath: string
}

/** A setting that cannot be used; the message names it and says what to write instead. */
export class ConfigError extends Error {
  readonly code = 'BAD_SETTING'

  constructor(message: string) {
    super(message)
    this.name = 'ConfigError'
  }
}

const postgresUrl = z
  .string()
  .refine(
    (value) => /^postgres(ql)?:\/\//.test(value),
    'must be a URL such as postgres://user:password@host:5432/leadline',
  )

/** The name and the password of a URL are percent-encoded; what is not cannot be read. */
function isReadable(text: string): boolean {
  try {
    const { username, password } = new URL(text)
    decodeURIComponent(username)
    decodeURIComponent(password)
    return true
  } catch {
    return false
  }
}

/** Whether this is an address of a host and nothing below it: pages have their places at its root. */
function isHostAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, pathname, search, hash } = new URL(text)
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '' && pathname === '/'
}

const schema = z.object({
  PORT: z.coerce
    .number('must be a port number, such as 4000')
    .int('must be a whole number')
    .min(0)
    .max(65_535, 'must be at most 65535')
    .default(4000),
  HOST: z.string().min(1).max(253).default('127.0.0.1'),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_DIRECT_URL: postgresUrl.optional(),
  LEADLINE_HOME: z.string().min(1).default('.leadline'),
  LEADLINE_TOKEN: z
    .string()
    .min(32, 'must have at least 32 characters; make one with: openssl rand -hex 32')
    .max(500)
    .optional(),
  LEADLINE_SECRET_KEY: z
    .string()
    .min(32, 'must have at least 32 characters; make one with: openssl rand -hex 32')
    .max(500)
    .optional(),
  LEADLINE_DEMO: z.enum(['0', '1'], 'must be 0 (start empty) or 1 (load the demo into an empty database)').default('1'),
  LEADLINE_PUBLIC_URL: z
    .string()
    .max(500)
    .refine(isHostAddress, 'must be an address such as https://leadline.example.com, without a path')
    .optional(),
  LEADLINE_SMTP_URL: z
    .string()
    .refine(
      (value) => /^smtps?:$/.test(URL.canParse(value) ? new URL(value).protocol : ''),
      'must be a URL such as smtp://user:password@mail.example:587 or smtps://…:465',
    )
    .refine(
      (value) => !URL.canParse(value) || isReadable(value),
      'has a name or a password that is not percent-encoded: a % in it is written %25',
    )
    .optional(),
  LEADLINE_MAIL_FROM: z
    .string()
    .max(320)
    .regex(
      /^[^\s@<>]+@[^\s@<>]+$|^[^<>\r\n]+ <[^\s@<>]+@[^\s@<>]+>$/,
      'must be an address, or a name and an address: Leadline <leadline@example.org>',
    )
    .optional(),
  LEADLINE_ROLE: z.enum(roles, `must be one of ${roles.join(', ')}`).default('all'),
  LEADLINE_LOG: z
    .enum(['silent', 'error', 'warn', 'info', 'debug'], 'must be one of silent, error, warn, info, debug')
    .default('warn'),
})

/** The names of all settings, as the environment gives them. */
export const settingNames: readonly string[] = Object.keys(schema.shape)

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads and checks the settings. An empty variable counts as one that is not set.
 *
 * @throws ConfigError naming every setting that cannot be used.
 */
export function readConfig(environment: Environment, workingFolder: string): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const read = schema.safeParse(set)
  if (!read.success) {
    const lines = read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
    throw new ConfigError(`Settings that cannot be used:\n  ${lines.join('\n  ')}`)
  }
  const { data } = read
  if (data.DATABASE_DIRECT_URL !== undefined && data.DATABASE_URL === undefined)
    throw new ConfigError(
      'DATABASE_DIRECT_URL says where the database of DATABASE_URL is without a pooler; set DATABASE_URL too, or neither.',
    )
  const { LEADLINE_SMTP_URL: mailUrl, LEADLINE_MAIL_FROM: from } = data
  if ((mailUrl === undefined) !== (from === undefined))
    throw new ConfigError(
      'LEADLINE_SMTP_URL says where mail is sent by and LEADLINE_MAIL_FROM who it is from; set both, or neither.',
    )
  return Object.freeze({
    port: data.PORT,
    host: data.HOST,
    databaseUrl: data.DATABASE_URL ?? null,
    databaseDirectUrl: data.DATABASE_DIRECT_URL ?? data.DATABASE_URL ?? null,
    isDatabaseDirect: data.DATABASE_URL === data.DATABASE_DIRECT_URL,
    home: resolve(workingFolder, data.LEADLINE_HOME),
    token: data.LEADLINE_TOKEN ?? null,
    secretKey: data.LEADLINE_SECRET_KEY ?? null,
    demo: data.LEADLINE_DEMO === '1',
    role: data.LEADLINE_ROLE,
    publicUrl: data.LEADLINE_PUBLIC_URL === undefined ? null : new URL(data.LEADLINE_PUBLIC_URL).origin,
    mail: mailUrl === undefined || from === undefined ? null : { url: mailUrl, from },
    logLevel: data.LEADLINE_LOG,
    searchPath: environment['PATH'] ?? '',
  })
}

/** The settings of this process. */
export function processConfig(flags: Environment = {}): Config {
  return readConfig({ ...process.env, ...flags }, process.cwd())
}
