/** What of an address was not understood, and what is shown in its place: a link must not change its meaning in silence. Pure. */
import { definitionFaults } from './definition-choice.ts'
import { spanWords } from './format.ts'
import { defaultState, parseUrl } from './url-state.ts'
import { isDuration, isMoment, isTimeZone } from './url-values.ts'

function quoted(name: string, value: string): string {
  return `${name}=${value.slice(0, 60)}`
}

/** Why a pair of ends is no window; null where it is one, or where none is given. */
function badPair(from: string | null, to: string | null): string | null {
  if (from === null && to === null) return null
  const given = [...(from === null ? [] : [quoted('from', from)]), ...(to === null ? [] : [quoted('to', to)])]
  const parts = given.join(' and ')
  if (from === null || to === null) return `${parts} is no window: it takes both from and to`
  if (!isMoment(from) || !isMoment(to))
    return `${parts} is no window: write dates such as 2026-03-02, or instants such as 2026-03-02T09:30:00Z`
  return Date.parse(from) < Date.parse(to) ? null : `${parts} is no window: it ends before it begins`
}

/** The same of a length; one beside a window of two ends is not needed. */
function badLength(last: string | null, hasPair: boolean): string | null {
  if (last === null || hasPair || isDuration(last)) return null
  return `${quoted('last', last)} is no length of time: write it as P90D`
}

function zoneFaults(zone: string | null): string[] {
  if (zone === null || isTimeZone(zone)) return []
  return [
    `${quoted('tz', zone)} is no time zone that this browser knows. Times and days are in ${defaultState.timeZone}.`,
  ]
}

function momentFaults(parameters: URLSearchParams): string[] {
  const at = parameters.get('at')
  const bad = at !== null && !isMoment(at)
  const words = `${quoted('at', at ?? '')} is no moment: write a date such as 2026-03-02, or an instant such as 2026-03-02T09:30:00Z. Shown instead: now.`
  return [...(bad ? [words] : []), ...zoneFaults(parameters.get('tz'))]
}

/** Each part that could not be used as a sentence that also says what is shown. */
export function faultsOf(pathname: string, search: string): string[] {
  const { page, range, focus } = parseUrl(pathname, search)
  const parameters = new URLSearchParams(search)
  if (page.name === 'running') return momentFaults(parameters)
  if (!['overview', 'service', 'team', 'compare', 'dashboard'].includes(page.name)) return []
  const [from, to, zone] = [parameters.get('from'), parameters.get('to'), parameters.get('tz')]
  const own = page.name === 'dashboard' && !page.stated.includes('range')
  const given = 'last' in range ? `the last ${spanWords(range.last)}` : `${range.from} to ${range.to}`
  const shown = own ? 'the time that the dashboard begins with' : given
  const windows = [badPair(from, to), badLength(parameters.get('last'), 'from' in range)].filter((bad) => bad !== null)
  const faults = windows.map((bad) => `${bad}. Shown instead: ${shown}.`)
  faults.push(...zoneFaults(zone), ...definitionFaults(parameters))
  const narrowed = parameters.get('focus')
  if (narrowed !== null && focus === null)
    faults.push(`${quoted('focus', narrowed)} is no step. The rows are of the whole window.`)
  return faults
}
