export type GitErrorCode =
  | 'GIT_MISSING'
  | 'REFUSED_URL'
  | 'NOT_A_REPOSITORY'
  | 'NOT_FOUND'
  | 'EMPTY'
  | 'UNAUTHORIZED'
  | 'UNREACHABLE'
  | 'TIMED_OUT'
  | 'STOPPED'
  | 'TOO_LARGE'
  | 'FAILED'

/** Git cannot give what was asked; the message says of what, why and what to do. It never holds a credential. */
export class GitError extends Error {
  readonly code: GitErrorCode
  /** What git ended with; null where it was not git that said it. */
  readonly exitCode: number | null

  constructor(code: GitErrorCode, message: string, exitCode: number | null = null) {
    super(message)
    this.name = 'GitError'
    this.code = code
    this.exitCode = exitCode
  }
}

interface Meaning {
  readonly code: GitErrorCode
  readonly said: RegExp
  readonly means: (subject: string) => string
}

/** What git says (in the C locale), the first that fits. */
const meanings: readonly Meaning[] = [
  {
    code: 'UNAUTHORIZED',
    said: /Authentication failed|could not read (Username|Password)|terminal prompts disabled|Permission denied|returned error: 40[13]|Invalid username|Host key verification failed/i,
    means: (subject) =>
      `${subject} refused the credentials, or asks for some; check that the token is valid and may read`,
  },
  {
    code: 'NOT_A_REPOSITORY',
    said: /cannot change to|not a git repository|invalid gitfile format/i,
    means: (subject) => `${subject} is no git repository; name the folder of a clone`,
  },
  {
    code: 'NOT_FOUND',
    said: /repository .*not found|Repository not found|returned error: 404|does not appear to be a git repository|info\/refs not valid/i,
    means: (subject) => `${subject} has no such repository, or the token may not see it; check the address`,
  },
  {
    code: 'TIMED_OUT',
    said: /Operation too slow|Operation timed out|Connection timed out|Timeout was reached/i,
    means: (subject) => `${subject} did not answer in time; it is tried again at the next run`,
  },
  {
    code: 'UNREACHABLE',
    said: /Could not resolve|Failed to connect|Couldn't connect|Connection (refused|reset|closed)|No route to host|SSL|TLS|early EOF|unexpected disconnect|RPC failed|hung up|returned error: 5\d\d|Empty reply|transfer closed|the remote end|unexpected flush|invalid index-pack output|fetch-pack/i,
    means: (subject) => `${subject} cannot be reached, or cut the connection; it is tried again at the next run`,
  },
]

/** What the failure of a git command means; `said` is already free of credentials. */
export function gitErrorOf(subject: string, exitCode: number | null, said: string): GitError {
  const lines = said
    .split(/[\n\r]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const reason = lines.findLast((line) => /^(fatal|error):/.test(line)) ?? lines.at(-1) ?? `it ended with ${exitCode}`
  const meaning = meanings.find(({ said: pattern }) => pattern.test(said))
  if (meaning === undefined) return new GitError('FAILED', `git failed on ${subject}: ${reason}`, exitCode)
  return new GitError(meaning.code, `${meaning.means(subject)} (git: ${reason})`, exitCode)
}
