/** What Flux calls the state of a source, in its parts. */
export interface Revision {
  /** As it was sent. */
  readonly text: string
  /** Branch or tag; null where it names none. */
  readonly ref: string | null
  /** Commit of a git repository; null where it is none. */
  readonly sha: string | null
  /** Digest of an OCI artifact, such as `sha256:…`; null where it is none. */
  readonly digest: string | null
}

const digested = /^(?:(.+)@)?(sha1|sha256|sha384|sha512):([0-9a-f]{32,128})$/i
const slashed = /^(?:(.+)\/)?([0-9a-f]{40})$/i

/** Reads `main@sha1:HEX`, `1.4.0@sha256:HEX`, the older `main/HEX`, a bare commit, and anything else as text alone. */
export function revisionOf(text: string): Revision {
  const [, ref = null, algorithm = '', hex = ''] = digested.exec(text) ?? []
  if (algorithm.toLowerCase() === 'sha1') return { text, ref, sha: hex.toLowerCase(), digest: null }
  if (algorithm !== '') return { text, ref, sha: null, digest: `${algorithm}:${hex}`.toLowerCase() }
  const [, branch = null, commit] = slashed.exec(text) ?? []
  if (commit !== undefined) return { text, ref: branch, sha: commit.toLowerCase(), digest: null }
  return { text, ref: null, sha: null, digest: null }
}
