import type { Cluster } from './cluster.ts'
import { ClusterFailure, failureOf } from './failure.ts'
import { linesOf, textOf } from './pieces.ts'

/** An object as the API gives it, of which nothing is known yet. */
export type RawObject = Readonly<Record<string, unknown>>

/** One page of a list. */
export interface Page {
  readonly items: readonly RawObject[]
  /** Where the next page begins; null after the last. */
  readonly next: string | null
  /** From where a watch goes on. */
  readonly version: string
}

/** What a watch tells. */
export type Told =
  | { readonly kind: 'SEEN'; readonly object: RawObject; readonly version: string }
  | { readonly kind: 'DELETED'; readonly object: RawObject; readonly version: string }
  /** Nothing happened up to this version. */
  | { readonly kind: 'BOOKMARK'; readonly version: string }

/** Most bytes of one page; a list with larger objects is read by smaller pages. */
const largestPage = 33_554_432
/** Most bytes of one line; etcd keeps no object above 1.5 MiB unless told to. */
const largestLine = 8_388_608
/** How long a page may stop in the middle, in milliseconds. */
const pageSilence = 60_000
/** How long one watch lasts, in seconds: between these. */
const shortestWatch = 240
const longestWatch = 480

function record(value: unknown): RawObject {
  return typeof value === 'object' && value !== null ? (value as RawObject) : {}
}

function parsed(text: string): RawObject {
  try {
    return record(JSON.parse(text))
  } catch {
    throw new ClusterFailure('BUSY', 'the cluster sent something that is no JSON')
  }
}

function versionOf(object: RawObject): string {
  const { resourceVersion } = record(object['metadata'])
  return typeof resourceVersion === 'string' ? resourceVersion : ''
}

/**
 * One object by its path; null where it is not there or may not be read.
 *
 * @throws ClusterFailure when the cluster cannot be asked
 */
export async function objectAt(cluster: Cluster, path: string, signal: AbortSignal): Promise<RawObject | null> {
  try {
    return parsed(await textOf(await cluster.get(path, signal), pageSilence, largestLine))
  } catch (error) {
    if (error instanceof ClusterFailure && (error.kind === 'MISSING' || error.kind === 'FORBIDDEN')) return null
    throw error
  }
}

/** All objects of one resource in a cluster, such as `/apis/apps/v1/deployments`. */
export class Collection {
  readonly #cluster: Cluster
  readonly #path: string
  #limit: number

  constructor(cluster: Cluster, path: string, limit: number) {
    this.#cluster = cluster
    this.#path = path
    this.#limit = limit
  }

  /**
   * One page, from the beginning or from where another ended. When it is too large, the pages become smaller.
   *
   * @throws ClusterFailure GONE when `from` is of a list that is too old
   */
  async page(from: string | null, signal: AbortSignal): Promise<Page> {
    const query = new URLSearchParams({ limit: String(this.#limit), ...(from === null ? {} : { continue: from }) })
    const body = await this.#cluster.get(`${this.#path}?${query.toString()}`, signal)
    let text: string
    try {
      text = await textOf(body, pageSilence, largestPage)
    } catch (error) {
      if (!(error instanceof ClusterFailure && error.kind === 'TOO_LARGE') || this.#limit === 1) throw error
      this.#limit = Math.ceil(this.#limit / 4)
      return this.page(from, signal)
    }
    const list = parsed(text)
    const { continue: next } = record(list['metadata'])
    const items = Array.isArray(list['items']) ? list['items'].map(record) : null
    if (items === null) throw new ClusterFailure('BUSY', 'the cluster answered a list without items')
    return { items, next: typeof next === 'string' && next !== '' ? next : null, version: versionOf(list) }
  }

  /**
   * What happens after `version`, until the cluster ends the watch, which it does every few minutes.
   *
   * @throws ClusterFailure GONE when the version is too old
   */
  async *watch(version: string, signal: AbortSignal): AsyncGenerator<Told> {
    const seconds = Math.round(shortestWatch + Math.random() * (longestWatch - shortestWatch))
    const query = new URLSearchParams({
      watch: '1',
      allowWatchBookmarks: 'true',
      resourceVersion: version,
      timeoutSeconds: String(seconds),
    })
    const body = await this.#cluster.get(`${this.#path}?${query.toString()}`, signal)
    for await (const line of linesOf(body, (seconds + 30) * 1_000, largestLine)) yield told(parsed(line))
  }
}

function told({ type, object: given }: RawObject): Told {
  const object = record(given)
  const version = versionOf(object)
  if (type === 'ADDED' || type === 'MODIFIED') return { kind: 'SEEN', object, version }
  if (type === 'DELETED') return { kind: 'DELETED', object, version }
  if (type === 'BOOKMARK') return { kind: 'BOOKMARK', version }
  const { code, message } = object
  throw failureOf(
    typeof code === 'number' ? code : 500,
    typeof message === 'string' ? message : `a ${String(type)} event`,
  )
}
