import { environmentOf } from '#domain/naming/environment-of'
import type { ImageReference } from './image-reference.ts'
import { type SafePattern, safePattern } from './safe-pattern.ts'
import { type ServiceNames, serviceNamesOf } from './service-of.ts'

/** A rule of a user's: what the references in some files, or of some image, belong to. The first that says it wins. */
export interface PlaceRule {
  /** Its groups `service`, `environment` and `placement` are taken; null for every path. */
  readonly path: SafePattern | null
  /** Image without tag; null for every image. */
  readonly image: string | null
  readonly service?: string | undefined
  readonly environment?: string | undefined
  readonly placement?: string | undefined
  /** What it fits says nothing about deployments. */
  readonly ignored: boolean
}

/** A rule as a user writes it. */
export interface StatedPlaceRule {
  readonly path?: string
  readonly image?: string
  readonly service?: string
  readonly environment?: string
  readonly placement?: string
  readonly ignore?: boolean
}

/** Takes a rule, or says why its pattern is refused. */
export function placeRule(stated: StatedPlaceRule): PlaceRule | { readonly refused: string } {
  const path = stated.path === undefined ? null : safePattern(stated.path, ['service', 'environment', 'placement'])
  if (path !== null && 'refused' in path) return path
  const { image = null, service, environment, placement, ignore = false } = stated
  return { path, image, service, environment, placement, ignored: ignore }
}

interface Said {
  service?: string | undefined
  environment?: string | undefined
  placement?: string | undefined
  ignored: boolean
}

function saidBy(rules: readonly PlaceRule[], path: string, reference: ImageReference): Said {
  const said: Said = { ignored: false }
  for (const rule of rules) {
    const groups = rule.path === null ? {} : rule.path.match(path)
    if (groups === null || (rule.image !== null && rule.image !== reference.image)) continue
    said.service ??= rule.service ?? groups['service']
    said.environment ??= rule.environment ?? groups['environment']
    said.placement ??= rule.placement ?? groups['placement']
    said.ignored ||= rule.ignored
  }
  return said
}

/** A reference with what its path and content tell of its place. */
export interface Placed {
  /** Null where nothing tells it. */
  readonly environment: string | null
  readonly placement: string | null
  /** One for the same reference in all environments. */
  readonly template: string
  /** Said by a rule or a pattern; null where it is to be chosen among `names`. */
  readonly service: string | null
  /** Null where no name tells the service. */
  readonly names: ServiceNames | null
}

/** Where a reference belongs; null where a rule says that it is to be ignored. */
export function placeOf(path: string, reference: ImageReference, rules: readonly PlaceRule[]): Placed | null {
  const said = saidBy(rules, path, reference)
  if (said.ignored) return null
  const ofPath = environmentOf(path)
  const place = ofPath.environment === null ? environmentOf(path, reference.places) : ofPath
  const hinted = ofPath.environment === null && place.environment !== null
  const key = hinted ? reference.key.replaceAll(place.environment ?? '', '*') : reference.key
  return {
    environment: said.environment ?? reference.environment ?? place.environment,
    placement: said.placement ?? place.placement,
    template: `${place.template}#${key}`,
    service: said.service ?? reference.service ?? null,
    names: serviceNamesOf(reference, place.rest),
  }
}
