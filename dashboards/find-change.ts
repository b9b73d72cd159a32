/** What somebody means who looks for a change: a commit, or a request of a repository. Pure. */

export type Wanted = { readonly sha: string } | { readonly repository: string; readonly number: number }

/** Addresses of requests and of commits, as hosts spell them. */
const requestPath =
  /^(?<repository>.+?)\/(?:-\/merge_requests|pull|pulls|pull-requests|pullrequest)\/(?<number>\d+)(?:[/?#].*)?$/
const commitPath = /\/(?:-\/)?commits?\/(?<sha>[0-9a-f]{7,64})(?:[/?#].*)?$/i

/** Reads a hash (seven digits at least), `host/owner/name#7`, or the address of either at its host; null where it is none of these. */
export function wantedChange(text: string): Wanted | null {
  const trimmed = text.trim()
  if (/^[0-9a-f]{7,64}$/i.test(trimmed)) return { sha: trimmed.toLowerCase() }
  const bare = trimmed.replace(/^https?:\/\/(?:[^/@]*@)?/, '')
  const sha = commitPath.exec(bare)?.groups?.['sha']
  if (sha !== undefined) return { sha: sha.toLowerCase() }
  const { repository, number } =
    (requestPath.exec(bare) ?? /^(?<repository>[^\s#!]+\/[^\s#!]+)[#!](?<number>\d+)$/.exec(bare))?.groups ?? {}
  const count = Number(number)
  if (repository === undefined || !(count > 0 && count <= 2_147_483_647)) return null
  const [host = '', ...path] = repository.replace(/\.git$/, '').split('/')
  return { repository: [host.toLowerCase(), ...path].join('/'), number: count }
}
