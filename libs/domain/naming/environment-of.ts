import { environmentIn, isEnvironment, isRegion } from './environment-word.ts'

/** Where a file of a configuration repository stands. */
export interface Place {
  /** As the path spells it; null where nothing tells it. */
  readonly environment: string | null
  /** Cluster or region inside the environment; null where nothing tells it. */
  readonly placement: string | null
  /** The path with `*` where these stand: the same for one service in all environments. */
  readonly template: string
  /** Folders and the file's own name, in order, without what tells environment or placement. */
  readonly rest: readonly string[]
}

const environmentFolder = /^(?:envs?|environments?|overlays?|stages)$/i
const placementFolder = /^(?:clusters?|regions?|placements?|datacent(?:er|re)s?|zones?|targets?|cells?)$/i
const extension = /(?:\.(?:ya?ml|json|tpl|tmpl|gotmpl|env|properties|conf|tfvars|params|ini|txt|enc|dec))+$/i

/** Name of a file without its extensions: `values-prod` of `values-prod.yaml.gotmpl`, `production` of `.env.production`. */
export function stemOf(file: string): string {
  return file.replace(/^\.(?:env|argocd-source)[.-]?/, '').replace(extension, '')
}

/** A path while it is read: which of its segments told something, and what is left of them. */
class Reading {
  environment: string | null = null
  placement: string | null = null
  readonly folders: readonly string[]
  readonly file: string
  readonly #left = new Map<number, { readonly template: string; readonly rest: string }>()

  constructor(path: string) {
    const segments = path.split('/')
    this.folders = segments.slice(0, -1)
    this.file = segments.at(-1) ?? ''
  }

  /** A segment told the environment by one of its words, or as a whole. */
  told(at: number, word: string, rest = ''): void {
    const segment = this.folders[at] ?? this.file
    this.#left.set(at, { template: rest === '' && at < this.folders.length ? '*' : segment.replace(word, '*'), rest })
  }

  has(at: number): boolean {
    return this.#left.has(at)
  }

  folderUnder(parent: RegExp, is: (name: string) => boolean = () => true): number {
    return this.folders.findIndex((name, at) => parent.test(this.folders[at - 1] ?? '') && is(name))
  }

  place(): Place {
    const segments = [...this.folders, this.file]
    const named = [...this.folders, stemOf(this.file)]
    return {
      environment: this.environment,
      placement: this.placement,
      template: segments.map((segment, at) => this.#left.get(at)?.template ?? segment).join('/'),
      rest: named.map((name, at) => this.#left.get(at)?.rest ?? name).filter((name) => name !== ''),
    }
  }
}

/** A folder right under `clusters/`, `regions/` and the like is a placement, and may name the environment too. */
function readPlacement(reading: Reading): void {
  const at = reading.folderUnder(placementFolder)
  const name = reading.folders[at]
  if (name === undefined) return
  reading.told(at, name)
  if (isEnvironment(name)) reading.environment = name
  else {
    reading.placement = name
    reading.environment = environmentIn(name, 'ANYWHERE')?.environment ?? null
  }
}

/** A folder whose whole name is an environment, one under `environments/` and the like before any other. */
function readExactFolder(reading: Reading): boolean {
  const { folders } = reading
  const under = reading.folderUnder(environmentFolder, isEnvironment)
  const at = under === -1 ? folders.findIndex((name, index) => !reading.has(index) && isEnvironment(name)) : under
  const name = folders[at]
  if (name === undefined) return false
  reading.environment = name
  reading.told(at, name)
  for (const beside of [at - 1, at + 1]) {
    const folder = folders[beside]
    if (folder === undefined || reading.has(beside) || reading.placement !== null) continue
    const between = beside === at - 1 && environmentFolder.test(folders[at - 2] ?? '')
    if (!between && !isRegion(folder)) continue
    reading.placement = folder
    reading.told(beside, folder)
  }
  return true
}

/** `environments/prod-eu`. */
function readFolderWithin(reading: Reading): boolean {
  const at = reading.folderUnder(environmentFolder)
  const name = reading.folders[at]
  const within = name === undefined ? null : environmentIn(name, 'ANYWHERE')
  if (name === undefined || within === null) return false
  reading.environment = within.environment
  reading.placement ??= name
  reading.told(at, name)
  return true
}

/** `production.env`, `values-prod.yaml`, `api-staging.yaml`. */
function readFile(reading: Reading): boolean {
  const within = environmentIn(stemOf(reading.file), 'CAREFUL')
  if (within === null) return false
  reading.environment = within.environment
  if (isRegion(within.beside)) reading.placement ??= stemOf(reading.file)
  reading.told(
    reading.folders.length,
    isRegion(within.beside) ? stemOf(reading.file) : within.environment,
    within.beside,
  )
  return true
}

/** `overlays/canary`: whatever stands there is an environment by its folder. */
function readFolderByParent(reading: Reading): boolean {
  const at = reading.folderUnder(environmentFolder)
  const name = reading.folders[at]
  if (name === undefined) return false
  reading.environment = name
  reading.told(at, name)
  return true
}

/** `prod-eu/api`, `api-production/`. */
function readLooseFolder(reading: Reading): boolean {
  for (const [at, name] of reading.folders.entries()) {
    const within = reading.has(at) ? null : environmentIn(name, 'CAREFUL')
    if (within === null) continue
    reading.environment = within.environment
    const isPlacement = name.startsWith(within.environment) || isRegion(within.beside)
    if (isPlacement) reading.placement ??= name
    reading.told(at, isPlacement ? name : within.environment, isPlacement ? '' : within.beside)
    return true
  }
  return false
}

/** What a file says inside: a namespace, a destination, a path of values. */
function environmentOfHint(hint: string): string | null {
  if (isEnvironment(hint)) return hint
  if (hint.includes('/')) return environmentOf(hint.replace(/^\.\//, '')).environment
  const within = environmentIn(hint, 'CAREFUL')
  return within !== null && hint.endsWith(within.environment) ? within.environment : null
}

/**
 * Environment and placement of a file, by the names of its folders and its own; where these say nothing, by what stands
 * inside it. Words are those of the table of tiers; what is under `environments/`, `overlays/` and the like is an
 * environment whatever its name.
 *
 * @param hints such as namespaces, the most telling first.
 */
export function environmentOf(path: string, hints: readonly string[] = []): Place {
  const reading = new Reading(path)
  readPlacement(reading)
  const found =
    readExactFolder(reading) ||
    readFolderWithin(reading) ||
    reading.environment !== null ||
    readFile(reading) ||
    readFolderByParent(reading) ||
    readLooseFolder(reading)
  if (!found) reading.environment = hints.map(environmentOfHint).find((name) => name !== null) ?? null
  return reading.place()
}
