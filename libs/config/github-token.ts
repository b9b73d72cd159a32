import { readFile } from 'node:fs/promises'
import { ConfigError } from './config.ts'

/**
 * A token for the API of GitHub: of a file, else `GITHUB_TOKEN`. Never an argument, which would show in the list of processes.
 *
 * @throws ConfigError where there is none, or the file cannot be read
 */
export async function githubToken(file: string | undefined): Promise<string> {
  if (file === undefined) {
    const token = process.env['GITHUB_TOKEN']?.trim() ?? ''
    if (token !== '') return token
    throw new ConfigError(
      'A token is needed that may read the repositories (contents, pull requests, deployments): set GITHUB_TOKEN, or name a file: --token-file FILE',
    )
  }
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null || text.trim() === '')
    throw new ConfigError(`There is no token in ${file}; it holds the token and nothing else.`)
  return text.trim()
}
