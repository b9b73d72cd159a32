import type { Command } from 'commander'
import { catalogueText, type Discovered, discover, isOwnershipFile, type OwnershipFiles } from '#catalogue/discover'
import { plural } from '#dashboards/format'
import { type GitRepository, openRepository } from '#git/repository'
import { BlobReader, listFiles } from '#git/tree'
import { catalogueIn } from './catalogue-file.ts'
import { examples, print, printJson, say } from './terminal.ts'

/** The ownership files on the branch that others build on; of symbolic links, none. */
async function ownershipFiles(repository: GitRepository): Promise<OwnershipFiles> {
  const files: { path: string; text: string }[] = []
  const branch = repository.defaultBranch
  if (branch === null) throw new Error(`${repository.originName} has no commit yet; there is nothing to discover.`)
  const blobs = new BlobReader(repository)
  try {
    for await (const { path, kind, id } of listFiles(repository, branch.sha)) {
      if (kind !== 'file' || !isOwnershipFile(path)) continue
      const blob = await blobs.read(id)
      if (blob.kind === 'content') files.push({ path, text: blob.content.toString('utf8') })
      else say(`${repository.originName} ${path} left out: its content is ${blob.kind.replaceAll('_', ' ')}.`)
    }
  } finally {
    await blobs.close()
  }
  return { repository: repository.originName, files }
}

function header({ services, teams }: Discovered): string {
  return `# Made by npx leadline discover: ${plural(services.length, 'service')}, ${plural(teams.length, 'team')}. Edit it, then see what it would change: npx leadline plan
# It looks at repositories, and does not know what is deployed: write a service by the name that its deployments have, each with its paths
# where several come from one repository, and take out what is never deployed, such as a repository of configuration.`
}

async function run(
  paths: readonly string[],
  options: { readonly teams?: string; readonly json?: boolean },
): Promise<void> {
  const teamOfOwner = options.teams === undefined ? undefined : (await catalogueIn(options.teams)).teamOfOwner
  const repositories: OwnershipFiles[] = []
  for (const path of paths) repositories.push(await ownershipFiles(await openRepository(path)))
  const found = discover(repositories, teamOfOwner)
  for (const note of found.notes) say(note)
  if (options.json === true) return printJson(found)
  print(`${header(found)}\n${catalogueText(found).trimEnd()}`)
}

/** `leadline discover`. */
export function discoverCommand(program: Command): void {
  program
    .command('discover')
    .description('Write a leadline.yaml from the CODEOWNERS and catalog-info.yaml files of clones')
    .argument('<path...>', 'folders of clones')
    .option('--teams <file>', 'a leadline.yaml whose teams are to be used, by their owners')
    .option('--json', 'for machines, with what was left out')
    .addHelpText(
      'after',
      examples('npx leadline discover ~/src/shop ~/src/search > leadline.yaml && npx leadline plan'),
    )
    .action(run)
}
