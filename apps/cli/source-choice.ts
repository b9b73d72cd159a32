import { plural } from '#dashboards/format'
import { apiTokenOf } from '#access/webhook-secret'
import { githubToken } from '#config/github-token'
import { incidentSystems } from '#domain/naming/reconciler-places'
import { leadlineCommand } from '#domain/shell-command'
import { wishReading } from '#ingest/reading-run'
import type { RepositoryPreview } from '#sources/github/preview'
import { type GithubSettings, isChosen, readSettings } from '#sources/github/settings'
import type { Database } from '#storage/database'
import { forgetPart } from '#storage/stores/source-progress'
import {
  changeSettings,
  giveCredential,
  sourceByName,
  type WebhookSource,
  webhookSources,
} from '#storage/stores/webhook-sources'
import { changePlacesOf } from './source-places.ts'
import { changeRules } from './source-rules.ts'
import { showRulesPreview } from './source-rules-preview.ts'
import { SourceHistories } from '../server/source-histories.ts'
import { secretBox } from './secret-box.ts'
import { print, printJson, say, table } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

export interface RepositoriesOptions {
  readonly choose?: readonly string[]
  readonly all?: boolean
  readonly json?: boolean
}

export interface PreviewOptions {
  /** A file of YAML, for a source of incidents. */
  readonly rules?: string
  readonly repository?: readonly string[]
  readonly json?: boolean
}

const inMoments = 'read within moments where Leadline runs, else at its next start.'

/** Repositories that one command asks GitHub about. */
const mostPreviewed = 25

export interface ChangeOptions {
  readonly repository?: readonly string[]
  readonly incidentLabel?: readonly string[]
  readonly ignoreEnvironment?: readonly string[]
  /** False: releases deploy nothing. */
  readonly releasesDeployTo?: string | false
  readonly deployingWorkflow?: GithubSettings['deployingWorkflows']
  readonly rules?: string
  readonly cluster?: string
  readonly environment?: string
}

/** Of a host of code: GitHub and GitLab have the same labels, environments and releases, Azure DevOps the environments alone. */
async function knownHost(db: Database, name: string): Promise<WebhookSource> {
  for (const system of ['gitlab', 'azure-devops']) {
    const [source] = await webhookSources(db, { system, name, now: Date.now() })
    if (source !== undefined) return source
  }
  return known(db, name)
}

async function known(db: Database, name: string): Promise<WebhookSource> {
  const [source] = await webhookSources(db, { system: 'github', name, now: Date.now() })
  if (source === undefined) throw new Error(`There is no source ${name} of github. See: npx leadline source list`)
  return source
}

function historiesOf(db: Database): SourceHistories {
  return new SourceHistories({ db, secrets: secretBox(), clock: () => Date.now() })
}

/** What is said below the list. */
function hintOf(source: WebhookSource, problem: string | null, isNew: boolean): string {
  const { name } = source
  const { repositories: chosen } = readSettings(source.settings)
  if (problem !== null) return problem
  if (isNew && source.credential !== null) return `They are ${inMoments}`
  if (chosen.length > 0)
    return `What others deliver is ignored. What they would count: ${leadlineCommand('source', 'preview', name)}`
  if ('app' in source.settings) return 'None is chosen by name: all are measured, new ones too.'
  return `None is chosen: what delivers is measured, and nothing is read of the time before. Choose: ${leadlineCommand('source', 'repositories', name, '--choose', 'owner/name')}`
}

function stateIn(source: WebhookSource, repository: string): string {
  const settings = readSettings(source.settings)
  if (!isChosen(settings, repository)) return 'left out'
  return settings.repositories.length > 0 || 'app' in source.settings ? 'measured' : 'if it delivers'
}

