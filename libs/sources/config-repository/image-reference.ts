/** In which form a file names what is to run. */
export type ReferenceForm =
  | 'KUSTOMIZE_IMAGE'
  | 'REMOTE_RESOURCE'
  | 'HELM_VALUE'
  | 'MANIFEST'
  | 'CHART'
  | 'SOURCE_REVISION'
  | 'VARIABLE'
  | 'PATTERN'

/** What a reference points at; two references with equal values run the same thing. */
export interface ReferenceValue {
  /** Registry and repository without tag; absent where the file names only the tag. */
  readonly image?: string
  readonly tag?: string
  readonly digest?: string
  /** A Helm chart; `ref` is its version. */
  readonly chart?: string
  /** A git revision, or the version of a chart. */
  readonly ref?: string
}

/** One place in a file that says which version runs. */
export interface ImageReference extends ReferenceValue {
  /** What is bumped inside the file, unique there: an image's name, a path of values, a variable. */
  readonly key: string
  readonly form: ReferenceForm
  /** Where `ref` is a revision of, or where the chart is from, as the file writes it. */
  readonly repository?: string
  /** Names in the file that the service may have, the best first. */
  readonly names: readonly string[]
  /** What in the file may tell the environment: namespaces, destinations, paths of sources and values. */
  readonly places: readonly string[]
  /** Said by a pattern of the user's. */
  readonly service?: string
  readonly environment?: string
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index])
}

/** Whether two references say the same, of what they run and of whose they may be. */
export function sameReference(a: ImageReference, b: ImageReference): boolean {
  if (a === b) return true
  return (
    a.key === b.key &&
    a.image === b.image &&
    a.tag === b.tag &&
    a.digest === b.digest &&
    a.chart === b.chart &&
    a.ref === b.ref &&
    a.repository === b.repository &&
    a.service === b.service &&
    a.environment === b.environment &&
    sameTexts(a.names, b.names) &&
    sameTexts(a.places, b.places)
  )
}

/** One text for everything that a reference runs. */
export function valueKey({ image, tag, digest, chart, ref }: ReferenceValue): string {
  return JSON.stringify([image, tag, digest, chart, ref].map((part) => part ?? null))
}

/** The value alone. */
export function valueOf({ image, tag, digest, chart, ref }: ReferenceValue): ReferenceValue {
  return {
    ...(image === undefined ? {} : { image }),
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
    ...(chart === undefined ? {} : { chart }),
    ...(ref === undefined ? {} : { ref }),
  }
}
