import { recordIn, textIn } from '#domain/json-value'
import { type SafePattern, safePattern } from './safe-pattern.ts'
import { YamlReader } from './yaml-reader.ts'

/** Files of flags, as a user names them; of others none is looked at. */
export interface FlagFiles {
  /** Its groups `service` and `environment` are taken. */
  readonly path: SafePattern
  readonly service?: string | undefined
  readonly environment?: string | undefined
}

/** Takes what a user says of files of flags, or says why its pattern is refused. */
export function flagFiles(stated: {
  readonly path: string
  readonly service?: string
  readonly environment?: string
}): FlagFiles | { readonly refused: string } {
  const path = safePattern(stated.path, ['service', 'environment'])
  if ('refused' in path) return path
  if (stated.environment === undefined && !stated.path.includes('(?<environment>'))
    return { refused: 'say the environment of its flags, or take it from the path by (?<environment>…)' }
  return { path, service: stated.service, environment: stated.environment }
}

/** A flag that a commit switched. */
export interface FlagSwitch {
  readonly path: string
  readonly key: string
  readonly enabled: boolean
  readonly service: string | null
  readonly environment: string
}

const offs: ReadonlySet<string> = new Set(['off', 'false', 'disabled', 'no'])

/** Whether a variant is the one in which a flag is off: by its value where that is a boolean, else by its name. */
function isOff(variant: string, variants: unknown): boolean {
  const value = recordIn(variants)[variant]
  if (value === 'true' || value === 'false') return value === 'false'
  return offs.has(variant.toLowerCase())
}

/** Whether a flag of flagd is on; null of what is no flag. */
function isOn(flag: unknown): boolean | null {
  const { state, defaultVariant, variants } = recordIn(flag)
  if (textIn(state) === null) return null
  if (textIn(state)?.toUpperCase() === 'DISABLED') return false
  return !isOff(textIn(defaultVariant) ?? '', variants)
}

/** Flags of a file of flagd, and of resources of the kind FeatureFlag, by key; null of a file that cannot be read. */
function flagsIn(text: string): ReadonlyMap<string, boolean> | null {
  const { documents, problems } = new YamlReader().read(text)
  if (problems.length > 0) return null
  const found = new Map<string, boolean>()
  for (const document of documents) {
    const { kind, apiVersion, spec, flags } = recordIn(document)
    const isResource = kind === 'FeatureFlag' && textIn(apiVersion)?.startsWith('core.openfeature.dev/') === true
    const all = recordIn(isResource ? recordIn(recordIn(spec)['flagSpec'])['flags'] : flags)
    for (const [key, flag] of Object.entries(all)) {
      const on = isOn(flag)
      if (on !== null) found.set(key, on)
    }
  }
  return found
}

/** Flags that are on in one text and off in the other; what is new or gone was not switched. Null where one cannot be read. */
export function switchedBetween(
  before: string,
  after: string,
): { readonly key: string; readonly enabled: boolean }[] | null {
  const [old, now] = [flagsIn(before), flagsIn(after)]
  if (old === null || now === null) return null
  return [...now].flatMap(([key, enabled]) => (old.has(key) && old.get(key) !== enabled ? [{ key, enabled }] : []))
}

/** What a file that a commit changed switched, by the first pattern that fits it; null where it cannot be read. */
export function flagSwitches(
  files: readonly FlagFiles[],
  path: string,
  texts: { readonly before: string; readonly after: string },
): FlagSwitch[] | null {
  for (const { path: pattern, service, environment } of files) {
    const groups = pattern.match(path)
    if (groups === null) continue
    const place = environment ?? groups['environment']
    // A group of its environment that stays empty tells none: the next pattern may.
    if (place === undefined) continue
    const about = { path, service: service ?? groups['service'] ?? null, environment: place }
    return switchedBetween(texts.before, texts.after)?.map((switched) => ({ ...about, ...switched })) ?? null
  }
  return []
}
