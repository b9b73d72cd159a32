import { apiTokenOf, makeWebhookSecret, oldSecretCounts, webhookSecretOf } from '#access/webhook-secret'
import { githubToken } from '#config/github-token'
import { isGivenName, nameRule } from '#domain/given-name'
import { reconcilers } from '#domain/naming/reconciler-places'
import { leadlineCommand } from '#domain/shell-command'
import { sources as systems } from '#sources/index'
import type { Database } from '#storage/database'
import { type SourceRow, sources } from '#storage/queries/sources'
import { addWebhookSource, replaceSecret, switchOffSource } from '#storage/stores/webhook-sources'
import { type Command, InvalidArgumentError } from 'commander'
import { webhookSystems } from '../server/webhook-routes.ts'
import { runBackfill } from './backfill.ts'
import { runConnect } from './connect.ts'
import { readSystems } from '../server/repositories/systems.ts'
import { addressOf, listSources } from './source-list.ts'
import { repository, several } from './source-options.ts'
import { type AddOptions, settingsFor } from './source-settings.ts'
import { addRepository } from './source-repository.ts'
import { runRead } from './source-read.ts'
import { secretBox } from './secret-box.ts'
import { apiCommand } from './source-api.ts'
import { choosing } from './source-choice.ts'
import { dismissCommand } from './source-dismiss.ts'
import { examples, print, printJson, say } from './terminal.ts'
import { withDatabase, withExistingDatabase } from './with-database.ts'

interface Json {
  readonly json?: boolean
}

function api(value: string): string {
  if (!/^https?:\/\/[^\s/]+/.test(value))
    throw new InvalidArgumentError('It must be a URL, such as https://HOST/api/v3.')
  return value.replace(/\/+$/, '')
}

/** The one of this name that is proven by a secret. */
async function rowOf(db: Database, name: string): Promise<SourceRow> {
  const row = (await db.query<SourceRow>(sources())).find((each) => each.name === name)
  if (row === undefined) throw new Error(`There is no source ${name}. See: npx leadline source list`)
  return row
}

function tell(system: string, name: string, secret: string, json: boolean | undefined, said: string): void {
  const url = addressOf(system, name)
  if (json === true) return printJson({ name, system, url, secret })
  print(`Payload URL   https://<where ${system} reaches Leadline>${url}`)
  print(`Secret        ${secret}`)
  say(said)
}

async function add(system: string, name: string, options: AddOptions): Promise<void> {
  if (!isGivenName(name)) throw new Error(nameRule)
  if (readSystems.includes(system)) return addRepository(system, name, options)
  const door = systems.find(({ id }) => id === system)?.webhook
  if (door === undefined)
    throw new Error(
      `There is no door for ${system}; there are ${[...webhookSystems, ...readSystems].join(', ')}. Whatever else posts events: ${leadlineCommand('token', 'create', '--source', name)}`,
    )
  const settings = await settingsFor(system, options)
  const text = makeWebhookSecret()
  const secret = await secretBox().seal(webhookSecretOf(name), text)
  const token = options.tokenFile === undefined ? null : await githubToken(options.tokenFile)
  const credential = token === null ? null : await secretBox().seal(apiTokenOf(name), token)
  const added = await withDatabase((db) => addWebhookSource(db, { name, system, settings, secret, credential }))
  if (!added) throw new Error(`There is a source ${name} already. See: npx leadline source list`)
  const read = `The token reads what is chosen, with a webhook or without: ${leadlineCommand('source', 'repositories', name, '--choose', 'owner/name')}\n`
  const more = `The secret is shown this once. ${door.howTo} More: libs/sources/${system}/README.md`
  tell(system, name, text, options.json, `${token === null ? '' : read}${more}`)
}

async function rotate(name: string, { json }: Json): Promise<void> {
  const text = makeWebhookSecret()
  const { system } = await withExistingDatabase(async (db) => {
    const row = await rowOf(db, name)
    const secret = await secretBox().seal(webhookSecretOf(name), text)
    if (!(await replaceSecret(db, row.id, secret, Date.now() + oldSecretCounts)))
      throw new Error(`The source ${name} has no secret to replace: it posts with tokens, or it is switched off.`)
    return row
  })
  tell(system, name, text, json, 'The secret is shown this once. The one before it counts for 24 hours more.')
}

async function remove(name: string, { json }: Json): Promise<void> {
  const known = await withExistingDatabase((db) => switchOffSource(db, name))
  if (!known) throw new Error(`There is no source ${name}. See: npx leadline source list`)
  if (json === true) return printJson({ removed: name })
  print(`Nothing is taken from ${name} any more. What it said stays.`)
}

const addExamples = examples(
  'npx leadline source add github acme --repository acme/shop --repository acme/web',
  'npx leadline source add git shop --url https://git.example.com/acme/shop',
  'npx leadline source add config-repository deployments --url git@git.example.com:acme/deployments.git',
  'npx leadline source add git shop --url ~/src/shop --tags "v*"',
  'npx leadline source add registry images --url ghcr.io/acme --token-file token.txt',
  'npx leadline source add kargo promotions --cluster eu-1 --environment production',
)

