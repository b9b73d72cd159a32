import type { Sent } from '../../notification.ts'
import { type Answer, later, outcomeOf, type Post, unanswered } from '../post.ts'

/** A repository of GitHub in which issues are opened. */
export interface GithubIssueSettings {
  /** Where the API of GitHub is, with a slash at its end. */
  readonly url: string
  readonly token: string
  /** owner/name. */
  readonly repository: string
  readonly allowPrivate: boolean
}

/** It ended here, as it is told. */
export interface Ended {
  readonly ended: Sent
}

/** A page of issues with the longest texts that GitHub takes. */
const mostSaid = 8_388_608

function refusal(message: string): Sent {
  return { state: 'REFUSED', message }
}

/** What GitHub's refusals mean, and what to do. */
function problemOf(host: string, repository: string, answer: Answer): Sent {
  const { status, retryAfterSeconds } = answer
  if (status === 403 && retryAfterSeconds !== null)
    return later(`${host} was asked too often (403).`, retryAfterSeconds)
  if (status === 401)
    return refusal(
      `${host} does not know the token (401): it was deleted or has expired. Give the channel another (channel change --token-file).`,
    )
  if (status === 403)
    return refusal(
      `${host} does not let the token write there (403): give it "Issues: read and write" of ${repository}, and where the organisation asks for it, its approval or single sign-on.`,
    )
  if (status === 404)
    return refusal(
      `${host} shows this token no repository ${repository} (404): look at its name, and that the token is for it.`,
    )
  if (status === 410) return refusal(`Issues are switched off in ${repository}, or the issue was deleted (410).`)
  if (status >= 300 && status < 400)
    return refusal(
      `${repository} is elsewhere now (${status}): give the channel its present name (channel change --repository).`,
    )
  return outcomeOf(host, answer)
}

/** Asks the API of GitHub about the issues of one repository. */
export class GithubIssues {
  readonly #settings: GithubIssueSettings
  readonly #post: Post

  constructor(settings: GithubIssueSettings, post: Post) {
    this.#settings = settings
    this.#post = post
  }

  /** @param path within the issues of the repository, such as `/12/comments` */
  async ask(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body: object | null,
  ): Promise<{ readonly said: unknown } | Ended> {
    const { url, token, repository, allowPrivate } = this.#settings
    const address = new URL(`repos/${repository}/issues${path}`, url)
    const headers = {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    }
    const how = { headers, allowPrivate, method, most: mostSaid }
    const answer = await this.#post(address, body === null ? '' : JSON.stringify(body), how)
    if ('failed' in answer) return { ended: unanswered(address.host, answer, allowPrivate) }
    if (answer.status !== 200 && answer.status !== 201) {
      const ended = problemOf(address.host, repository, answer)
      return { ended: ended.state === 'DELIVERED' ? this.#unexpected() : ended }
    }
    try {
      return { said: JSON.parse(answer.said ?? '') as unknown }
    } catch {
      return { ended: this.#unexpected() }
    }
  }

  #unexpected(): Sent {
    const { host } = new URL(this.#settings.url)
    return refusal(
      `${host} does not answer as GitHub does; is it the address of its API, such as https://ghe.example.org/api/v3?`,
    )
  }

  /** The number of an issue that was answered. */
  numberOf(said: unknown): { readonly number: number } | Ended {
    const { number } = said as { readonly number?: unknown }
    return typeof number === 'number' && Number.isSafeInteger(number) ? { number } : { ended: this.#unexpected() }
  }
}
