/** Names that people give, of sources, services and teams. */
const shape = /^[\p{L}\p{N}][\p{L}\p{N} ._:/@+-]{0,299}$/u
const sign = /[\p{L}\p{N} ._:/@+-]/u

/** What a name must be, in a sentence. */
const nameRule = 'A name has 1 to 300 letters, digits and . _ : / @ + - or blanks, and begins with a letter or digit.'

/** Whether a text can be such a name. */
export function isGivenName(text: string): boolean {
  return shape.test(text)
}

/** A character as a sentence can name it: what is not seen, or turns what is around it, by its number alone. */
function characterWords(character: string): string {
  const number = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  return /[\p{C}\p{Z}\p{M}]/u.test(character) ? number : `“${character}” (${number})`
}

function faultOf(text: string): string {
  const characters = Array.from(text)
  const [first] = characters
  if (first === undefined) return 'It is empty.'
  const strange = characters.find((character) => !sign.test(character))
  if (strange !== undefined) return `It holds ${characterWords(strange)}.`
  return /[\p{L}\p{N}]/u.test(first) ? 'It is too long.' : `It begins with ${characterWords(first)}.`
}

/** Why a text cannot be a name: what it has that a name has not, the rule, and an example; null when it can. */
export function nameFault(text: string): string | null {
  return isGivenName(text) ? null : `${faultOf(text)} ${nameRule} For example: payments weekly.`
}
