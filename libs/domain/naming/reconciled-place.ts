import { environmentIn } from './environment-word.ts'
import { environmentOf } from './environment-of.ts'
import { namesService, withoutEnvironment } from './service-word.ts'

/** What a reconciler says of one of its objects, as far as it may tell whose deployment it makes, and where. */
export interface ReconciledObject {
  /** Of the application, kustomization, release, rollout or canary. */
  readonly name: string
  /** That it deploys into; null where it says none. */
  readonly namespace: string | null
  /** That it deploys into; null where it says none, or only that it is its own. */
  readonly cluster: string | null
  /** Paths in the configuration repository and names of charts, the most telling first. */
  readonly paths: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** What may tell the environment before namespace, name and cluster do: a stage, a project. */
  readonly hints: readonly string[]
}

/** A rule of a user's for the objects that all of its patterns fit; `*` stands for any text. */
export interface ReconcilerRule {
  readonly name?: string | undefined
  readonly namespace?: string | undefined
  readonly cluster?: string | undefined
  readonly path?: string | undefined
  readonly service?: string | undefined
  readonly environment?: string | undefined
  readonly placement?: string | undefined
  /** What it fits is no service. */
  readonly ignore?: boolean | undefined
}

/** What the source of a reconciler is set to. */
export interface ReconcilerPlaces {
  /** Name of the cluster that it runs in. */
  readonly cluster?: string | undefined
  /** Of everything that it deploys, whatever its path or namespace says. */
  readonly environment?: string | undefined
  /** For each of service, environment and placement the first that fits and says it wins. */
  readonly rules?: readonly ReconcilerRule[] | undefined
}

export interface ReconciledPlace {
  readonly service: string
  readonly environment: string
  /** Null where nothing tells it: any placement. */
  readonly placement: string | null
}

const serviceLabels = ['leadline.dev/service', 'app.kubernetes.io/name', 'tags.datadoghq.com/service']
const environmentLabels = ['leadline.dev/environment', 'environment', 'env', 'tags.datadoghq.com/env']
const longestName = 300

/** Whether a text fits a pattern in which `*` stands for any text; takes time in proportion to both. */
export function fitsPattern(pattern: string, text: string): boolean {
  const [first = '', ...parts] = pattern.split('*')
  const last = parts.pop()
  if (last === undefined) return pattern === text
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false
  let at = first.length
  const end = text.length - last.length
  for (const part of parts) {
    const found = text.indexOf(part, at)
    if (found === -1 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}

function fits(rule: ReconcilerRule, { name, namespace, cluster, paths }: ReconciledObject): boolean {
  const is = (pattern: string | undefined, texts: readonly (string | null)[]): boolean =>
    pattern === undefined || texts.some((text) => fitsPattern(pattern, text ?? ''))
  return is(rule.name, [name]) && is(rule.namespace, [namespace]) && is(rule.cluster, [cluster]) && is(rule.path, paths)
}

function labelOf(labels: Readonly<Record<string, string>>, names: readonly string[]): string | undefined {
  return names.map((name) => labels[name]).find((value) => value !== undefined && value !== '')
}

/** Whether the words of a name stand in another one after each other: `api` in `api-prod-eu`, not in `apis`. */
function isWithin(words: string, name: string): boolean {
  return `-${name.replaceAll(/[._]/g, '-')}-`.includes(`-${words.replaceAll(/[._]/g, '-')}-`)
}

/** `till-prod-eu1`: after words that are nothing but environments, what is short and numbered is a place in it. */
const nameInPlace = /^(.+)[-_.](prod|prd|production|staging|stg|preprod|preproduction)[-_.][a-z]{2,4}-?\d{1,2}[a-z]?$/i

/** The object's name without what tells cluster, placement and environment. */
function bareName({ name, cluster }: ReconciledObject, placement: string | null): string {
  let bare = name
  for (const place of [placement, cluster]) {
    if (place !== null && bare.endsWith(`-${place}`)) bare = bare.slice(0, -place.length - 1)
    if (place !== null && bare.startsWith(`${place}-`)) bare = bare.slice(place.length + 1)
  }
  const careful = withoutEnvironment(bare)
  if (careful !== bare) return careful
  const within = environmentIn(bare, 'CAREFUL')
  if (within !== null && within.beside !== '') return within.beside
  return nameInPlace.exec(bare)?.[1] ?? bare
}

/**
 * Whose deployment an object of a reconciler makes, and where: by the user's rules, then by labels, then by the path in
 * the configuration repository in the words in which that repository itself is read, then by namespace, name and cluster.
 * Where nothing tells the environment it is called as the namespace is, so that a rule can name it later. Null where a
 * rule says that it is no service.
 */
export function reconciledPlace(object: ReconciledObject, places: ReconcilerPlaces): ReconciledPlace | null {
  const cluster = object.cluster ?? places.cluster ?? null
  const rules = (places.rules ?? []).filter((rule) => fits(rule, { ...object, cluster }))
  if (rules.some(({ ignore }) => ignore === true)) return null
  const said = (field: 'service' | 'environment' | 'placement'): string | undefined =>
    rules.map((rule) => rule[field]).find((value) => value !== undefined)

  const { name, namespace, labels, hints } = object
  const known = [...hints, namespace, name, cluster].filter((hint) => hint !== null)
  const read = object.paths.map((path) => environmentOf(`${path}/.`))
  const ofPath = read.find(({ environment }) => environment !== null) ?? read[0]
  const ofHints = environmentOf('', known).environment
  const placement = said('placement') ?? ofPath?.placement ?? cluster

  const bare = bareName({ ...object, cluster }, placement)
  const folders = read.flatMap(({ rest }) => rest.toReversed()).map(withoutEnvironment)
  const telling = folders.find((folder) => namesService(folder) && isWithin(folder, name))
  const service = said('service') ?? labelOf(labels, serviceLabels) ?? telling ?? bare
  const environment =
    said('environment') ??
    places.environment ??
    labelOf(labels, environmentLabels) ??
    ofPath?.environment ??
    ofHints ??
    nameInPlace.exec(name)?.[2] ??
    namespace ??
    cluster ??
    'default'
  return { service: cut(service), environment: cut(environment), placement: placement === null ? null : cut(placement) }
}

function cut(name: string): string {
  return name.slice(0, longestName)
}
