import * as z from 'zod'
import { recordIn } from '#domain/json-value'
import { parseInstant } from '#domain/parse-instant'
import { keptBy } from '../kept-by.ts'

/** Read strictly: what happened is put in order by it. */
const Time = z.string().refine((text) => parseInstant(text) !== null, 'it is no time with an offset')

const Named = z.object({ name: z.string().nullish() })

/** An entry of the catalogue that a custom field names. */
const Entry = z.object({
  id: z.string().nullish(),
  name: z.string().nullish(),
  external_id: z.string().nullish(),
  aliases: z.array(z.string()).max(1_000).nullish(),
})

const Value = z.object({
  value_catalog_entry: Entry.nullish(),
  value_option: z.object({ value: z.string().nullish() }).nullish(),
  value_text: z.string().nullish(),
})
export type Value = z.infer<typeof Value>

const Field = z.object({ custom_field: Named, values: z.array(Value).max(1_000).nullish() })
export type Field = z.infer<typeof Field>

/** `triage`, `live`, `paused`, `learning`, `closed`, `declined`, `merged` or `canceled`, whatever the status is called. */
const Status = z.object({ category: z.string().nullish() })

const Incident = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  permalink: z.string().nullish(),
  /** `standard`, `retrospective`, `test`, `tutorial` or `stream`. */
  mode: z.string().nullish(),
  created_at: Time,
  updated_at: Time,
  severity: Named.nullish(),
  incident_type: Named.nullish(),
  incident_status: Status.nullish(),
  custom_field_entries: z.array(Field).max(1_000).nullish(),
  incident_timestamp_values: z
    .array(z.object({ incident_timestamp: Named, value: z.object({ value: Time.nullish() }).nullish() }))
    .max(1_000)
    .nullish(),
})
export type Incident = z.infer<typeof Incident>

const Change = z.object({ incident: Incident, new_status: Status, previous_status: Status })

export const Head = z.object({ event_type: z.string() })

/** The events that are read, by their type, under which each holds what it tells. */
const created = 'public_incident.incident_created_v2'
const updated = 'public_incident.incident_updated_v2'
const moved = 'public_incident.incident_status_updated_v2'
const Stated = { [created]: z.object({ [created]: Incident }), [updated]: z.object({ [updated]: Incident }) }
const Moved = z.object({ [moved]: Change })

/** What an event tells: the incident as it stood then, and the categories between which its status moved. */
export interface Told {
  readonly incident: Incident
  readonly from: string | null
  readonly to: string | null
}

function isStated(type: string): type is keyof typeof Stated {
  return Object.hasOwn(Stated, type)
}

/** What is read of an event; null of one that says nothing of an incident. */
export function readEvent(
  type: string,
  body: unknown,
): { readonly told: Told } | { readonly error: z.ZodError } | null {
  if (isStated(type)) {
    const { data, error } = Stated[type].safeParse(body)
    const incident = data === undefined ? undefined : Object.values(data)[0]
    return incident === undefined ? { error: error as z.ZodError } : { told: { incident, from: null, to: null } }
  }
  if (type !== moved) return null
  const read = Moved.safeParse(body)
  if (!read.success) return { error: read.error }
  const { incident, new_status: to, previous_status: from } = read.data[moved]
  return { told: { incident, from: from.category ?? null, to: to.category ?? null } }
}

const isAddress = /\S@\S/

/** An entry that goes by an address is a person. */
export function isPerson({ value_catalog_entry: entry }: Value): boolean {
  return [entry?.name, entry?.external_id, ...(entry?.aliases ?? [])].some((text) => isAddress.test(text ?? ''))
}

/** The fields without those values that are people. */
function withoutPeople(incident: unknown): unknown {
  const { custom_field_entries: entries, ...rest } = recordIn(incident)
  if (!Array.isArray(entries)) return incident
  const kept = entries.map((entry) => {
    const { values, ...field } = recordIn(entry)
    if (!Array.isArray(values)) return entry
    const told = values.filter((value) => {
      const read = Value.safeParse(value)
      return !read.success || !isPerson(read.data)
    })
    return { ...field, values: told }
  })
  return { ...rest, custom_field_entries: kept }
}

/** What of an event is stored: of the incident what is told of it, and no people, summaries and messages. */
export function reduced(body: unknown): unknown {
  const kept = recordIn(keptBy(Head, body))
  const type = String(kept['event_type'])
  if (isStated(type)) {
    const held = recordIn(keptBy(Stated[type], body))
    return { ...kept, ...(type in held && { [type]: withoutPeople(held[type]) }) }
  }
  const change = type === moved ? recordIn(keptBy(Moved, body))[moved] : undefined
  if (change === undefined) return kept
  const { incident } = recordIn(change)
  return {
    ...kept,
    [moved]: incident === undefined ? change : { ...recordIn(change), incident: withoutPeople(incident) },
  }
}
