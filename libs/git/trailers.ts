/** A line such as `Co-authored-by: Ada <ada@example.com>`. */
export interface Trailer {
  /** As it is written. */
  readonly key: string
  readonly value: string
}

/** In the last paragraph git takes any word with a colon; above it, where squashes leave them, only these names are. */
const anywhere = /^([A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*-(?:by|Author|Id|Task|Session)|Change-Id):[ \t]*(\S.*)$/i
const last = /^([A-Za-z][A-Za-z0-9-]*):[ \t]+(\S.*)$/
const folded = /^[ \t]+(\S.*)$/

function lastParagraph(lines: readonly string[]): number {
  let end = lines.length
  while (end > 0 && lines[end - 1]?.trim() === '') end -= 1
  let start = end
  while (start > 0 && lines[start - 1]?.trim() !== '') start -= 1
  return start
}

/** The trailers of a message, folded lines joined; squash merges put those of their commits in the middle. */
export function trailersOf(message: string): Trailer[] {
  const lines = message.split('\n')
  const title = lines.findIndex((line) => line.trim() !== '')
  const block = Math.max(lastParagraph(lines), title + 1)
  const trailers: { key: string; value: string }[] = []
  let open = false
  for (const [index, line] of lines.entries()) {
    if (index <= title) continue
    const text = line.trimEnd()
    const found = (index >= block ? last.exec(text) : null) ?? anywhere.exec(text)
    const rest: string | undefined = open && found === null ? folded.exec(text)?.[1] : undefined
    const before = trailers.at(-1)
    if (found !== null) trailers.push({ key: found[1] as string, value: found[2] as string })
    else if (rest !== undefined && before !== undefined) before.value += ` ${rest}`
    open = found !== null || rest !== undefined
  }
  return trailers
}
