import * as z from 'zod'

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

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}
}

function named(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? { name: recordOf(value)['name'] } : value
}

/** Fields of which a change says something of an incident; other changes hold names of people and whole descriptions. */
const told: readonly unknown[] = ['status', 'resolution', 'issuetype', 'labels', 'priority']

function itemsOf(items: readonly unknown[]): unknown[] {
  return items.filter((item) => told.includes(recordOf(item)['field']))
}

/** Of a history when what changed, where it is told. */
function historiesOf(history: unknown): object {
  const { histories } = recordOf(history)
  if (!Array.isArray(histories)) return {}
  const kept = histories.map((each) => {
    const { created, items } = recordOf(each)
    return { created, items: Array.isArray(items) ? itemsOf(items) : items }
  })
  return { changelog: { histories: kept } }
}

/** What of a webhook is stored: of the issue what is told of it, and nobody's name or address. */
export function reduced(body: unknown): unknown {
  const { webhookEvent, timestamp, read_at, issue, changelog } = recordOf(body)
  const { id, key, self, fields: given, changelog: history } = recordOf(issue)
  const fields = recordOf(given)
  const { summary, labels, created, updated, resolutiondate } = fields
  const { key: project, name } = recordOf(fields['project'])
  const { statusCategory } = recordOf(fields['status'])
  const items = recordOf(changelog)['items']
  const components = fields['components']
  return {
    webhookEvent,
    timestamp,
    read_at,
    ...(issue !== undefined && {
      issue: {
        id,
        key,
        self,
        ...historiesOf(history),
        ...(given !== undefined && {
          fields: {
            summary,
            issuetype: named(fields['issuetype']),
            project: { key: project, name },
            components: Array.isArray(components) ? components.map(named) : components,
            labels,
            priority: named(fields['priority']),
            resolution: named(fields['resolution']),
            status: { statusCategory: { key: recordOf(statusCategory)['key'] } },
            created,
            updated,
            resolutiondate,
          },
        }),
      },
    }),
    ...(Array.isArray(items) && { changelog: { items: itemsOf(items) } }),
  }
}
