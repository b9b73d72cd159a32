/** A deployment that an incident may be blamed on, as a choice. Pure. */
import { moment, shortVersion } from './format.ts'
import { kindWords } from './words.ts'

export interface Deployed {
  readonly id: string
  readonly version: string
  readonly kind: string
  readonly liveAt: string | null
  readonly finishedAt: string | null
  readonly startedAt: string | null
  readonly service: { readonly name: string }
  readonly environment: { readonly name: string }
  /** The newest change in it; null where it is not known. */
  readonly change: { readonly title: string | null } | null
  /** Where it ran: clusters, namespaces or regions. */
  readonly arrivals: readonly { readonly placement: string }[]
}

/** Characters of a title that stand in a list. */
const titleLength = 80

/** What stands in a sentence: without the marks that would turn the writing of the rest around. */
function inert(name: string): string {
  return name.replaceAll(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '')
}

/** What was deployed: its version, of a hash the beginning, and the title of its newest change where that is known. */
function whatWords(version: string, title: string | null): string {
  const short = inert(shortVersion(version))
  if (title === null || title.trim() === '') return short
  const letters = Array.from(inert(title))
  const cut = letters.length > titleLength ? `${letters.slice(0, titleLength - 1).join('')}…` : letters.join('')
  return `${short} “${cut}”`
}

/** Where it ran: `, in eu-1 and us-2`; empty where nobody said. */
function placementWords({ arrivals }: Deployed): string {
  const places = [...new Set(arrivals.map(({ placement }) => inert(placement)))].filter((place) => place !== '')
  return places.length === 0 ? '' : `, in ${places.toSorted().join(' and ')}`
}

/**
 * `till in production, 4 Mar 2026, 09:00: 1.3.0 “Round receipts”, code`.
 *
 * @param isBlamed whether the incident is blamed on it at present
 */
export function deployedWords(deployed: Deployed, timeZone: string, isBlamed: boolean): string {
  const { service, environment, version, change, kind, liveAt, finishedAt, startedAt } = deployed
  const at = liveAt ?? finishedAt ?? startedAt
  const time = at === null ? '' : `, ${moment(at, timeZone)}`
  const what = `${whatWords(version, change?.title ?? null)}, ${kindWords(kind).toLowerCase()}`
  const place = `${inert(service.name)} in ${inert(environment.name)}`
  return `${isBlamed ? 'Now: ' : ''}${place}${time}: ${what}${liveAt === null ? ', not live' : ''}`
}

/** Each as one line, with where it ran if another of them reads the same without that. */
export function deployedLines(
  all: readonly Deployed[],
  timeZone: string,
  isBlamed: (id: string) => boolean,
): readonly string[] {
  const plain = all.map((each) => deployedWords(each, timeZone, isBlamed(each.id)))
  const count = new Map<string, number>()
  for (const words of plain) count.set(words, (count.get(words) ?? 0) + 1)
  return all.map((each, index) => {
    const words = plain[index] ?? ''
    return count.get(words) === 1 ? words : `${words}${placementWords(each)}`
  })
}
