/** Where a repository is fetched from, as far as its name tells. */
export function urlOf(repository: string | null): string {
  if (repository === null || /[\s\p{C}]/u.test(repository)) return 'https://HOST/OWNER/NAME'
  return `https://${/^(?:localhost|[^/]*[.:][^/]*)\//.test(repository) ? '' : 'HOST/'}${repository}`
}
