import * as z from 'zod'

/** Fields of an issue that are asked for. */
const fields = [
  'summary',
  'issuetype',
  'project',
  'components',
  'labels',
  'priority',
  'resolution',
  'status',
  'created',
  'updated',
  'resolutiondate',
]

/** Issues of one page; each with its history. */
export const pageSize = 50
/** Changes of one page of a history. */
const historySize = 100

/** Where a reading stands: Cloud gives a token for the next page, Data Center counts. */
export type Place = { readonly token: string } | { readonly at: number }

/** Whether a site is one of Atlassian's own, whose search is another than that of Data Center. */
export function isCloud(url: string): boolean {
  return /(?:^|\.)(?:atlassian\.(?:net|com)|jira\.com)$/i.test(new URL(url).hostname)
}

/**
 * The question for issues that changed in the last minutes, the longest ago first. JQL knows times only in the zone of the user and to
 * the minute; minutes from now are the same for everybody.
 */
export function searchPath(cloud: boolean, minutes: number, place: Place | null): string {
  const asked = new URLSearchParams({
    jql: `updated >= "-${minutes}m" order by updated asc`,
    fields: fields.join(','),
    expand: 'changelog',
    maxResults: String(pageSize),
  })
  if (place !== null && 'token' in place) asked.set('nextPageToken', place.token)
  if (place !== null && 'at' in place) asked.set('startAt', String(place.at))
  return `${cloud ? '/rest/api/3/search/jql' : '/rest/api/2/search'}?${asked}`
}

/** The history of an issue, of which a site may tell the newest part alone. */
const Changelog = z.object({
  histories: z.array(z.unknown()),
  total: z.number().nullish(),
  maxResults: z.number().nullish(),
})

const Issue = z
  .object({
    key: z.string(),
    fields: z.object({ updated: z.string() }).loose(),
    changelog: Changelog.loose().nullish(),
  })
  .loose()

const Answer = z.object({
  issues: z.array(Issue),
  nextPageToken: z.string().nullish(),
  isLast: z.boolean().nullish(),
  total: z.number().nullish(),
  startAt: z.number().nullish(),
})

/** An issue as it was read. */
export interface FoundIssue {
  readonly key: string
  /** When it changed last, as it was told. */
  readonly updated: string
  /** In the form of a webhook, with this history, or with the one that came with it. */
  readonly body: (histories?: readonly unknown[]) => object
  /** There is more of its history than came with it. */
  readonly isCut: boolean
}

/** A part of the history of an issue. */
export interface HistoryPage {
  readonly histories: readonly unknown[]
  /** How many there are in all. */
  readonly total: number
}

export interface SearchPage {
  readonly issues: readonly FoundIssue[]
  /** Null: there is no other page. */
  readonly next: Place | null
}

/** The question for the history of an issue, from this change on, the first of all first. */
export function historyPath(cloud: boolean, key: string, startAt: number): string {
  const asked = new URLSearchParams({ startAt: String(startAt), maxResults: String(historySize) })
  return `/rest/api/${cloud ? 3 : 2}/issue/${encodeURIComponent(key)}/changelog?${asked}`
}

const History = z.object({ values: z.array(z.unknown()), total: z.number() })

/** A part of a history as it was answered; null where it is none. */
export function readHistoryPage(answer: unknown): HistoryPage | null {
  const read = History.safeParse(answer)
  return read.success ? { histories: read.data.values, total: read.data.total } : null
}

function isCut(changelog: z.infer<typeof Issue>['changelog']): boolean {
  if (changelog == null) return false
  const { histories, total, maxResults } = changelog
  return total == null ? maxResults != null && histories.length >= maxResults : histories.length < total
}

/**
 * A page as it was answered; null where it is none.
 *
 * @param readAt when it was asked for, ISO 8601: its issues are as they were then
 */
export function readSearchPage(answer: unknown, readAt: string): SearchPage | null {
  const page = Answer.safeParse(answer)
  if (!page.success) return null
  const { issues, nextPageToken, isLast, total, startAt } = page.data
  const found = issues.map(({ key, ...issue }) => ({
    key,
    updated: issue.fields.updated,
    isCut: isCut(issue.changelog),
    body: (histories?: readonly unknown[]) => {
      const whole = histories === undefined ? {} : { changelog: { histories } }
      return { webhookEvent: 'jira:issue_updated', read_at: readAt, issue: { key, ...issue, ...whole } }
    },
  }))
  const at = (startAt ?? 0) + found.length
  if (nextPageToken != null && isLast !== true) return { issues: found, next: { token: nextPageToken } }
  return { issues: found, next: total != null && found.length > 0 && at < total ? { at } : null }
}
