import { type Received, Receiver, type Reply } from './receiver.ts'

interface Comment {
  readonly body: string
  readonly created_at: string
  readonly updated_at: string
}

export interface Issue {
  readonly number: number
  readonly title: string
  readonly body: string
  state: string
  state_reason: string | null
  readonly created_at: string
  updated_at: string
  readonly comments: Comment[]
}

export const githubToken = 'github_pat_0123456789abcdefghijklmnopqrstuvwxyz'
export const githubRepository = 'acme/shop'

/** Whether a text would tell somebody, or lead to an issue. */
function pings(text: string): boolean {
  return /(?<![\w`])@[a-z\d]|(?<![\w&])#\d|\bGH-\d/i.test(text)
}

/** The issues of one repository of GitHub, as the documentation of its REST API tells them. */
export class GithubIssueServer {
  readonly receiver: Receiver
  readonly issues: Issue[] = []
  /** Texts that told somebody, or that were longer than GitHub takes. */
  readonly faults: string[] = []
  readonly #now: () => number

  private constructor(receiver: Receiver, now: () => number) {
    this.receiver = receiver
    this.#now = now
  }

  static async begin(now: () => number): Promise<GithubIssueServer> {
    let github = null as GithubIssueServer | null
    const receiver = await Receiver.begin((received) => github?.answer(received) ?? { status: 503 })
    github = new GithubIssueServer(receiver, now)
    return github
  }

  get url(): string {
    return `${this.receiver.url}/api/v3`
  }

  /** Something that was there before, such as a request, which GitHub lists among the issues. */
  add(body: string): void {
    this.#open({ title: 'Before', body })
  }

  answer({ method, path, headers, body }: Received): Reply {
    const url = new URL(path, this.receiver.url)
    const found = /^\/api\/v3\/repos\/([^/]+\/[^/]+)\/issues(?:\/(\d+))?(\/comments)?$/.exec(url.pathname)
    if (headers.authorization !== `Bearer ${githubToken}`) return { status: 401, body: { message: 'Bad credentials' } }
    if (found?.[1] !== githubRepository) return { status: 404, body: { message: 'Not Found' } }
    const [, , number, comments] = found
    const said = body === '' ? {} : (JSON.parse(body) as Record<string, string>)
    if (number === undefined)
      return method === 'POST' ? this.#create(said) : { status: 200, body: this.#page(this.issues, url) }
    const issue = this.issues.find((each) => each.number === Number(number))
    if (issue === undefined) return { status: 404, body: { message: 'Not Found' } }
    if (comments !== undefined)
      return method === 'POST' ? this.#comment(issue, said) : { status: 200, body: this.#page(issue.comments, url) }
    if (method === 'PATCH') Object.assign(issue, said)
    return { status: 200, body: issue }
  }

  #page<T extends { readonly updated_at: string; readonly created_at: string }>(
    all: readonly T[],
    { searchParams }: URL,
  ): readonly T[] {
    const [size, page] = [Number(searchParams.get('per_page') ?? 30), Number(searchParams.get('page') ?? 1)]
    const since = Date.parse(searchParams.get('since') ?? '1970-01-01T00:00:00Z')
    const listed = all.filter((each) => Date.parse(each.updated_at) >= since)
    const sorted = searchParams.get('direction') === 'desc' ? listed.toReversed() : listed
    return sorted.slice((page - 1) * size, page * size)
  }

  #fault(text: string, most: number): Reply | null {
    if (pings(text)) this.faults.push(text)
    if (text.length >= 1 && text.length <= most) return null
    this.faults.push(`${text.length} characters`)
    return { status: 422, body: { message: 'Validation Failed' } }
  }

  #create({ title = '', body = '' }: Readonly<Record<string, string>>): Reply {
    const fault = this.#fault(body, 65_536) ?? (title === '' || title.length > 256 ? { status: 422 } : null)
    return fault ?? { status: 201, body: this.#open({ title, body }) }
  }

  #open({ title, body }: { readonly title: string; readonly body: string }): Issue {
    const at = new Date(this.#now()).toISOString()
    const number = this.issues.length + 1
    const issue = {
      number,
      title,
      body,
      state: 'open',
      state_reason: null,
      created_at: at,
      updated_at: at,
      comments: [],
    }
    this.issues.push(issue)
    return issue
  }

  #comment(issue: Issue, { body = '' }: Readonly<Record<string, string>>): Reply {
    const fault = this.#fault(body, 65_536)
    if (fault !== null) return fault
    const at = new Date(this.#now()).toISOString()
    issue.comments.push({ body, created_at: at, updated_at: at })
    issue.updated_at = at
    return { status: 201, body: { id: 1, body } }
  }
}
