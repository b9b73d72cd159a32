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
}

/** Characters of a title that stand in a list. */
const titleLength = 80

/** What stands in a sentence: without the marks that would turn the writing of the rest around. */
function inert(name: string): string {
  return name.replaceAll(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '')
}

function isHash(version: string): boolean {
  return /^(?:sha256:)?[0-9a-f]{7,64}$/i.test(version) && /[a-f]/i.test(version)
}

/** What was deployed: its version, and the title of its newest change; of a hash the title alone where there is one. */
function whatWords(version: string, title: string | null): string {
  const short = inert(shortVersion(version))
  if (title === null || title.trim() === '') return short
  const letters = Array.from(inert(title))
  const cut = letters.length > titleLength ? `${letters.slice(0, titleLength - 1).join('')}…` : letters.join('')
  return isHash(short) ? `“${cut}”` : `${short} “${cut}”`
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