function repositoryOptions(command: Command): Command {
  return command
    .optionsGroup('Options for git, config-repository and registry, which the server reads by itself:')
    .option('--url <url>', 'its address (https, ssh), or the folder of a clone; of a registry host or host/path')
    .option(
      '--token-file <file>',
      'file that holds a token which may read it; kept sealed (of github too); of a registry user:token as well',
    )
    .option('--branch <name>', 'config-repository: the deployed branch; git: what comes onto it is a deployment')
    .option(
      '--environment <name>',
      'config-repository: of what tells none; git: of its deployments; reconcilers: of all that it tells',
    )
    .option('--rules <file>', 'config-repository and reconcilers: YAML with rules, where discovery errs')
    .option('--tags <pattern>', 'git: tags that are deployments, such as "v*"')
    .option('--releases', 'git: tags that look like versions are deployments, else what comes onto the default branch')
    .option('--service <name>', 'git: whose deployments they are (default: the name of the repository)')
    .option(
      '--paths',
      'git: note which files each commit changed at once, not only when a service has paths of its own',
    )
    .option('--with-files', 'git: mirror the contents of files too, so that cherry-picks are known by their patches')
}

function adding(source: Command): void {
  const command = source
    .command('add')
    .argument('<system>', `one of ${[...webhookSystems, ...readSystems].join(', ')}`)
    .argument('<name>', 'what its events will carry, such as the organisation or the repository')
    .description('Connect a system; a secret is shown once and kept sealed')
    .option('--json', 'for machines')
    .optionsGroup('Options for github:')
    .option(
      '--repository <owner/name>',
      'a repository that is measured, repeatable (default: all that deliver)',
      repository,
    )
    .option('--api <url>', 'base of the API; of an Enterprise Server https://HOST/api/v3', api)
    .option(
      '--incident-label <label>',
      'a label that makes an issue an incident, repeatable (default: incident)',
      several,
    )
    .option(
      '--ignore-environment <name>',
      'one whose deployments are left out, repeatable (default: github-pages)',
      several,
    )
    .option('--releases-deploy-to <environment>', 'take each published release for a deployment to this environment')
  repositoryOptions(command)
    .optionsGroup(`Options for reconcilers (${reconcilers.join(', ')}), beside --environment and --rules:`)
    .option('--cluster <name>', 'the cluster that it runs in: the placement of what names no other')
    .addHelpText('after', addExamples)
    .action(add)
}

function connecting(source: Command): void {
  source
    .command('connect')
    .argument('<system>', 'github')
    .argument('<name>', 'what its events will carry, such as the organisation')
    .description('Register an App of your own at GitHub with two clicks: prints the address to open')
    .requiredOption(
      '--url <url>',
      'how GitHub and your browser reach this Leadline, such as https://leadline.example.com',
      api,
    )
    .option('--organization <name>', 'who the App belongs to (default: whoever registers it)')
    .option('--api <url>', 'base of the API; of an Enterprise Server https://HOST/api/v3', api)
    .option('--json', 'for machines')
    .action(runConnect)
}

function connected(source: Command): void {
  source
    .command('list')
    .description('Who sends, and how they are doing')
    .option('--json', 'for machines')
    .action(listSources)
  source
    .command('rotate')
    .argument('<name>')
    .description('Give a source a new secret; the old one counts for 24 hours more')
    .option('--json', 'for machines')
    .action(rotate)
  source
    .command('read')
    .argument('[name]', 'a repository; all of them when left out')
    .description('Read what is new in repositories now, instead of within five minutes')
    .option('--json', 'for machines')
    .action(runRead)
  source
    .command('backfill')
    .argument('<name>')
    .description('Read what was before, and what was lost; goes on where it was left')
    .option('--repository <owner/name>', 'one beside those of the source, repeatable', repository)
    .option('--token-file <file>', 'file that holds the token (default: the environment variable GITHUB_TOKEN)')
    .option('--no-commits', 'leave commits to a mirror; of requests only the ids of theirs are read')
    .option('--json', 'for machines')
    .addHelpText('after', examples('GITHUB_TOKEN=… npx leadline source backfill acme'))
    .action(runBackfill)
  source
    .command('remove')
    .argument('<name>')
    .description('Take nothing from a source any more; what it said stays')
    .option('--json', 'for machines')
    .action(remove)
}

/** `leadline source add|connect|list|rotate|read|repositories|preview|token|change|api|backfill|dismiss|remove`. */
export function sourceCommand(program: Command): void {
  const source = program.command('source').description('Connect systems that deliver by themselves')
  adding(source)
  connecting(source)
  connected(source)
  choosing(source)
  apiCommand(source)
  dismissCommand(source)
}
