import * as z from 'zod'
import { type JsonRecord, listIn, recordIn } from '#domain/json-value'
import { keptBy } from '../kept-by.ts'

const Named = z.object({ name: z.string().nullish() })

const Fields = z.object({
  summary: z.string().nullish(),
  issuetype: Named,
  project: z.object({ key: z.string().nullish(), name: z.string().nullish() }).nullish(),
  components: z.array(Named).nullish(),
  labels: z.array(z.string()).nullish(),
  priority: Named.nullish(),
  resolution: Named.nullish(),
  /** `new`, `indeterminate` or `done`, whatever the status is called. */
  status: z.object({ statusCategory: z.object({ key: z.string().nullish() }).nullish() }).nullish(),
  created: z.string(),
  updated: z.string().nullish(),
  resolutiondate: z.string().nullish(),
})

const Change = z.object({
  field: z.string().nullish(),
  from: z.string().nullish(),
  to: z.string().nullish(),
  fromString: z.string().nullish(),
})
export type Change = z.infer<typeof Change>

const History = z.object({ created: z.string(), items: z.array(Change).max(1_000) })
export type History = z.infer<typeof History>

/** A webhook about an issue, or an issue that was read. */
export const Delivery = z.object({
  webhookEvent: z.string(),
  /** Milliseconds. */
  timestamp: z.number().nullish(),
  /** Of what was read: the issue is as it was then. */
  read_at: z.string().nullish(),
  issue: z.object({
    id: z.string().min(1),
    key: z.string().min(1),
    self: z.string().nullish(),
    fields: Fields,
    /** Of what was read: all that changed, with its time. */
    changelog: z.object({ histories: z.array(History).max(10_000) }).nullish(),
  }),
  changelog: z.object({ items: z.array(Change).max(1_000) }).nullish(),
})
export type Delivery = z.infer<typeof Delivery>

export const Head = z.object({ webhookEvent: z.string() })

/** Fields of which a change says something of an incident; other changes hold names of people and whole descriptions. */
const told: readonly unknown[] = ['status', 'resolution', 'issuetype', 'labels', 'priority']

function withChangesTold(changelog: JsonRecord): JsonRecord {
  const { items, histories } = changelog
  const kept = (list: unknown): unknown[] => listIn(list).filter((item) => told.includes(recordIn(item)['field']))
  return {
    ...(items !== undefined && { items: kept(items) }),
    ...(histories !== undefined && {
      histories: listIn(histories).map((each) => ({ ...recordIn(each), items: kept(recordIn(each)['items']) })),
    }),
  }
}

/** What of a webhook is stored: of the issue what is told of it, and nobody's name or address. */
export function reduced(body: unknown): unknown {
  const kept = recordIn(keptBy(Delivery, body))
  const { changelog, issue } = kept
  const history = recordIn(issue)['changelog']
  return {
    ...kept,
    ...(changelog !== undefined && { changelog: withChangesTold(recordIn(changelog)) }),
    ...(history !== undefined && { issue: { ...recordIn(issue), changelog: withChangesTold(recordIn(history)) } }),
  }
}