/** `leadline source repositories`. */
export async function showRepositories(name: string, { choose, all, json }: RepositoriesOptions): Promise<void> {
  const chosen = all === true ? [] : choose
  const { source, visible } = await withExistingDatabase(async (db) => {
    const before = await known(db, name)
    if (chosen !== undefined) await changeSettings(db, before.id, { repositories: chosen })
    if (chosen !== undefined && before.credential !== null) await wishReading(db, name, Date.now())
    return { source: await known(db, name), visible: await historiesOf(db).repositories(name) }
  })
  const settings = readSettings(source.settings)
  const seen = new Set((visible.found ?? []).map((each) => each.toLowerCase()))
  const gone = settings.repositories.filter((each) => !seen.has(each.toLowerCase()))
  const rows = [...gone, ...(visible.found ?? [])].map((each) => ({
    repository: each,
    measured: isChosen(settings, each),
    visible: !gone.includes(each),
  }))
  if (json === true)
    return printJson({ all: settings.repositories.length === 0, repositories: rows, problem: visible.problem })
  const words = rows.map(({ repository: each, visible: isVisible }) => [
    each,
    stateIn(source, each),
    isVisible || visible.problem !== null ? '' : 'not visible: renamed, archived, or not installed there',
  ])
  if (words.length > 0) print(table([['REPOSITORY', 'STATE', ''], ...words]))
  say(hintOf(source, visible.problem, chosen !== undefined))
}

function tellPreview({ repository: name, environments, missing, ...found }: RepositoryPreview): void {
  print(
    `${name}, last 90 days: ${plural(found.mergedRequests, 'merged request')}, ${plural(found.releases, 'release')}, ${plural(found.tags, 'tag')}, ${plural(found.workflows.length, 'workflow')}`,
  )
  const lines = environments.map((each) => [
    `  ${each.name}`,
    each.tier.toLowerCase(),
    `${each.counted} of ${each.deployments}`,
    each.perWeek === null ? '-' : each.perWeek.toFixed(1),
    each.lastAt === null ? 'never' : new Date(each.lastAt).toISOString(),
    [
      `${each.failed} failed`,
      `${each.unfinished} without an end`,
      ...each.leftOut.map(({ count, reason }) => `${count} left out: ${reason}`),
    ]
      .filter((words) => !words.startsWith('0 '))
      .join('; '),
  ])
  if (lines.length > 0) print(table([['  ENVIRONMENT', 'TIER', 'WOULD COUNT', 'A WEEK', 'LAST', ''], ...lines]))
  if (!found.isWhole) print('  There were so many deployments that only the newest 400 were looked at.')
  for (const each of missing) print(`  ! ${each}`)
}

/** @throws where it is of an incident tool, of which only rules are tried */
async function mayBePreviewed(db: Database, name: string): Promise<void> {
  const { system = '' } = (await sourceByName(db, name)) ?? {}
  if (incidentSystems.includes(system))
    throw new Error(
      `${name} is a source of ${system}: say which rules are to be tried: ${leadlineCommand('source', 'preview', name, '--rules', 'FILE')}`,
    )
}

/** `leadline source preview`. */
export async function showPreview(name: string, options: PreviewOptions): Promise<void> {
  if (options.rules !== undefined) return showRulesPreview(name, options.rules, options.json === true)
  const { previews, left } = await withExistingDatabase(async (db) => {
    await mayBePreviewed(db, name)
    const histories = historiesOf(db)
    const { repositories: chosen } = readSettings((await known(db, name)).settings)
    const asked = options.repository ?? (chosen.length > 0 ? chosen : null)
    const all = asked === null ? await histories.repositories(name) : { found: asked, problem: null }
    if (all.found === null) throw new Error(all.problem)
    const found = []
    for (const each of all.found.slice(0, mostPreviewed))
      found.push({ repository: each, ...(await histories.preview(name, each)) })
    return { previews: found, left: all.found.length - found.length }
  })
  if (previews.some(({ problem }) => problem !== null)) process.exitCode = 1
  if (options.json === true) return printJson(previews)
  for (const { repository: each, found, problem } of previews) {
    if (found === null) say(`${each}: ${problem}`)
    else tellPreview(found)
  }
  if (left > 0) say(`There are ${left} more; name those to look at: --repository owner/name`)
  if (previews.length === 0)
    say(`There is no repository to look at: ${leadlineCommand('source', 'repositories', name)}`)
}

/** `leadline source token`. */
export async function giveToken(name: string, { tokenFile }: { readonly tokenFile: string }): Promise<void> {
  const source = await withExistingDatabase(async (db) => {
    const found = await known(db, name)
    if ('app' in found.settings) throw new Error(`${name} is read with its App; it needs no token.`)
    // Where no secret was sealed yet, sealing makes a key: not for a command that is refused.
    await giveCredential(db, found.id, await secretBox().seal(apiTokenOf(name), await githubToken(tokenFile)))
    await wishReading(db, name, Date.now())
    return found
  })
  print(`${name} is read with this token from now on; it is kept sealed.`)
  const isAnyChosen = readSettings(source.settings).repositories.length > 0
  say(isAnyChosen ? `What is new is ${inMoments}` : hintOf(source, null, false))
}

