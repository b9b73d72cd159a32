import { nearestName } from '#domain/nearest-name'
import { leadlineCommand } from '#domain/shell-command'
import { artifactBlanks, artifactRepair, type DeployedVersion } from './artifact-repair.ts'
import { urlOf } from './repository-address.ts'
import { toldJson } from './shell-words.ts'

/** What waits for somebody to say whose it is. */
export type UnattributedKind =
  | 'DEPLOYMENT_WITHOUT_COMMIT'
  | 'COMMIT_NOT_TOLD'
  | 'HELD_BACK_SYNC'
  | 'IMAGE_WITHOUT_SERVICE'
  | 'REPOSITORY_WITHOUT_SERVICE'
  | 'INCIDENT_WITHOUT_SERVICE'
  | 'FLAG_WITHOUT_SERVICE'

export interface Unattributed {
  readonly kind: UnattributedKind
  /** The service, image or repository. */
  readonly name: string
  readonly count: number
  /** One of them, to look at. */
  readonly example: string | null
  /** Epoch milliseconds; null where no time belongs to it. */
  readonly lastAt: number | null
  /** Why it waits, in one sentence. */
  readonly reason: string
  /** One command that repairs it, words in capitals to be filled in. */
  readonly mend: string
}

/** What is known of services, so that a repair can name the one that is meant. */
export interface KnownService {
  readonly name: string
  readonly repository: string | null
  readonly images: readonly string[]
  readonly incidentKeys: readonly string[]
}

export interface UnattributedRows {
  readonly deployments: readonly {
    readonly service: string
    readonly sha: string | null
    readonly count: number
    readonly lastAt: number
    readonly repository: string | null
    /** Commits of that repository are known. */
    readonly repositoryIsKnown: boolean
    /** What they name, or their version, is a whole hash of git. */
    readonly isWholeHash: boolean
    /** The latest of their versions, newest first; never empty. */
    readonly versions: readonly DeployedVersion[]
    /** How many different ones there are in all. */
    readonly versionCount: number
  }[]
  readonly heldBack: readonly {
    readonly service: string
    readonly count: number
    readonly lastAt: number
    /** Configuration repository and commit, `host/owner/name@sha`. */
    readonly example: string
    readonly repositoryIsKnown: boolean
  }[]
  readonly images: readonly {
    readonly image: string
    readonly count: number
    readonly lastAt: number
    readonly repository: string | null
  }[]
  readonly repositories: readonly { readonly repository: string; readonly commits: number }[]
  readonly incidents: readonly { readonly service: string; readonly count: number; readonly lastAt: number }[]
  readonly flags: readonly {
    readonly key: string
    /** That told of the last switch. */
    readonly source: string
    readonly count: number
    readonly lastAt: number
  }[]
}

