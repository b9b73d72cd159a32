import * as z from 'zod'

/** Longest texts, in UTF-16 code units, and longest lists. What is longer is refused, never cut. */
export const caps = {
  name: 300,
  version: 200,
  id: 500,
  repository: 500,
  image: 500,
  branch: 500,
  label: 200,
  person: 320,
  title: 1_000,
  reason: 5_000,
  url: 2_000,
  path: 4_096,
  message: 65_536,
  source: 100,
  attributeKey: 200,
  attributeText: 2_000,
  attributes: 100,
  parents: 200,
  people: 100,
  labels: 100,
  images: 100,
  references: 1_000,
  serviceKeys: 20,
  commits: 10_000,
  paths: 10_000,
} as const

/** A key or name: neither empty nor blank. */
export const name = (longest: number, description: string) =>
  z.string().min(1).max(longest).regex(/\S/, 'blank').describe(description)

/** Free text: may be empty. */
export const text = (longest: number, description: string) => z.string().max(longest).describe(description)

export const list = <T extends z.ZodType>(item: T, longest: number, description: string) =>
  z.array(item).max(longest).describe(description)

export const time = (description: string) =>
  z
    .string()
    .max(64)
    .meta({
      format: 'date-time',
      description: `${description} ISO 8601 with offset, kept to the millisecond.`,
    })

export const sha = (description: string) => name(caps.version, description)
export const digest = (description: string) => name(caps.version, description)
export const reference = (description: string) => name(caps.id, description)
export const count = (description: string) => z.int().min(0).max(2_147_483_647).describe(description)
export const requestNumber = (description: string) => z.int().min(1).max(2_147_483_647).describe(description)

export const repository = name(
  caps.repository,
  'host/owner/name; scheme, user, port 22 or 443, .git and trailing slash are taken off.',
)
export const service = name(caps.name, 'Free name, created on first sight.')
export const environment = name(caps.name, 'Free name, created on first sight; kept as sent.')

export const placement = z
  .union([
    name(caps.name, 'Free name.'),
    z.strictObject({
      cluster: name(caps.name, 'Cluster.').optional(),
      namespace: name(caps.name, 'Namespace.').optional(),
      region: name(caps.name, 'Region.').optional(),
    }),
  ])
  .describe('Where inside the environment: a free name, or cluster, namespace and region.')

export const person = (description: string) =>
  z
    .strictObject({
      name: text(caps.person, 'Full name.').optional(),
      email: text(caps.person, 'Address.').optional(),
      login: text(caps.person, 'Name in the system.').optional(),
      bot: z.boolean().describe('True for a machine account.').optional(),
    })
    .describe(description)

export const inRepository = {
  repository: repository.optional(),
  service: service.optional().describe('In place of repository: the repository that the catalogue gives the service.'),
}

/** Fields that every type has. */
export const common = {
  id: reference("The sender's id of the thing; later states of it carry the same.").optional(),
  source: name(caps.source, 'The system that says it; left out: the source of the token.').optional(),
  updatedAt: time('Which of two states of one thing is newer.').optional(),
  url: z
    .string()
    .max(caps.url)
    .regex(/^https?:\/\/[^\s]+$/i, 'url')
    .describe('Link to the thing, http or https.')
    .optional(),
  attributes: z
    .record(
      z.string().min(1).max(caps.attributeKey),
      z.union([z.string().max(caps.attributeText), z.number(), z.boolean()]),
    )
    .describe(`Free for the sender, filterable; at most ${caps.attributes}.`)
    .optional(),
  recordedAt: time('When it was first recorded; scope import only, never in the future.').optional(),
}