/** Of GitHub past releases are read by a command, too. */
function pastOnes(name: string, system: string): string {
  return system === 'github'
    ? `; past ones too, once they are read: ${leadlineCommand('source', 'backfill', name)}`
    : '; what was delivered before says what it said.'
}

/** From when what was changed counts. */
function effects({ name, system }: WebhookSource, options: ChangeOptions, isRead: boolean): string[] {
  const { incidentLabel, ignoreEnvironment, releasesDeployTo, deployingWorkflow } = options
  const lines: string[] = []
  if (options.repository !== undefined) lines.push('These projects are measured from now on, and no others.')
  if (incidentLabel !== undefined)
    lines.push(
      isRead
        ? `Issues with these labels are incidents, past ones too. They are ${inMoments}`
        : 'The labels count for issues that are delivered from now on.',
    )
  if (deployingWorkflow !== undefined)
    lines.push(
      isRead
        ? `The runs of the last 90 days are ${inMoments} What earlier rules said of deployments stays.`
        : 'The rule counts for runs that are delivered from now on.',
    )
  if (ignoreEnvironment !== undefined)
    lines.push('The environments are left out of what comes from now on; what was said of them stays.')
  if (releasesDeployTo === false) lines.push('Releases deploy nothing from now on; what earlier ones deployed stays.')
  if (typeof releasesDeployTo === 'string')
    lines.push(
      isRead
        ? `Every release deploys to ${releasesDeployTo}, past ones too. They are ${inMoments}`
        : `Releases that are delivered from now on deploy to ${releasesDeployTo}${pastOnes(name, system)}`,
    )
  return lines
}

/** @throws where a setting is not of its system */
function mayBeSet({ name, system }: WebhookSource, given: Readonly<Record<string, unknown>>): void {
  if (given['deployingWorkflows'] !== undefined && system !== 'github')
    throw new Error('--deploying-workflow is of github alone: what GitLab deploys, its deployments tell.')
  if (given['repositories'] !== undefined && system !== 'gitlab')
    throw new Error(
      `--repository is of gitlab alone. Those of GitHub: ${leadlineCommand('source', 'repositories', name, '--choose', 'owner/name')}`,
    )
  if (system === 'azure-devops' && (given['incidentLabels'] ?? given['releasesDeployTo']) !== undefined)
    throw new Error('A source of azure-devops has no labels of incidents and no releases that deploy.')
}

/** `leadline source change`. */
export async function changeSource(
  name: string,
  { rules, cluster, environment, ...options }: ChangeOptions,
): Promise<void> {
  const isPlaced = cluster !== undefined || environment !== undefined
  if ((rules !== undefined || isPlaced) && Object.keys(options).length > 0)
    throw new Error('--rules, --cluster and --environment are changed alone, and are not of github.')
  if (isPlaced) return changePlacesOf(name, { cluster, environment, rules })
  if (rules !== undefined) return changeRules(name, rules)
  const { incidentLabel: incidentLabels, ignoreEnvironment: ignoredEnvironments, releasesDeployTo } = options
  const { deployingWorkflow: deployingWorkflows, repository: repositories } = options
  const given = { repositories, incidentLabels, ignoredEnvironments, releasesDeployTo, deployingWorkflows }
  const stated = Object.entries(given).filter(([, value]) => value !== undefined)
  if (stated.length === 0) throw new Error('Say what is to change. See: npx leadline source change --help')
  const changed = stated.map(([setting, value]) => [setting, value === false ? null : value] as const)
  const { source, isRead } = await withExistingDatabase(async (db) => {
    const source = await knownHost(db, name)
    mayBeSet(source, given)
    await changeSettings(db, source.id, Object.fromEntries(changed))
    // What was read of these said nothing of what now counts.
    const anew = [
      ...(typeof releasesDeployTo === 'string' ? ['releases'] : []),
      ...(incidentLabels === undefined ? [] : ['incidents']),
      ...(deployingWorkflows === undefined ? [] : ['runs']),
    ]
    if (anew.length === 0) return { source, isRead: false }
    for (const part of anew) await forgetPart(db, name, part)
    if (source.credential !== null) await wishReading(db, name, Date.now())
    return { source, isRead: source.credential !== null }
  })
  print(`${name} is changed.`)
  for (const line of effects(source, options, isRead)) say(line)
}
