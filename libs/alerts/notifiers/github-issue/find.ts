import type { Instant } from '#domain/instant'
import type { Ended, GithubIssues } from './api.ts'

const perPage = 30
/** Nobody has more issues and requests changed in the time that is looked through, or an issue more comments. */
const mostPages = 20

interface Written {
  readonly number: number
  readonly body: string
}

/** What of an answered list is an issue or a comment; a request is none. */
function writtenIn(said: unknown): readonly Written[] {
  if (!Array.isArray(said)) return []
  return said.flatMap((each: Readonly<Record<string, unknown>>) => {
    const { number, body, pull_request: request } = each
    if (request !== undefined || typeof body !== 'string') return []
    return [{ number: typeof number === 'number' ? number : 0, body }]
  })
}

/** The first of what changed since then in which a mark stands; null where it stands in none. */
async function findMarked(
  issues: GithubIssues,
  path: string,
  { mark, since }: { readonly mark: string; readonly since: Instant },
): Promise<{ readonly found: Written | null } | Ended> {
  const time = encodeURIComponent(new Date(since).toISOString())
  for (let page = 1; page <= mostPages; page += 1) {
    const answer = await issues.ask('GET', `${path}since=${time}&per_page=${perPage}&page=${page}`, null)
    if ('ended' in answer) return answer
    const found = writtenIn(answer.said).find(({ body }) => body.includes(mark))
    if (found !== undefined) return { found }
    if (!Array.isArray(answer.said) || answer.said.length < perPage) break
  }
  return { found: null }
}

/** The issue in which a mark stands. */
export function findIssue(
  issues: GithubIssues,
  mark: string,
  since: Instant,
): Promise<{ readonly found: Written | null } | Ended> {
  return findMarked(issues, '?state=all&sort=created&direction=desc&', { mark, since })
}

/** Whether a mark stands in an issue or one of its comments. */
export async function isTold(
  issues: GithubIssues,
  number: number,
  { mark, since }: { readonly mark: string; readonly since: Instant },
): Promise<{ readonly told: boolean } | Ended> {
  const issue = await issues.ask('GET', `/${number}`, null)
  if ('ended' in issue) return issue
  if (writtenIn([issue.said]).some(({ body }) => body.includes(mark))) return { told: true }
  const comments = await findMarked(issues, `/${number}/comments?`, { mark, since })
  return 'ended' in comments ? comments : { told: comments.found !== null }
}
