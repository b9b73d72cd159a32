/** The version in the name of a tag. */
export interface TagVersion {
  /** What stands before the first digit: `v`, `release-`, `shop@`. */
  readonly prefix: string
  /** `v1.10.2` is 1, 10, 2. Empty where there is no number. */
  readonly numbers: readonly number[]
  /** A release candidate, beta or the like: not for production. */
  readonly preview: boolean
}

const date = /^(.*?)(\d{4})-(\d{2})-(\d{2})(?:[-.T_](\d+))?/
const version = /^(.*?)(\d+(?:[._]\d+)*)(.*)$/
/** `-rc.1`, `.beta2`, `b1`, `-SNAPSHOT`; not the build of `+20`, nor the `-1` of a repackaged one. */
const preview = /^[-._+]?(?:alpha|beta|rc|pre|preview|prerelease|dev|snapshot|canary|nightly|next|m|a|b)(?![a-z])/i
const longest = 300

/** Reads the name of a tag as a version. */
export function tagVersionOf(tag: string): TagVersion {
  const name = tag.slice(0, longest)
  const [, before, ...day] = date.exec(name) ?? []
  if (before !== undefined)
    return { prefix: before, numbers: day.filter((part) => part !== undefined).map(Number), preview: false }
  const [, prefix = name, digits, rest = ''] = version.exec(name) ?? []
  const numbers = digits === undefined ? [] : digits.split(/[._]/).map(Number)
  return { prefix, numbers, preview: preview.test(rest) }
}

/** Below 0 where the first is the older version; missing places count as 0. */
export function compareVersions(a: TagVersion, b: TagVersion): number {
  for (let place = 0; place < Math.max(a.numbers.length, b.numbers.length); place += 1) {
    const difference = (a.numbers[place] ?? 0) - (b.numbers[place] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Matches a name against a pattern in which `*` stands for anything and `?` for one character; costs at most their product. */
export function matchesPattern(pattern: string, name: string): boolean {
  let [at, from, star, tried] = [0, 0, -1, 0]
  while (from < name.length) {
    if (pattern[at] === '*') [star, tried, at] = [at, from, at + 1]
    else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[from])) [at, from] = [at + 1, from + 1]
    else if (star === -1) return false
    else [tried, at, from] = [tried + 1, star + 1, tried + 1]
  }
  while (pattern[at] === '*') at += 1
  return at === pattern.length
}

const usual = /^(?:|v|(?:release|rel|version|ver)[-_/.]?v?)$/i
const separated = /[-_/@.]v?$/i
/** Families of other names need as many tags to be believed. */
const believed = 3

interface Family {
  readonly prefix: string
  readonly size: number
  readonly newest: number
}

/** 2 for a family that names the service, 1 for one of a usual name, 0 for any other; null for what is none. */
function rankOf({ prefix, size }: Family, service: string): number | null {
  if (service !== '' && prefix.replace(/[-_/@.]?v?$/i, '').toLowerCase() === service.toLowerCase()) return 2
  if (usual.test(prefix)) return 1
  return separated.test(prefix) && size >= believed ? 0 : null
}

/**
 * The pattern of the tags that look like releases; null where none do. Of several families (`v1.2`, `shop@1.2`) the one that
 * names the service, else one of a usual name, else the largest, else the one with the newest tag.
 *
 * @param tags by time, newest last.
 */
export function likelyPattern(tags: readonly string[], service: string): string | null {
  const families = new Map<string, Family>()
  for (const [newest, tag] of tags.entries()) {
    const { prefix, numbers, preview: isPreview } = tagVersionOf(tag)
    if (numbers.length === 0 || isPreview) continue
    families.set(prefix, { prefix, size: (families.get(prefix)?.size ?? 0) + 1, newest })
  }
  const ranked = [...families.values()].flatMap((family) => {
    const rank = rankOf(family, service)
    return rank === null ? [] : [{ ...family, rank }]
  })
  const [best] = ranked.toSorted((a, b) => b.rank - a.rank || b.size - a.size || b.newest - a.newest)
  return best === undefined ? null : `${best.prefix}*`
}
