import type { Command } from 'commander'
import { examples, print, printJson } from './terminal.ts'
import { type PrivateLeadline, withExistingLeadline } from './private-leadline.ts'

interface ChangelogOptions {
  readonly environment: string
  readonly promote?: string
  readonly json?: boolean
}

interface Live {
  readonly running: readonly {
    readonly service: { readonly name: string }
    readonly deployment: { readonly version: string; readonly sha: string | null }
  }[]
}

interface DifferenceChange {
  readonly number: number | null
  readonly sha: string | null
  readonly title: string | null
  readonly url: string | null
}

interface DifferenceChanges {
  readonly totalCount: number
  readonly nodes: readonly DifferenceChange[]
}

interface Difference {
  readonly commits: number
  readonly backwards: boolean
  readonly markdown: string
  readonly from: { readonly version: string; readonly sha: string | null } | null
  readonly changes: DifferenceChanges
  /** What going there takes away; null where a commit between them is not known. */
  readonly removedCommits: number | null
  readonly removedChanges: DifferenceChanges | null
}

const liveQuestion = `query Live($environment: String!) {
  running(environment: $environment) { service { name } deployment { version sha } }
}`

const differenceQuestion = `query Changelog($service: String!, $environment: String!, $proposed: String!) {
  difference(service: $service, environment: $environment, proposed: $proposed) {
    commits backwards markdown from { version sha }
    changes(first: 100) { totalCount nodes { number sha title url } }
    removedCommits removedChanges(first: 100) { totalCount nodes { number sha title url } }
  }
}`

/** The version that another environment runs; its commit where that is known, for that is never ambiguous. */
async function versionIn(leadline: PrivateLeadline, service: string, environment: string): Promise<string> {
  const { running } = await leadline.ask<Live>(liveQuestion, { environment })
  const live = running.find((row) => row.service.name === service)
  if (live === undefined) throw new Error(`Nothing of ${service} is live in ${environment}.`)
  return live.deployment.sha ?? live.deployment.version
}

async function run(service: string, version: string | undefined, options: ChangelogOptions): Promise<void> {
  const { environment, promote, json } = options
  if ((version === undefined) === (promote === undefined))
    throw new Error('Say either which version is to go live, or --promote with the environment to take it from.')
  const { proposed, difference } = await withExistingLeadline(async (leadline) => {
    await leadline.settle()
    const wanted = version ?? (await versionIn(leadline, service, promote ?? ''))
    const variables = { service, environment, proposed: wanted }
    return { proposed: wanted, ...(await leadline.ask<{ difference: Difference }>(differenceQuestion, variables)) }
  })
  if (json === true) return printJson({ service, environment, proposed, ...difference })
  print(difference.markdown.trimEnd())
}

/** `leadline changelog`. */
export function changelogCommand(program: Command): void {
  program
    .command('changelog')
    .argument('<service>', 'whose changes')
    .argument(
      '[version]',
      'what is to go live: a commit, a git tag, a branch, a version as it is deployed elsewhere, or a digest, version or image:tag of an artifact',
    )
    .description('Say, in Markdown, what a promotion will ship: everything between what is live and another version')
    .option('--environment <name>', 'where it is to go live', 'production')
    .option('--promote <environment>', 'in place of a version: what is live there')
    .option('--json', 'for machines: the commits and changes, those that it takes away, and the Markdown')
    .addHelpText(
      'after',
      examples(
        'npx leadline changelog checkout v1.8.0',
        'npx leadline changelog checkout main',
        'npx leadline changelog checkout --promote staging > CHANGES.md',
      ),
    )
    .action(run)
}
