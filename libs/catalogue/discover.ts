import { stringify } from 'yaml'
import { type CatalogComponent, type CatalogGroup, readCatalogInfo } from './catalog-info.ts'
import { type Codeowners, type CodeownersDialect, ownersOfGlobs, readCodeowners } from './codeowners.ts'
import { Owners } from './ownership.ts'
import { problemText } from './problem.ts'

/** The files of one repository that say who owns what. */
export interface OwnershipFiles {
  /** `host/owner/name`. */
  readonly repository: string
  readonly files: readonly { readonly path: string; readonly text: string }[]
}

export interface DiscoveredService {
  readonly name: string
  readonly team: string | null
  readonly repository: string
  readonly paths: readonly string[]
  readonly aliases: readonly string[]
  readonly incidentKeys: readonly string[]
}

export interface Discovered {
  readonly teams: readonly { readonly name: string; readonly owners: readonly string[] }[]
  /** By name; of two of one name the first. */
  readonly services: readonly DiscoveredService[]
  /** Lines and documents that could not be read, and names that stand twice. */
  readonly notes: readonly string[]
}

/** Where each host looks for the one file that counts, first things first. */
const codeownersPaths: Readonly<Record<CodeownersDialect, readonly string[]>> = {
  github: ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'],
  gitlab: ['CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'],
}
const catalogInfo = /(?:^|\/)catalog-info\.ya?ml$/

/** True for a file that tells of ownership, by its path. */
export function isOwnershipFile(path: string): boolean {
  return catalogInfo.test(path) || Object.values(codeownersPaths).some((paths) => paths.includes(path))
}

/** By the host's name; a file that only GitLab reads tells it too. */
function dialectOf({ repository, files }: OwnershipFiles): CodeownersDialect {
  const isGitlab = /^[^/]*gitlab/i.test(repository) || files.some(({ path }) => path === '.gitlab/CODEOWNERS')
  return isGitlab ? 'gitlab' : 'github'
}

interface ReadRepository {
  readonly repository: string
  readonly codeowners: Codeowners | null
  readonly components: readonly CatalogComponent[]
  readonly groups: readonly CatalogGroup[]
  readonly notes: readonly string[]
}

function read(given: OwnershipFiles): ReadRepository {
  const { repository, files } = given
  const dialect = dialectOf(given)
  const path = codeownersPaths[dialect].find((candidate) => files.some((file) => file.path === candidate))
  const owning = files.find((file) => file.path === path)
  const codeowners = owning === undefined ? null : readCodeowners(owning.text, dialect)
  const notes = (codeowners?.unread ?? []).map(
    ({ line, reason }) => `${repository} ${path}:${line} left out: ${reason}`,
  )
  const components: CatalogComponent[] = []
  const groups: CatalogGroup[] = []
  for (const file of files.filter((each) => catalogInfo.test(each.path))) {
    const info = readCatalogInfo(file.text)
    const folder = file.path.replace(/\/?[^/]*$/, '')
    components.push(...info.components.map((component) => placed(component, repository, folder)))
    groups.push(...info.groups)
    notes.push(...info.problems.map((problem) => `${repository} ${problemText(file.path, problem)}`))
  }
  return { repository, codeowners, components, groups, notes }
}

/** A component that does not say where it lives lives where its file does. */
function placed(component: CatalogComponent, repository: string, folder: string): CatalogComponent {
  if (component.repository !== null && component.repository !== repository) return component
  if (component.paths.length > 0 || folder === '') return { ...component, repository }
  return { ...component, repository, paths: [`${folder}/**`] }
}

/** A repository without a component is a service of its own name. */
function servicesOf({ repository, codeowners, components }: ReadRepository, owners: Owners): DiscoveredService[] {
  const name = repository.slice(repository.lastIndexOf('/') + 1)
  const itself = { name, owner: null, repository, paths: [], aliases: [], incidentKeys: [] }
  return (components.length === 0 ? [itself] : components).map(({ owner, paths, aliases, incidentKeys, ...rest }) => {
    const stated = owner === null ? null : owners.teamOf([owner])
    const isHere = rest.repository === null || rest.repository === repository
    const byFiles = codeowners !== null && isHere ? ownersOfGlobs(codeowners, paths) : []
    return {
      name: rest.name,
      team: stated ?? owners.teamOf(byFiles),
      repository: rest.repository ?? repository,
      paths,
      aliases,
      incidentKeys,
    }
  })
}

/**
 * The services and teams that ownership files tell of; pure.
 *
 * @param teamOfOwner names of teams by how owners are called, as a leadline.yaml has them.
 */
export function discover(
  repositories: readonly OwnershipFiles[],
  teamOfOwner: ReadonlyMap<string, string> = new Map(),
): Discovered {
  const known = repositories.map(read)
  const owners = new Owners(
    teamOfOwner,
    known.flatMap(({ groups }) => groups),
  )
  const services = new Map<string, DiscoveredService>()
  const notes = known.flatMap((repository) => repository.notes)
  for (const service of known.flatMap((repository) => servicesOf(repository, owners))) {
    const first = services.get(service.name)
    if (first === undefined) services.set(service.name, service)
    else
      notes.push(`${service.name} of ${service.repository} left out: ${first.repository} has a service of that name.`)
  }
  const named = [...services.values()].toSorted((a, b) => Number(a.name > b.name) - Number(a.name < b.name))
  return { teams: owners.teams(), services: named, notes }
}

/** A leadline.yaml of what was discovered: empty parts are left out. */
export function catalogueText({ teams, services }: Discovered): string {
  const filled = (object: object): object =>
    Object.fromEntries(
      Object.entries(object).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
    )
  return stringify(filled({ teams: teams.map(filled), services: services.map(filled) }), { lineWidth: 0 })
}
