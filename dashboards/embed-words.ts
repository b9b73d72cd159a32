/** What the dialog and the list of embeds read and say. Pure. */
import { day, spanWords, stretch } from './format.ts'
import { type MetricName, metricInfo, metricNames } from './metric-view.ts'
import type { TimeRange } from './url-values.ts'
import { rangeDays } from './window-choice.ts'

/** What an embed can show: of a service one metric with its trend, where lead time goes, or all five; or a dashboard as a whole. */
export type EmbedWhat = MetricName | 'STAGES' | 'SERVICE' | 'DASHBOARD'

export const embedChoices: readonly { readonly what: EmbedWhat; readonly title: string }[] = [
  ...metricNames.map((what) => ({ what, title: metricInfo[what].title })),
  { what: 'STAGES', title: 'Where lead time goes' },
  { what: 'SERVICE', title: 'All five metrics' },
]

/** What can be chosen where this was: a dashboard is embedded as a whole. */
export function choicesBeside(what: EmbedWhat): typeof embedChoices {
  return what === 'DASHBOARD' ? [{ what, title: 'The dashboard, as it begins' }] : embedChoices
}

/** `part` and `metric` of `EmbedInput`. */
export function partOf(what: EmbedWhat): { readonly part: string; readonly metric: MetricName | null } {
  const isMetric = what !== 'STAGES' && what !== 'SERVICE' && what !== 'DASHBOARD'
  return isMetric ? { part: 'METRIC', metric: what } : { part: what, metric: null }
}

export const mostOrigins = 20

export interface ReadOrigins {
  readonly origins: readonly string[]
  /** What is wrong, by line; empty where nothing is. */
  readonly faults: readonly string[]
}

/** Why a line names no origin; null where it does. The server looks again. */
function originFault(line: string): string | null {
  const url = URL.canParse(line) ? new URL(line) : null
  if (url === null || !/^https?:$/.test(url.protocol)) return 'begin it with https://, as in https://wiki.example.'
  if (!/^[a-z0-9.:[\]-]+$/.test(url.hostname)) return 'name one host; * stands for nothing here.'
  return url.href === `${url.origin}/` ? null : `leave out all but ${url.origin}.`
}

/** Origins that were written one a line, each once; lines without anything are passed over. */
export function readOrigins(text: string): ReadOrigins {
  const origins = new Set<string>()
  const faults: string[] = []
  for (const [at, line] of text.split('\n').entries()) {
    const written = line.trim()
    if (written === '') continue
    const fault = originFault(written)
    if (fault === null) origins.add(new URL(written).origin)
    else faults.push(`Line ${at + 1}: ${fault}`)
  }
  if (origins.size > mostOrigins) faults.push(`Give at most ${mostOrigins} origins.`)
  return { origins: [...origins], faults }
}

/** The length of a window that ends whenever somebody looks, as long as what is shown. */
export function rollingLength(range: TimeRange): string {
  return 'last' in range ? range.last : `P${Math.max(1, Math.round(rangeDays(range)))}D`
}

/** The window of an embed in words. */
export function embedWindowWords(
  { last, from, to }: { readonly last: string | null; readonly from: string | null; readonly to: string | null },
  timeZone: string,
): string {
  if (last !== null) return `last ${spanWords(last)}`
  return from === null || to === null ? '' : stretch(from, to, timeZone)
}

const stateWords = { VALID: 'Valid until', EXPIRED: 'Ended', REVOKED: 'Revoked' } as const
export type EmbedState = keyof typeof stateWords

/** Whether an embed still answers, and until or since when: `Valid until 2 Mar 2026`. */
export function embedStateWords(state: EmbedState, endsAt: string, timeZone: string): string {
  return `${stateWords[state]} ${day(endsAt, timeZone)}`
}

/** The snippet for a project with React: any version, since an element of one's own is an element to it. */
export function reactSnippet({ src, embed, token }: Readonly<Record<'src' | 'embed' | 'token', string>>): string {
  return [
    "import { useEffect } from 'react'",
    '',
    'export function LeadlineEmbed() {',
    `  useEffect(() => { import(/* webpackIgnore: true */ /* @vite-ignore */ '${src}/embed.js') }, [])`,
    '  return (',
    '    <leadline-embed',
    `      src="${src}"`,
    `      embed="${embed}"`,
    `      token="${token}"`,
    '    ></leadline-embed>',
    '  )',
    '}',
  ].join('\n')
}

/** Lengths of windows that badges know. */
const badgeLengths = ['P30D', 'P90D', 'P180D', 'P365D']

export interface BadgeOf {
  /** Where Leadline is. */
  readonly src: string
  readonly service: string
  readonly metric: MetricName
  readonly environment: string
  readonly range: TimeRange
}

/** Part of an address as Markdown may hold it: it ends at no bracket. */
function addressPart(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** A badge of a metric that leads to the page of its service, as Markdown. */
export function badgeMarkdown({ src, service, metric, environment, range }: BadgeOf): string {
  const asked = new URLSearchParams()
  if (environment !== 'production') asked.set('environment', environment)
  const last = rollingLength(range)
  if (last !== 'P90D' && badgeLengths.includes(last)) asked.set('last', last)
  const question = asked.size === 0 ? '' : `?${asked.toString()}`
  const name = addressPart(service)
  return `[![${metricInfo[metric].title}](${src}/badge/${name}/${metric}.svg${question})](${src}/services/${name})`
}
