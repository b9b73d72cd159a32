/** Longest word that is kept in one piece, in whole signs. */
const longestWord = 80

/** A text of one line: signs that are not seen, or that turn what follows around, are taken out. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '')
    .trim()
}

/** The beginning of a text, of whole signs, with an ellipsis where it is cut. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text
  let kept = ''
  for (const sign of text) {
    if (kept.length + sign.length > most - 1) break
    kept += sign
  }
  return `${kept.trimEnd()}…`
}

/** A text in pieces of which each is short, so that it can be cut between two of them. */
export function shortPieces(text: string): readonly string[] {
  return text.match(new RegExp(String.raw`\s+|\S{1,${longestWord}}`, 'gu')) ?? []
}

/** As many pieces, from the first, as fit; with an ellipsis where some do not. */
export function fitPieces(pieces: readonly string[], most: number): string {
  let fitted = ''
  for (const [at, piece] of pieces.entries()) {
    const room = at === pieces.length - 1 ? most : most - 1
    if (fitted.length + piece.length > room) return `${fitted.trimEnd()}…`
    fitted += piece
  }
  return fitted
}

/** As many lines, from the first, as fit, and how many do not; `sizeOf` is the size of a line with what parts it from the next. */
export function fitLines<T>(
  lines: readonly T[],
  most: number,
  sizeOf: (line: T) => number,
): { readonly kept: readonly T[]; readonly left: number } {
  let size = 0
  const end = lines.findIndex((line) => {
    size += sizeOf(line)
    return size > most
  })
  return end < 0 ? { kept: lines, left: 0 } : { kept: lines.slice(0, end), left: lines.length - end }
}

/** What stands where a text was cut. */
export function cutNote(left: number): string {
  return `Cut here: ${left} more ${left === 1 ? 'line' : 'lines'}, too long for this channel.`
}
