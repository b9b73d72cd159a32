import { incidentSystems, reconcilers, ruledSystems } from '#domain/naming/reconciler-places'
import { type Command, InvalidArgumentError } from 'commander'
import { readSystems } from '../server/repositories/systems.ts'
import { doors, webhookSystems } from '../server/webhook-systems.ts'
import type { BackfillCommandOptions } from './backfill.ts'
import type { ConnectOptions } from './connect.ts'
import { apiCommand } from './source-api.ts'
import type { ChangeOptions, PreviewOptions, RepositoriesOptions } from './source-choice.ts'
import { dismissCommand } from './source-dismiss.ts'
import { deployingWorkflow, repository, several } from './source-options.ts'
import type { AddOptions } from './source-settings.ts'
import { examples } from './terminal.ts'

interface Json {
  readonly json?: boolean
}

interface TokenOptions {
  readonly tokenFile: string
}

/** What each does is loaded when it is to do it. */
const door = () => import('./source-door.ts')
const choice = () => import('./source-choice.ts')

function api(value: string): string {
  if (!/^https?:\/\/[^\s/]+/.test(value))
    throw new InvalidArgumentError('It must be a URL, such as https://HOST/api/v3.')
  return value.replace(/\/+$/, '')
}

const pasted =
  'print what to paste into the cluster, as the setup page shows it; the URL is how it reaches this Leadline, such as https://leadline.example.com'

function makingTheirs(own: 'ONLY' | 'TOO'): string {
  const ids = doors.filter(({ webhook }) => webhook.ownSecret === own).map(({ id }) => id)
  return ids.join(', ')
}

const givenSecret = `file that holds the secret, of a system that makes its own (always ${makingTheirs('ONLY')}; where you like ${makingTheirs('TOO')}); none is made`
/** Reconcilers are named by themselves: they have a cluster, too. */
const ruledOthers = ruledSystems.filter((id) => !reconcilers.includes(id))

interface RotateOptions extends Json {
  readonly snippet?: string | true
  readonly secretFile?: string
}

const addExamples = examples(
  'npx leadline source add argocd cd --snippet https://leadline.example.com',
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
      'config-repository: of what tells none; git: of its deployments; of those that have --rules: of all that it tells',
    )
    .option('--rules <file>', `YAML with rules, where discovery errs: of config-repository, ${ruledSystems.join(', ')}`)
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
    .option('--snippet [url]', pasted, api)
    .option('--secret-file <file>', givenSecret)
    .option('--json', 'for machines')
    .optionsGroup('Options for github, gitlab and azure-devops:')
    .option(
      '--repository <owner/name>',
      'a repository that is measured (of gitlab group/project, of azure-devops project/name), repeatable (default: all that deliver)',
      repository,
    )
    .option('--api <url>', 'github: base of the API; of an Enterprise Server https://HOST/api/v3', api)
    .option(
      '--incident-label <label>',
      'github, gitlab: a label that makes an issue an incident, repeatable (default: incident)',
      several,
    )
    .option(
      '--ignore-environment <name>',
      'one whose deployments are left out, repeatable (default: github-pages)',
      several,
    )
    .option(
      '--releases-deploy-to <environment>',
      'github, gitlab: take each published release for a deployment to this environment',
    )
    .option(
      '--deploying-workflow <file=environment>',
      'github: take each run of a workflow for a deployment, such as deploy.yml=production, repeatable',
      deployingWorkflow,
    )
  repositoryOptions(command)
    .optionsGroup(
      `Options for reconcilers (${reconcilers.join(', ')}), beside --environment and --rules, which ${ruledOthers.join(', ')} have too:`,
    )
    .option('--cluster <name>', 'the cluster that it runs in: the placement of what names no other')
    .addHelpText('after', addExamples)
    .action(async (system: string, name: string, options: AddOptions) => {
      await (await door()).addSource(system, name, options)
    })
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
    .action(async (system: string, name: string, options: ConnectOptions) => {
      const { runConnect } = await import('./connect.ts')
      await runConnect(system, name, options)
    })
}

