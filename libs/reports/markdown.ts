/** Markdown gives these a meaning wherever they stand; a text must not. Parentheses have one after brackets only. */
const special = /[\\`*_{}[\]<>|~@&]/g
/** What ends an address in Markdown, or what is written for others around it. */
const endsAddress = /[()<>[\]\\`|\s]/g
/** Signs that are not seen, or that turn what follows around. */
const hidden = /[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu

/** A text of others within a line of Markdown. */
export function markdownInline(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(hidden, '\uFFFD').trim().replaceAll(special, String.raw`\$&`)
}

/** A table of GitHub's Markdown; the cells are texts, escaped here. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(markdownInline).join(' | ')} |`
  return [line(columns), `|${columns.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n')
}

/** A text of others that leads to an address, within a line of Markdown; the address is one that `safeUrl` let through, or null. */
export function markdownLink(text: string, url: string | null): string {
  if (url === null) return markdownInline(text)
  return `[${markdownInline(text)}](${url.replaceAll(endsAddress, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)})`
}
