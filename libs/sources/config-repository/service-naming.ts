import type { ServiceNames } from './service-of.ts'

/** A reference as long as it stood in the repository. */
export interface Standing {
  /** Template of its path, and its key: one for all environments. */
  readonly template: string
  /** Environment and placement, as one text. */
  readonly stream: string
  readonly names: ServiceNames
  /** Numbers of the commits that brought it and took it away. */
  readonly from: number
  readonly to: number
}

/** Whether two, given by their beginning, that are told by different templates stood in one environment at one time. */
function meet(standings: readonly Standing[]): boolean {
  const latest = new Map<string, Map<string, number>>()
  for (const { stream, template, from, to } of standings) {
    const ends = latest.get(stream) ?? new Map<string, number>()
    for (const [other, end] of ends) if (other !== template && end > from) return true
    ends.set(template, Math.max(ends.get(template) ?? 0, to))
    latest.set(stream, ends)
  }
  return false
}

function group<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const same = groups.get(key(item))
    if (same === undefined) groups.set(key(item), [item])
    else same.push(item)
  }
  return groups
}

/** The first kind of other names by which some of the templates differ; null where none does. */
function tellApart(byTemplate: ReadonlyMap<string, readonly Standing[]>): Map<string, string> | null {
  const candidates = [...byTemplate].map(([template, [standing]]) => ({ template, names: standing?.names }))
  const most = Math.max(...candidates.map(({ names }) => names?.apart.length ?? 0))
  for (let at = 0; at < most; at += 1) {
    const chosen = candidates.map(({ template, names }) => [template, names?.apart[at] ?? names?.first ?? ''] as const)
    if (new Set(chosen.map(([, name]) => name)).size > 1) return new Map(chosen)
  }
  return null
}

/**
 * Names the service of every template. Where references of one name stand in different files of one environment at the
 * same time, the name that discriminates is taken: the image's owner, the file, the folder. What only moved from one
 * path to another is one service still.
 *
 * @param known names of an earlier reading, which are kept.
 */
export function nameServices(
  standings: readonly Standing[],
  known: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const named = new Map(known)
  const ordered = standings.toSorted((a, b) => a.from - b.from)
  for (const [first, same] of group(ordered, ({ names }) => names.first)) {
    const byTemplate = group(same, ({ template }) => template)
    const apart = byTemplate.size > 1 && meet(same) ? tellApart(byTemplate) : null
    for (const template of byTemplate.keys()) {
      if (!named.has(template)) named.set(template, apart?.get(template) ?? first)
    }
  }
  return named
}
