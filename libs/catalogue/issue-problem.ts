import type { z } from 'zod'
import { isNoTime } from '#domain/duration'
import { metricMeant } from '#domain/metric-meant'
import { nearestName } from '#domain/nearest-name'
import { normaliseRepository } from '#domain/repository-name'
import { fieldsAt } from './file-schema.ts'
import type { PlaceInFile } from './place-in-file.ts'
import { type CatalogueProblem, type Contradiction, pathText } from './problem.ts'

type Issue = z.core.$ZodIssue

/** What a duration must be; one of no length is of the right form. */
function durationWords(value: unknown, examples: string, which = ''): string {
  if (typeof value === 'string' && isNoTime(value)) return `has to be longer than zero; write ${examples}.`
  return `must be an ISO 8601 duration${which}: ${examples}.`
}

/** What to write instead, by the name of the rule that was broken. */
const advice: Readonly<Record<string, (value: unknown) => string>> = {
  blank: () => 'is blank or holds control characters; write text.',
  repository: (value) => {
    const meant = typeof value === 'string' ? normaliseRepository(value) : ''
    const better = meant.includes('/') && meant !== value ? ` Write ${meant}.` : ''
    return `must be host/owner/name, the host in lower case, without scheme, user and .git.${better}`
  },
  path: () => 'must be a glob from the root of the repository, without / or ./ or .. at its start: src/**.',
  dashboard: () => 'must be small letters, digits and hyphens, at most 63: payments-overview. It is in the address.',
  span: (value) => durationWords(value, 'P30D, P90D, P1Y'),
  'time zone': () => 'must be an IANA name of a time zone: Europe/Berlin, UTC.',
  clock: () => 'must be HH:MM by the local clock: 22:00.',
  value: () => 'must be a duration (P2D), a share (0.15, 15%) or a number of deployments a week (3).',
  moment: () => 'must be a date (2026-12-24) or a time with an offset (2026-12-24T18:00:00+01:00).',
  duration: (value) => durationWords(value, 'PT30M, PT12H, P7D', ' without months and years'),
  ephemeral: () =>
    'begins like a preview environment (pr-, preview-, review/); all of these are one environment called "preview". Choose another name.',
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'a group of fields',
  array: 'a list (- one, - two, or [one, two])',
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a group of fields' : JSON.stringify(value)
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined
    at = (at as Record<PropertyKey, unknown>)[part]
  }
  return at
}

function wrongType(issue: Extract<Issue, { code: 'invalid_type' }>, value: unknown): string {
  const wanted = typeNames[issue.expected] ?? issue.expected
  if (value === undefined) return 'is missing; write it.'
  if (issue.expected === 'string' && typeof value !== 'object') {
    return `must be text, not ${shown(value)}. Put it in quotes: "${shown(value)}".`
  }
  return `must be ${wanted}, not ${shown(value)}.`
}

function messageOf(issue: Exclude<Issue, { code: 'unrecognized_keys' }>, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue, value)
    case 'invalid_value': {
      const known = issue.values.map(String)
      const near = typeof value === 'string' ? (nearestName(value, known) ?? metricMeant(value, known)) : null
      return `must be one of ${known.join(', ')}, not ${shown(value)}.${near === null ? '' : ` Did you mean ${near}?`}`
    }
    case 'too_big':
      if (issue.origin === 'number' || issue.origin === 'int') return `must be at most ${issue.maximum}.`
      return issue.origin === 'string'
        ? `may have at most ${issue.maximum} characters.`
        : `may have at most ${issue.maximum} entries.`
    case 'too_small':
      if (issue.origin === 'number' || issue.origin === 'int') return `must be at least ${issue.minimum}.`
      return 'is empty; give it a value or leave it out.'
    default:
      return advice[issue.message]?.(value) ?? 'is not as docs/catalogue.md says.'
  }
}

/** What one issue of the schema means to who stated the value. */
export function faultOfIssue(issue: Issue, value: unknown): Contradiction {
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  if (issue.code === 'unrecognized_keys') return { path, message: `has no field ${issue.keys.join(', ')}.` }
  return { path, message: messageOf(issue, valueAt(value, path)) }
}

/** What one issue of the schema means to the writer of the file; one problem for each unknown field. */
export function problemsOfIssue(issue: Issue, value: unknown, places: PlaceInFile): CatalogueProblem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = fieldsAt(issue.path)
    return issue.keys.map((key) => {
      const near = nearestName(key, known)
      const guess = near === null ? '' : ` Did you mean ${near}?`
      return {
        ...places.ofKey(issue.path, key),
        path: pathText([...issue.path, key]),
        message: `there is no such field; here may stand ${known.join(', ')}.${guess}`,
      }
    })
  }
  const { path, message } = faultOfIssue(issue, value)
  return [{ ...places.ofValue(path), path: pathText(path), message }]
}
