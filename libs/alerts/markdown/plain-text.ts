import { readMarkdown } from './read.ts'

/** Lines of a text of Markdown without its marks; where something leads stands in parentheses behind it. */
export function plainLines(markdown: string): readonly string[] {
  return readMarkdown(markdown).map(({ kind, words, isApart }, at) => {
    const text = words
      .map(({ text: word, href }) => (href === undefined || href === word ? word : `${word} (${href})`))
      .join('')
    return `${isApart && at > 0 ? '\n' : ''}${kind === 'ITEM' ? '- ' : ''}${text}`
  })
}
