import { type Switched, translatedSwitches } from '../flag-rules.ts'
import { type Delivered, notAsDocumented, type Translation } from '../source.ts'
import { Entry, Head, type Version } from './payload.ts'

/** A flag in an environment, as a resource names it; tags may follow behind a semicolon. */
const inEnvironment = /^proj\/([^:;]+):env\/([^:;]+):flag\/([^:;]+)/

interface Place {
  readonly project: string
  readonly environment: string
  readonly key: string
  /** That it was touched by switching it, and not otherwise. */
  readonly isSwitch: boolean
}

/** Flags in environments that an entry touched, each once. */
function placesIn({ accesses }: Entry): Place[] {
  const places = new Map<string, Place>()
  for (const { action, resource } of accesses) {
    const [whole, project = '', environment = '', key = ''] = inEnvironment.exec(resource) ?? []
    if (whole === undefined) continue
    const isSwitch = action === 'updateOn' || places.get(whole)?.isSwitch === true
    places.set(whole, { project, environment, key, isSwitch })
  }
  return [...places.values()]
}

function isOn(version: Version | null | undefined, environment: string): boolean | null {
  const environments = version?.environments ?? {}
  return Object.hasOwn(environments, environment) ? (environments[environment]?.on ?? null) : null
}

/** What the words of an entry say of the switch. */
function saidBy(verb: string): boolean | null {
  if (/\bturned off\b/i.test(verb)) return false
  return /\bturned on\b/i.test(verb) ? true : null
}

/** Whether it is on now; null: it was not switched; undefined: it was, and which way is not said. */
function switchedTo(entry: Entry, { environment, isSwitch }: Place): boolean | null | undefined {
  const before = isOn(entry.previousVersion, environment)
  const after = isOn(entry.currentVersion, environment)
  if (before !== null && after !== null) return before === after ? null : after
  if (!isSwitch) return null
  return after ?? saidBy(entry.titleVerb ?? '') ?? undefined
}

function ofEntry(entry: Entry, settings: unknown): Translation {
  const at = new Date(entry.date)
  if (Number.isNaN(at.getTime())) return { ignored: 'date is no time in milliseconds', unreadable: true }
  const switches: Switched[] = []
  for (const place of placesIn(entry)) {
    const enabled = switchedTo(entry, place)
    if (enabled === undefined)
      return { ignored: 'titleVerb and currentVersion do not say whether it was switched on or off', unreadable: true }
    if (enabled === null) continue
    switches.push({
      id: entry._id == null ? undefined : `${entry._id}/${place.environment}/${place.key}`,
      key: place.key,
      environment: place.environment,
      project: place.project,
      tags: entry.currentVersion?.tags ?? [],
      at: at.toISOString(),
      enabled,
      reason: entry.comment ?? null,
    })
  }
  if (switches.length === 0) return { ignored: 'it switches no flag on or off' }
  return translatedSwitches(switches, settings)
}

/** An entry of LaunchDarkly's audit log, as its webhooks bring it, in the words of the event contract. */
export function translate(body: unknown, { settings }: Partial<Delivered> = {}): Translation {
  const head = Head.safeParse(body)
  if (!head.success) return { ignored: 'it is no entry of an audit log of LaunchDarkly: it has no kind' }
  const { kind } = head.data
  if (kind !== 'flag') return { ignored: `an entry of the kind ${kind.slice(0, 100)} switches no flag` }
  const read = Entry.safeParse(body)
  return read.success ? ofEntry(read.data, settings) : notAsDocumented('LaunchDarkly', read.error)
}
