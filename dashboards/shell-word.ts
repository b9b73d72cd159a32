/** A word for a shell, quoted where it must be. Pure. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