/** JSON is YAML, so that a whole file fits in one line. */
function apply(service: Readonly<Record<string, unknown>>): string {
  return toldJson([{ services: [service] }], leadlineCommand('apply', '-'))
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

/** The service that a repository or an image is probably of: by its repository, else by its own name. */
function ownerOf(services: readonly KnownService[], name: string, repository: string | null): KnownService | undefined {
  const ofRepository = repository === null ? [] : services.filter((service) => service.repository === repository)
  if (ofRepository.length === 1) return ofRepository[0]
  return services.find((service) => service.name === lastPart(name))
}

type Deployed = UnattributedRows['deployments'][number]

/** What is said where one command repairs several versions. */
function ofSeveral({ versions, versionCount }: Deployed): string {
  if (versionCount === 1) return ''
  const rest = versionCount - versions.length
  const left = rest > 0 ? `; ${rest} older versions are listed when these are repaired` : ''
  return ` The command has one line for each of ${versions.length} versions${left}.`
}

function namelessDeployments(row: Deployed): Unattributed {
  const latest = row.versions[0]
  const { service, count, lastAt, repository } = row
  const example = latest?.image?.tag == null ? (latest?.version ?? null) : `${latest.image.image}:${latest.image.tag}`
  const told = { kind: 'DEPLOYMENT_WITHOUT_COMMIT', name: service, count, example, lastAt } as const
  if (row.isWholeHash) return { ...told, ...elsewhere(row) }
  return {
    ...told,
    reason: `No sha came with these deployments, and nothing joins their image or version to a commit. ${artifactBlanks}${ofSeveral(row)}`,
    mend: artifactRepair(row.versions, repository),
  }
}

/** A whole hash is a commit, wherever it is: nothing has to be said of it, it has to be read. */
function elsewhere({ repository, repositoryIsKnown }: Deployed): Pick<Unattributed, 'reason' | 'mend'> {
  const what =
    repository !== null && repositoryIsKnown
      ? `${repository}, as far as it was read, lacks these commits: they are of another repository, of a branch that was never merged and is gone, or from before where a shallow clone begins. Fetch them there, or connect the repository that has them.`
      : 'These versions are commits that nobody told. Connect the repository that has them; add --token-file FILE where that needs a token.'
  return {
    reason: what,
    mend: leadlineCommand('source', 'add', 'git', 'NAME', '--url', urlOf(repositoryIsKnown ? null : repository)),
  }
}

const reading =
  'These deployments name commits that nobody told. Leadline can read the repository; add --token-file FILE where that needs a token.'
const requests = 'Its pull requests are told by GitHub, which the page Setup connects.'

/** A short sha is looked for in the service's own repository only; a whole one in all. */
function untoldCommits(row: Deployed, repositories: readonly string[]): Unattributed {
  const home = row.repository
  const meant = home === null ? repositories.find((name) => lastPart(name) === row.service) : undefined
  const told = {
    kind: 'COMMIT_NOT_TOLD',
    name: row.service,
    count: row.count,
    example: row.sha,
    lastAt: row.lastAt,
  } as const
  if (row.isWholeHash && row.repositoryIsKnown) return { ...told, ...elsewhere(row) }
  const read = home?.startsWith('github.com/') === true ? `${reading} ${requests}` : reading
  return {
    ...told,
    reason:
      meant === undefined
        ? read
        : `These deployments name commits that nobody told of this service; ${meant} may be where it lives.`,
    mend:
      meant === undefined
        ? leadlineCommand('source', 'add', 'git', 'NAME', '--url', urlOf(home))
        : apply({ name: row.service, repository: meant }),
  }
}

/** Where the repository is read already, its rules do not say which files are of the service. */
function heldBack(row: UnattributedRows['heldBack'][number]): Unattributed {
  const { service: name, count, lastAt, example, repositoryIsKnown } = row
  const repository = example.replace(/@[^@]*$/, '')
  const applied =
    'A reconciler applied commits of a configuration repository, and nobody knows which version they ask for: these syncs are no deployments yet.'
  const told = { kind: 'HELD_BACK_SYNC', name, count, example, lastAt } as const
  if (repositoryIsKnown)
    return {
      ...told,
      reason: `${applied} Commits of ${repository} are known: read it as a configuration repository, or say by rules which of its files are of the service.`,
      mend: leadlineCommand('source', 'change', 'NAME', '--rules', 'FILE'),
    }
  return {
    ...told,
    reason: `${applied} Leadline can read the repository; add --token-file FILE where that needs a token.`,
    mend: leadlineCommand('source', 'add', 'config-repository', 'NAME', '--url', urlOf(repository)),
  }
}

function image(row: UnattributedRows['images'][number], services: readonly KnownService[]): Unattributed {
  const owner = ownerOf(services, row.image, row.repository)
  return {
    kind: 'IMAGE_WITHOUT_SERVICE',
    name: row.image,
    count: row.count,
    example: row.repository,
    lastAt: row.lastAt,
    reason: 'It was published, but no deployment runs it and no service ships it.',
    mend: apply({ name: owner?.name ?? 'SERVICE', images: [...(owner?.images ?? []), row.image] }),
  }
}

function repository(row: UnattributedRows['repositories'][number], services: readonly KnownService[]): Unattributed {
  const owner = services.find(({ name, repository: home }) => home === null && name === lastPart(row.repository))
  return {
    kind: 'REPOSITORY_WITHOUT_SERVICE',
    name: row.repository,
    count: row.commits,
    example: null,
    lastAt: null,
    reason:
      'Its commits are known, but no service ships them. Where its tags or a branch are what is deployed, and nothing else tells that, add its source anew with --releases, --tags or --branch.',
    mend: apply({ name: owner?.name ?? lastPart(row.repository), repository: row.repository }),
  }
}

function incident(row: UnattributedRows['incidents'][number], services: readonly KnownService[]): Unattributed {
  const others = services.filter(({ name }) => name !== row.service)
  const near = nearestName(
    row.service,
    others.map(({ name }) => name),
  )
  const owner = others.find(({ name }) => name === near)
  return {
    kind: 'INCIDENT_WITHOUT_SERVICE',
    name: row.service,
    count: row.count,
    example: null,
    lastAt: row.lastAt,
    reason: 'Incidents name it, but nothing of that name is deployed.',
    mend: apply({ name: owner?.name ?? 'SERVICE', incidentKeys: [...(owner?.incidentKeys ?? []), row.service] }),
  }
}

function flag({ key, source, count, lastAt }: UnattributedRows['flags'][number]): Unattributed {
  return {
    kind: 'FLAG_WITHOUT_SERVICE',
    name: key,
    count,
    example: source,
    lastAt,
    reason:
      'It was switched, and nobody says of which service it is: it counts where its reason names an incident, is suggested where the title of one names it, and not otherwise. A rule of its source (key, service) in FILE says it; events that are posted name their service.',
    mend: leadlineCommand('source', 'change', source, '--rules', 'FILE'),
  }
}

/** All that nobody has claimed, with the one command that repairs each; pure. The most frequent of each kind first. */
export function unattributedOf(rows: UnattributedRows, services: readonly KnownService[]): Unattributed[] {
  const repositories = rows.repositories.map((row) => row.repository)
  return [
    ...rows.deployments.map((row) => (row.sha === null ? namelessDeployments(row) : untoldCommits(row, repositories))),
    ...rows.heldBack.map(heldBack),
    ...rows.images.map((row) => image(row, services)),
    ...rows.repositories.map((row) => repository(row, services)),
    ...rows.incidents.map((row) => incident(row, services)),
    ...rows.flags.map(flag),
  ]
}