function connected(source: Command): void {
  source
    .command('list')
    .description('Who sends, and how they are doing')
    .option('--json', 'for machines')
    .action(async (options: Json) => {
      const { listSources } = await import('./source-list.ts')
      await listSources(options)
    })
  source
    .command('rotate')
    .argument('<name>')
    .description('Give a source a new secret; the old one counts for 24 hours more')
    .option('--snippet [url]', pasted, api)
    .option('--secret-file <file>', givenSecret)
    .option('--json', 'for machines')
    .action(async (name: string, options: RotateOptions) => (await door()).rotateSource(name, options))
  source
    .command('read')
    .argument('[name]', 'a repository; all of them when left out')
    .description('Read what is new in repositories now, instead of within five minutes')
    .option('--json', 'for machines')
    .action(async (name: string | undefined, options: Json) => {
      const { runRead } = await import('./source-read.ts')
      await runRead(name, options)
    })
  source
    .command('backfill')
    .argument('<name>')
    .description('Read what was before, and what was lost; goes on where it was left')
    .option('--repository <owner/name>', 'one beside those of the source, repeatable', repository)
    .option('--token-file <file>', 'file that holds the token (default: the environment variable GITHUB_TOKEN)')
    .option('--no-commits', 'leave commits to a mirror; of requests only the ids of theirs are read')
    .option('--json', 'for machines')
    .addHelpText('after', examples('GITHUB_TOKEN=… npx leadline source backfill acme'))
    .action(async (name: string, options: BackfillCommandOptions) => {
      const { runBackfill } = await import('./backfill.ts')
      await runBackfill(name, options)
    })
  source
    .command('remove')
    .argument('<name>')
    .description('Take nothing from a source any more; what it said stays')
    .option('--json', 'for machines')
    .action(async (name: string, options: Json) => (await door()).removeSource(name, options))
}

function choosing(source: Command): void {
  source
    .command('repositories')
    .argument('<name>')
    .description('The repositories that a source of GitHub may read, and which of them are measured')
    .option('--choose <owner/name>', 'measure this one, and no other that is not named; repeatable', repository)
    .option('--all', 'measure all, new ones too')
    .option('--json', 'for machines')
    .addHelpText('after', examples('npx leadline source repositories acme --choose acme/shop --choose acme/web'))
    .action(async (name: string, options: RepositoriesOptions) => (await choice()).showRepositories(name, options))
  source
    .command('preview')
    .argument('<name>')
    .description(
      'What the chosen repositories of GitHub would count, or what rules make of delivered incidents; keeps nothing',
    )
    .option('--repository <owner/name>', 'look at this one, repeatable (default: those that are measured)', repository)
    .option(
      '--rules <file>',
      `of ${incidentSystems.join(', ')}: try these rules on what was delivered in the last 30 days`,
    )
    .option('--json', 'for machines')
    .action(async (name: string, options: PreviewOptions) => (await choice()).showPreview(name, options))
  source
    .command('token')
    .argument('<name>')
    .description('Give a source of GitHub a token to read with; it is kept sealed')
    .requiredOption(
      '--token-file <file>',
      'file that holds the token: contents, pull requests and deployments, to read',
    )
    .action(async (name: string, options: TokenOptions) => (await choice()).giveToken(name, options))
  source
    .command('change')
    .argument('<name>')
    .description(
      'Change what a source is set to: of GitHub, of a configuration repository, of a reconciler or an incident tool',
    )
    .option(
      '--rules <file>',
      `other rules, of config-repository, ${ruledSystems.join(', ')}; what it told is taken back, and understood anew by them`,
    )
    .option('--cluster <name>', `of ${reconcilers.join(', ')}: the cluster that it runs in ("": none)`)
    .option('--environment <name>', 'of these: the environment of all that it tells ("": as it is told)')
    .option(
      '--repository <group/project>',
      'gitlab: measure this one, and no other that is not named; repeatable',
      repository,
    )
    .option('--incident-label <label>', 'a label that makes an issue an incident, repeatable', several)
    .option('--ignore-environment <name>', 'one whose deployments are left out, repeatable', several)
    .option('--releases-deploy-to <environment>', 'take each published release for a deployment to this environment')
    .option('--no-releases-deploy-to', 'releases deploy nothing')
    .option(
      '--deploying-workflow <file=environment>',
      'github: take each run of a workflow for a deployment, repeatable ("": none)',
      deployingWorkflow,
    )
    .action(async (name: string, options: ChangeOptions) => (await choice()).changeSource(name, options))
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
