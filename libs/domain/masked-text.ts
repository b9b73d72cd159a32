/**
 * A text in its shape alone: every letter is `x`, every digit `0`, signs and blanks stay, and so do the given words where
 * they stand by themselves. For what may hold secrets and cannot be read, so that a person sees where it broke.
 */
export function maskedText(text: string, words: ReadonlySet<string>): string {
  return text.replaceAll(/[\p{L}\p{N}_]+/gu, (word) =>
    words.has(word) ? word : word.replaceAll(/\p{N}/gu, '0').replaceAll(/[^0_]/gu, 'x'),
  )
}

/** The first line of a message, at most 300 signs, without what addresses in it hold beside their host. */
export function shortMessage(text: string): string {
  const [line = ''] = text.split(/[\r\n]/, 1)
  return line.replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/"'@]*@)?([^\s/"'?#]*)[^\s"']*/gi, '$1$2/…').slice(0, 300)
}
