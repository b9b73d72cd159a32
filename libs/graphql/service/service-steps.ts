import type { CatalogueChange, CatalogueState, PresentService, ServiceChange } from '#domain/catalogue'
import { quoted } from '../refusal.ts'
import { userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'

type Changeable = 'team' | 'repository' | 'paths' | 'badges'

/** What a mutation asks of a service; null and left out: it stays, but for the team and the repository. */
export interface ServiceWish extends Omit<ServiceChange, 'paths' | 'badges'> {
  readonly name: string
  readonly newName?: string | null
  readonly mergeInto?: string | null
  readonly paths?: readonly string[] | null
  readonly badges?: boolean | null
}

/** Either steps or the reason why there are none, and what the service is called after them. */
export interface ServiceSteps {
  readonly name: string
  readonly steps: readonly CatalogueChange[]
  readonly userError: UserErrorType | null
}

function refused(name: string, error: UserErrorType): ServiceSteps {
  return { name, steps: [], userError: error }
}

/** The service of this name, or the one that it leads to. */
function called(present: CatalogueState, name: string): PresentService | undefined {
  return (
    present.services.find((service) => service.name === name) ??
    present.services.find(({ aliases }) => aliases.includes(name))
  )
}

function merge(present: CatalogueState, { name }: PresentService, mergeInto: string): ServiceSteps {
  const into = called(present, mergeInto)
  if (into === undefined)
    return refused(name, userError('NOT_FOUND', `No service is called ${quoted(mergeInto)}.`, 'mergeInto'))
  if (into.name === name)
    return refused(name, userError('CONTRADICTION', 'A service cannot become part of itself.', 'mergeInto'))
  return { name: into.name, steps: [{ type: 'SERVICE_MERGED', from: name, into: into.name }], userError: null }
}

function rename(present: CatalogueState, { name }: PresentService, newName: string): ServiceSteps {
  if (newName === name) return { name, steps: [], userError: null }
  const holder = called(present, newName)
  if (holder !== undefined && holder.name !== name) {
    const whose = holder.name === newName ? 'is a service already' : `leads to the service ${quoted(holder.name)}`
    const message = `${quoted(newName)} ${whose}. To make one of both, use \`mergeInto\`; else choose another name.`
    return refused(name, userError('NAME_TAKEN', message, 'newName'))
  }
  return { name: newName, steps: [{ type: 'SERVICE_RENAMED', from: name, to: newName }], userError: null }
}

/** What of a change is not so already: whoever says the same again changes nothing. */
function differing(change: ServiceChange, before: Pick<PresentService, Changeable>): ServiceChange {
  const fields = Object.entries(change) as [Changeable, unknown][]
  return Object.fromEntries(fields.filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field])))
}

/** The steps that a mutation means, by what the catalogue holds. */
export function serviceSteps(present: CatalogueState, wish: ServiceWish): ServiceSteps {
  const { name, newName, mergeInto, team, repository, paths, badges } = wish
  const service = called(present, name)
  if (service === undefined)
    return refused(name, userError('NOT_FOUND', `No service is called ${quoted(name)}.`, 'name'))
  const change: ServiceChange = {
    ...(team === undefined ? {} : { team }),
    ...(repository === undefined ? {} : { repository }),
    ...(paths === undefined ? {} : { paths: paths ?? [] }),
    ...(typeof badges === 'boolean' ? { badges } : {}),
  }
  const changes = Object.keys(change).length > 0
  const before = { team: service.team, repository: service.repository, paths: service.paths, badges: service.badges }
  if (typeof mergeInto === 'string') {
    if (changes || typeof newName === 'string') {
      const message = 'Give `mergeInto` alone: the other service keeps its name, team, repository and paths.'
      return refused(name, userError('CONTRADICTION', message, 'mergeInto'))
    }
    return merge(present, service, mergeInto)
  }
  const renamed =
    typeof newName === 'string' ? rename(present, service, newName) : { name: service.name, steps: [], userError: null }
  if (renamed.userError !== null) return renamed
  // A call that names no change confirms a service that appeared by itself.
  if (!changes && renamed.steps.length > 0) return renamed
  const other = differing(change, before)
  if (Object.keys(other).length === 0 && !service.discovered) return renamed
  const changed = { type: 'SERVICE_CHANGED', service: renamed.name, change: other, before, confirmed: true } as const
  return { ...renamed, steps: [...renamed.steps, changed] }
}
