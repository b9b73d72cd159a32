/** What a repository of the bench is made of. */
export interface RepositorySize {
  /** Reachable from the default branch. */
  readonly commits: number
  /** Pull requests, each with a head of its own under `refs/pull`. */
  readonly requests: number
}

/** Requests that were merged with a merge commit: both it and the head are on the default branch. */
function mergedOf({ commits, requests }: RepositorySize): number {
  return commits - requests
}

/** Commits of a squashed request, which only its head reaches. */
const ofRequest = 2
/** One release for so many requests. */
const releaseEvery = 50
const files = 500
const author = 'Ada Example <ada@bench.example>'

/**
 * The stream of `git fast-import` for a repository as years of squashed requests leave it: a default branch, most of whose
 * commits are squashed requests, every request's head, and a tag for each release.
 *
 * @param end seconds since 1970 of the newest commit
 */
export function* repositoryStream(size: RepositorySize, end: number): Generator<string> {
  const merged = mergedOf(size)
  const mergeEvery = Math.floor(size.requests / Math.max(1, merged))
  const start = end - size.requests * 3_600
  let mark = 0
  let tip = 0
  let merges = 0
  const commit = (ref: string, at: number, message: string, parents: readonly number[], file: number): string => {
    mark += 1
    const [first, ...others] = parents.filter((parent) => parent > 0)
    const text = `${message} ${mark}\n`
    return [
      `commit ${ref}`,
      `mark :${mark}`,
      `author ${author} ${at} +0000`,
      `committer ${author} ${at + 60} +0000`,
      `data ${message.length}`,
      message,
      ...(first === undefined ? [] : [`from :${first}`]),
      ...others.map((other) => `merge :${other}`),
      `M 100644 inline src/${file % files}.txt`,
      `data ${text.length}`,
      text,
    ].join('\n')
  }
  for (let number = 1; number <= size.requests; number += 1) {
    const at = start + number * 3_600
    const head = `refs/pull/${number}/head`
    const isMerged = number % mergeEvery === 0 && merges < merged
    const base = tip
    let last = base
    for (let step = 0; step < (isMerged ? 1 : ofRequest); step += 1) {
      yield commit(head, at - 7_200 + step * 600, `Step ${step} of request ${number}`, [last], number)
      last = mark
    }
    if (isMerged) merges += 1
    const title = isMerged ? `Merge pull request #${number} from bench/topic` : `Do the work of it (#${number})`
    yield commit('refs/heads/main', at, title, isMerged ? [base, last] : [base], number)
    tip = mark
    if (number % releaseEvery === 0) yield `reset refs/tags/v1.${number / releaseEvery}.0\nfrom :${tip}\n\n`
  }
}
