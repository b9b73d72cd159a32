import { readFile } from 'node:fs/promises'
import { ConfigError } from './config.ts'

/**
 * The token for a Leadline that runs elsewhere: of a file, else `LEADLINE_TOKEN`. Never an argument, which would show in
 * the list of processes.
 *
 * @throws ConfigError where there is none, or the file cannot be read
 */
export async function serverToken(file: string | undefined): Promise<string> {
  const text = file === undefined ? process.env['LEADLINE_TOKEN'] : await readFile(file, 'utf8').catch(() => undefined)
  const token = text?.trim() ?? ''
  if (token !== '') return token
  throw new ConfigError(
    file === undefined
      ? 'A token that may read is needed for --url: set LEADLINE_TOKEN, or name a file: --token-file FILE'
      : `There is no token in ${file}; it holds the token and nothing else.`,
  )
}
