import { type Field, type Incident, isPerson, type Value } from './payload.ts'

/** Fields whose values are services, the most telling first: each organisation makes its own. */
const telling = ['services?', '(?:components?|applications?|systems?)'].map(
  (word) => new RegExp(`^(?:(?:affected|impacted|failing) )?${word}(?: (?:affected|impacted))?$`, 'i'),
)

const isEnvironment = /^(?:(?:affected|impacted) )?environments?(?: (?:affected|impacted))?$/i

/** A value of a field by its name, and what else it is known by. */
export interface NamedValue {
  readonly name: string
  readonly keys: readonly string[]
}

function namesOf(value: Value): string[] {
  const { value_catalog_entry: entry, value_option: option, value_text: text } = value
  const names = [entry?.name, option?.value, text, entry?.external_id, entry?.id, ...(entry?.aliases ?? [])]
  return [...new Set(names.flatMap((name) => (name == null || name.trim() === '' ? [] : [name.trim()])))]
}

function valuesOf({ values }: Field): NamedValue[] {
  return (values ?? []).flatMap((value) => {
    const [name, ...keys] = isPerson(value) ? [] : namesOf(value)
    return name === undefined ? [] : [{ name, keys }]
  })
}

function valuesUnder({ custom_field_entries: entries }: Incident, isMeant: (name: string) => boolean): NamedValue[] {
  return (entries ?? []).filter(({ custom_field: field }) => isMeant(field.name?.trim() ?? '')).flatMap(valuesOf)
}

/** The services that the incident names, by the first kind of field that has a value. */
export function servicesNamed(incident: Incident): readonly NamedValue[] {
  const found = telling.map((pattern) => valuesUnder(incident, (name) => pattern.test(name)))
  return found.find((values) => values.length > 0) ?? []
}

/** Null where it names none, or several. */
export function environmentNamed(incident: Incident): string | null {
  const [only, ...others] = valuesUnder(incident, (name) => isEnvironment.test(name))
  return only === undefined || others.length > 0 ? null : only.name
}

/** The deployment that somebody wrote into a field of this name. */
export function deploymentNamed(incident: Incident): string | null {
  return valuesUnder(incident, (name) => name.toLowerCase() === 'leadline/deployment')[0]?.name ?? null
}

/** Every field with its values, for rules. */
export function fieldsOf({ custom_field_entries: entries }: Incident): Readonly<Record<string, string>> {
  const all = (entries ?? []).map((entry): readonly [string, string] => [
    entry.custom_field.name?.trim() ?? '',
    valuesOf(entry)
      .map(({ name }) => name)
      .join(', '),
  ])
  return Object.fromEntries(all.filter(([name, values]) => name !== '' && values !== ''))
}
