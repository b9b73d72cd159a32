import { apiTokenOf } from '#access/webhook-secret'
import { githubToken } from '#config/github-token'
import { leadlineCommand } from '#domain/shell-command'
import { wishReading } from '#ingest/reading-run'
import { apiAddress, type ApiSettings, readApiSettings } from '#sources/argocd/settings'
import { changeSettings, forgetCredential, giveCredential, webhookSources } from '#storage/stores/webhook-sources'
import type { Command } from 'commander'
import { secretBox } from './secret-box.ts'
import { examples, print, say } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

interface ApiOptions {
  readonly url?: string
  readonly tokenFile?: string
  readonly allowPrivate?: boolean
  readonly allowHttp?: boolean
  readonly off?: boolean
}

/** What is to be set, by what is said and what was set; what is left out stays. */
function settingsOf(name: string, options: ApiOptions, before: ApiSettings | null): ApiSettings {
  const { allowPrivate = before?.allowPrivate ?? false, allowHttp = before?.allowHttp ?? false } = options
  const sent = options.url ?? before?.url
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
    const [source] = await webhookSources(db, { system: 'argocd', name, now: Date.now() })
    if (source === undefined)
      throw new Error(`There is no source ${name} of argocd. See: ${leadlineCommand('source', 'list')}`)
    if (options.off === true) {
      await changeSettings(db, source.id, { api: null })
      await forgetCredential(db, source.id)
      return `${name} is read no more; what it delivers is taken as before. Its token is forgotten here; delete it in Argo CD.`
    }
    const api = settingsOf(name, options, readApiSettings(source.settings))
    const isMoved = api.url !== (readApiSettings(source.settings)?.url ?? api.url)
    if (token === null && (isMoved || source.credential === null))
      throw new Error(
        'A token goes to one address only: name the file of the one for this address with --token-file FILE',
      )
    if (token !== null) await giveCredential(db, source.id, await secretBox().seal(apiTokenOf(name), token))
    await changeSettings(db, source.id, { api })
    await wishReading(db, name, Date.now())
    return `${name} reads ${api.url} every minute from now on. The token is kept sealed.`
  })
  print(said)
  if (options.off !== true) say('It begins within moments where Leadline runs, else at its next start.')
}

/** `leadline source api NAME`. */
export function apiCommand(source: Command): void {
  source
    .command('api')
    .argument('<name>')
    .description('Read the API of an Argo CD beside its notifications, every minute')
    .option('--url <url>', 'address of Argo CD, such as https://argocd.example.com')
    .option('--token-file <file>', 'file that holds a token of an account that may get applications; kept sealed')
    .option('--allow-private', 'the address may be one of a private network, or of this machine')
    .option('--no-allow-private', 'it may not')
    .option('--allow-http', 'ask without encryption: everybody on the way can read the token')
    .option('--no-allow-http', 'ask with encryption only')
    .option('--off', 'read it no more, and forget the token')
    .addHelpText(
      'after',
      examples('npx leadline source api cd --url https://argocd.example.com --token-file argocd-token.txt'),
    )
    .action(run)
}
