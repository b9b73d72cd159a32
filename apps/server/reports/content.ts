import type { Note } from '#alerts/notification'
import type { ComparedAnswer } from '#dashboards/comparison-answers'
import { comparisonMarkdown, comparisonScope } from '#dashboards/comparison-markdown'
import { againsts, defaultState, formatUrl } from '#dashboards/url-state'
import type { Instant } from '#domain/instant'
import { windowFrom } from '#graphql/window/window-view'
import { comparisonReport } from '#reports/comparison'
import { comparisonCsv, comparisonJson } from '#reports/comparison-files'
import { comparisonBases, comparisonQuestion } from '#reports/comparison-question'
import { digestOf } from '#reports/digest'
import { digestData } from '#reports/digest-data'
import { keptReport, type ScheduledReport } from '#reports/scheduled-report'
import type { Timing } from '#reports/timing'
import type { ReportSchedule } from '#storage/stores/report-schedules'
import type { AskInside } from '../ask-inside.ts'
import { outsideAddress } from '../outside-address.ts'
import { answered } from './answered.ts'
import { digestFacts } from './digest-facts.ts'
import { digestMarkdown, digestStretch, digestTitle } from './digest-words.ts'

/** Whom a report asks, and where it leads. */
export interface ContentOptions {
  readonly ask: AskInside
  /** Where people reach the pages; left out or null: nothing leads there. */
  readonly publicUrl?: string | null
}

/** The page of the same services over the same window. */
function comparisonHref(
  { services, team, environment, against }: ScheduledReport,
  { compare: { window } }: ComparedAnswer,
): string {
  const { from, to, timeZone } = window
  const held = againsts.find((base) => comparisonBases[base] === against) ?? defaultState.against
  const scope = { range: { from, to }, timeZone, environment, services, team: team ?? '', against: held }
  return formatUrl({ ...defaultState, page: { name: 'compare' }, ...scope })
}

/** The comparison that was asked for, as it stands now. */
async function comparisonOf(
  { name, timing }: ReportSchedule,
  report: ScheduledReport,
  { ask, publicUrl = null }: ContentOptions,
): Promise<Note> {
  const { services, team, environment, last, against } = report
  const variables = {
    services: services.length === 0 ? null : services,
    team,
    environment,
    window: { last, timeZone: (timing as Timing).timeZone },
    against,
  }
  const answer = await answered<ComparedAnswer>(ask, comparisonQuestion, variables)
  const made = comparisonReport(answer, environment)
  const link = publicUrl === null ? null : outsideAddress(publicUrl, comparisonHref(report, answer))
  return {
    kind: 'report',
    subject: `${name}: ${comparisonScope(answer, environment)}`,
    text: `${comparisonMarkdown(answer, environment)}${link === null ? '' : `\n[The same as a page](${link})\n`}`,
    data: { schedule: name, report: JSON.parse(comparisonJson(made)) as unknown, link },
    attachments: [{ name: 'comparison.csv', type: 'text/csv', content: comparisonCsv(made) }],
  }
}

/** What a schedule tells at a moment, or why there is nothing to tell. */
type Content = Note | { readonly nothing: string }

/** Whose digest it is, in words. */
function wholeOf({ services, team }: ScheduledReport, count: number): string {
  const [only, ...others] = services
  if (only !== undefined) return others.length === 0 ? only : `${count} services`
  return team === null ? 'all services' : `team ${team}`
}

/** What changed, waits, is open and is missing; nothing where there is nothing to say. */
async function digestNotification(
  { name, timing }: ReportSchedule,
  report: ScheduledReport,
  { ask, publicUrl = null }: ContentOptions,
  now: Instant,
): Promise<Content> {
  const { timeZone } = timing as Timing
  const { team, services, environment } = report
  const { from, to } = windowFrom({ last: report.last, timeZone }, now)
  const { facts, services: count } = await digestFacts({ ask, report, timeZone, from, to })
  const digest = digestOf(facts)
  const of = wholeOf(report, count)
  const scope = { of, services, team, environment, from, to, timeZone, publicUrl }
  if (digest === null) return { nothing: `There was nothing to say of ${digestStretch(scope)}, so nothing was sent.` }
  return {
    kind: 'report',
    subject: `${name}: ${digestTitle(scope)}`,
    text: digestMarkdown(digest, scope),
    data: { schedule: name, report: digestData(digest, scope) },
    attachments: [],
  }
}

/**
 * What a schedule tells now.
 *
 * @throws NoReport
 */
export async function contentOf(schedule: ReportSchedule, options: ContentOptions, now: Instant): Promise<Content> {
  const report = keptReport(schedule.report)
  if (report.kind === 'DIGEST') return digestNotification(schedule, report, options, now)
  return comparisonOf(schedule, report, options)
}
