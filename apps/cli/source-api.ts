import { apiTokenOf } from '#access/webhook-secret'
import { githubToken } from '#config/github-token'
import { MINUTE } from '#domain/instant'
import { leadlineCommand } from '#domain/shell-command'
import { wishReading } from '#ingest/reading-run'
import { apiAddress, type ApiSettings, readApiSettings } from '#sources/api-settings'
import { changeSettings, forgetCredential, giveCredential, type NamedSource } from '#storage/stores/webhook-sources'
import type { Command } from 'commander'
import { polledSystems } from '../server/polling/polled-systems.ts'
import { secretBox } from './secret-box.ts'
import { sourceNamed } from './source-named.ts'
import { examples, print, say } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

interface ApiOptions {
  readonly url?: string
  readonly tokenFile?: string
  readonly allowPrivate?: boolean
  readonly allowHttp?: boolean
  readonly off?: boolean
}

/** Where the API of a system is, if it is at one place for all. */
const usual: Readonly<Record<string, string>> = {
  gitlab: 'https://gitlab.com',
  pagerduty: 'https://api.pagerduty.com',
}

const ids = polledSystems.map(({ id }) => id)

function often(system: string): string {
  const minutes = (polledSystems.find(({ id }) => id === system)?.every ?? MINUTE) / MINUTE
  return minutes === 1 ? 'minute' : `${minutes} minutes`
}

/** What is to be set, by what is said and what was set; what is left out stays. */
function settingsOf({ name, system }: NamedSource, options: ApiOptions, before: ApiSettings | null): ApiSettings {
  const { allowPrivate = before?.allowPrivate ?? false, allowHttp = before?.allowHttp ?? false } = options
  const sent = options.url ?? before?.url ?? usual[system]
  if (sent === undefined)
    throw new Error(
      `Say where its API is: ${leadlineCommand('source', 'api', name, '--url', 'https://argocd.example.com', '--token-file', 'FILE')}`,
    )
  const address = apiAddress(sent, allowHttp)
  if ('refused' in address) throw new Error(address.refused)
  return { url: address.url, allowPrivate, allowHttp }
}

async function run(name: string, options: ApiOptions): Promise<void> {
  const token = options.tokenFile === undefined ? null : await githubToken(options.tokenFile)
  const said = await withExistingDatabase(async (db) => {
    const source = await sourceNamed(db, name, { systems: ids, why: 'are read by an API too' })
    if (options.off === true) {
      await changeSettings(db, source.id, { api: null })
      await forgetCredential(db, source.id)
      return `${name} is read no more; what it delivers is taken as before. Its token is forgotten here; delete it there.`
    }
    const api = settingsOf(source, options, readApiSettings(source.settings))
    const isMoved = api.url !== (readApiSettings(source.settings)?.url ?? api.url)
    const mayBeOpen = polledSystems.some(({ id, mayBeOpen: may }) => id === source.system && may === true)
    if (token === null && (source.credential === null ? !mayBeOpen : isMoved))
      throw new Error(
        'A token goes to one address only: name the file of the one for this address with --token-file FILE',
      )
    if (token !== null) await giveCredential(db, source.id, await secretBox().seal(apiTokenOf(name), token))
    await changeSettings(db, source.id, { api })
    await wishReading(db, name, Date.now())
    const isOpen = token === null && source.credential === null
    return `${name} reads ${api.url} every ${often(source.system)} from now on${isOpen ? ', without a token.' : '. The token is kept sealed.'}`
  })
  print(said)
  if (options.off !== true) say('It begins within moments where Leadline runs, else at its next start.')
}

/** `leadline source api NAME`. */
export function apiCommand(source: Command): void {
  source
    .command('api')
    .argument('<name>')
    .description(`Read the API of a system beside what it delivers (${ids.join(', ')}): what was lost is made good`)
    .option(
      '--url <url>',
      'address of its API, such as https://argocd.example.com (default of GitLab: https://gitlab.com, of PagerDuty: https://api.pagerduty.com)',
    )
    .option(
      '--token-file <file>',
      'file that holds a token that may read: of Argo CD an account that may get applications, of GitLab scope read_api; kept sealed; Prometheus may need none',
    )
    .option('--allow-private', 'the address may be one of a private network, or of this machine')
    .option('--no-allow-private', 'it may not')
    .option('--allow-http', 'ask without encryption: everybody on the way can read the token')
    .option('--no-allow-http', 'ask with encryption only')
    .option('--off', 'read it no more, and forget the token')
    .addHelpText(
      'after',
      examples(
        'npx leadline source api cd --url https://argocd.example.com --token-file argocd-token.txt',
        'npx leadline source api acme --url https://gitlab.example.com --token-file gitlab-token.txt',
        'npx leadline source api on-call --token-file pagerduty-key.txt',
        'npx leadline source api alerts --url https://prometheus.example.com',
      ),
    )
    .action(run)
}
