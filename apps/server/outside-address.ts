/**
 * The whole address of a page, for what is told to people outside: from the setting, never from what a request says of its
 * host. It may stand in Markdown.
 *
 * @param path with its query, from the slash on
 */
export function outsideAddress(publicUrl: string, path: string): string {
  return new URL(path, publicUrl).href.replaceAll('(', '%28').replaceAll(')', '%29')
}
