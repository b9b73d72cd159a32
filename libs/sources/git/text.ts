/** Longer titles are of no use to anybody, and would be costly to compare. */
const longest = 1_000

/** The first line of a message. */
export function titleOf(message: string): string {
  const end = message.indexOf('\n')
  return (end === -1 ? message : message.slice(0, end)).slice(0, longest).trim()
}

/** A text as the contract takes it: cut, without what no database can keep. */
export function fittingText(text: string, most: number): string {
  return text.slice(0, most).replaceAll('\0', '').toWellFormed()
}
