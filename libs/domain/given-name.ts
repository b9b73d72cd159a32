/** Names that people give, of sources, services and teams. */
const shape = /^[\p{L}\p{N}][\p{L}\p{N} ._:/@+-]{0,299}$/u

/** What a name must be, in a sentence. */
export const nameRule =
  'A name has 1 to 300 letters, digits and . _ : / @ + - or blanks, and begins with a letter or digit.'

/** Whether a text can be such a name. */
export function isGivenName(text: string): boolean {
  return shape.test(text)
}
