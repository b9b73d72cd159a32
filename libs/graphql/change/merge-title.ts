/** First lines of merges that say nothing of what was merged: the title stands in the message's body. */
const bare = [
  /^Merge pull request #\d+ (?:from|in) /,
  /^Merged in \S+ \(pull request #\d+\)/,
  /^Auto merge of #\d+ - /,
  /^Merge #\d+$/,
  /^Merge (?:remote-tracking )?branch /,
]
/** First lines of merges that hold the title. */
const titled = [/^Merge pull request '(?<title>.*)' \(#\d+\) from /, /^Merged PR \d+: (?<title>.*)$/]
/** What hosts write into the body beside it. */
const beside = /^(?:See merge request |\* commit '|Approved-by: |Conflicts:|#)/
/** As bors writes it: `12: Title r=ada a=bob`. */
const bors = /^\d+: (?<title>.*?)(?: r=\S+)?(?: a=\S+)?$/

function withoutNumber(title: string, number: number): string {
  const end = ` (#${number})`
  return title.endsWith(end) ? title.slice(0, -end.length) : title
}

/** The title of a request in the message of the commit that merged or squashed it; null where the host left it out. */
export function mergeTitle(message: string, number: number): string | null {
  const [first = '', ...body] = message.split('\n').map((line) => line.trim())
  for (const pattern of titled) {
    const title = pattern.exec(first)?.groups?.['title']
    if (title !== undefined) return title
  }
  if (!bare.some((pattern) => pattern.test(first))) return withoutNumber(first, number) || null
  const line = body.find((text) => text !== '')
  if (line === undefined || beside.test(line)) return null
  return first.startsWith('Merge #') ? (bors.exec(line)?.groups?.['title'] ?? line) : line
}
