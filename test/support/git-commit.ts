import type { GitCommit } from '#sources/git/payload'

/** A commit for tests of pure rules; only what a test is about need be said. */
export function gitCommit(said: Partial<GitCommit> = {}): GitCommit {
  const person = { name: 'Ada', email: 'ada@example.com' }
  return {
    sha: 'a'.repeat(40),
    parents: ['b'.repeat(40)],
    authoredAt: Date.UTC(2026, 0, 5, 9),
    committedAt: Date.UTC(2026, 0, 5, 10),
    author: person,
    committer: person,
    message: 'Change something',
    trailers: [],
    ...said,
  }
}
