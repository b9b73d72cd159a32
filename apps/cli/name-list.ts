import { InvalidArgumentError } from 'commander'

/** One name of a list and what follows it: as it stands, or in double quotes, in which a quote is written twice (RFC 4180). */
const next = /^\s*(?:"(?<quoted>(?:[^"]|"")*)"\s*|(?<plain>[^",\s][^,]*)?)(?:,|$)/

/** What the help of an option with such a list says. */
export const listWords = 'with commas between them, one that holds a comma in double quotes; may be given several times'

/** Names with commas between them, of an option that may be given several times; each stands once. */
export function nameList(text: string, before: readonly string[] = []): readonly string[] {
  const names = new Set(before)
  for (let rest = text; rest !== ''; ) {
    const found = next.exec(rest)
    if (found === null)
      throw new InvalidArgumentError('A name in double quotes ends with one, and a comma follows: \'"a, b",c\'.')
    const { quoted, plain = '' } = found.groups ?? {}
    const name = quoted?.replaceAll('""', '"') ?? plain.trim()
    if (name !== '') names.add(name)
    rest = rest.slice(found[0].length)
  }
  return [...names]
}
