/** What a person would enter about a service: who owns it and which code it is built from. */
export interface CatalogueEntry {
  readonly name: string
  readonly team: string
  /** `host/owner/name`. */
  readonly repository: string
  /** Globs in the repository; empty: all of it. */
  readonly paths: readonly string[]
}

/** How a service of the demo lives. Medians; the draws scatter around them. */
export interface Profile extends CatalogueEntry {
  /** When what was built goes to production. */
  readonly promotes: 'EACH' | 'DAILY' | 'WEEKLY'
  readonly buildMinutes: number
  readonly approveHours: number
  readonly rolloutMinutes: number
  /** Share of production deployments that hurt. */
  readonly failing: number
  /** In the order in which they are reached; empty: one nameless place. */
  readonly placements: readonly string[]
}

/** A repository and the way its people work. */
export interface Trunk {
  readonly repository: string
  readonly mergesPerWeek: number
  readonly codingHours: number
  readonly reviewHours: number
  readonly strategy: 'SQUASH' | 'MERGE' | 'REBASE'
  readonly services: readonly Profile[]
  /** Folders that all of its services are built from. */
  readonly common: readonly string[]
}

const host = 'git.acme.example'
/** The GitOps repository: one commit there moves what a cluster runs. */
export const configRepository = `${host}/platform/deployments`

type Way = Omit<Profile, 'name' | 'team' | 'repository' | 'paths'>

function trunk(team: string, name: string, way: Omit<Trunk, 'repository' | 'services' | 'common'>, run: Way): Trunk {
  const repository = `${host}/${team}/${name}`
  return { ...way, repository, common: [], services: [{ name, team, repository, paths: [], ...run }] }
}

const steady = {
  promotes: 'DAILY',
  buildMinutes: 9,
  approveHours: 1.5,
  rolloutMinutes: 6,
  failing: 0.06,
  placements: [],
} as const

const fulfilment = `${host}/fulfilment/fulfilment`
const monorepo: Trunk = {
  repository: fulfilment,
  mergesPerWeek: 4.5,
  codingHours: 9,
  reviewHours: 5,
  strategy: 'SQUASH',
  common: ['libs'],
  services: [
    {
      name: 'orders',
      team: 'fulfilment',
      repository: fulfilment,
      paths: ['orders/**', 'libs/**'],
      ...steady,
      promotes: 'EACH',
    },
    {
      name: 'inventory',
      team: 'fulfilment',
      repository: fulfilment,
      paths: ['inventory/**', 'libs/**'],
      ...steady,
      failing: 0.04,
    },
  ],
}

/** The repositories of the demo: 12 services in 4 teams. */
export const trunks: readonly Trunk[] = [
  trunk(
    'storefront',
    'shop-web',
    { mergesPerWeek: 4, codingHours: 6, reviewHours: 3, strategy: 'SQUASH' },
    { ...steady, promotes: 'EACH', approveHours: 0.3, placements: ['eu-west', 'us-east'] },
  ),
  trunk(
    'storefront',
    'search',
    { mergesPerWeek: 2.2, codingHours: 14, reviewHours: 7, strategy: 'MERGE' },
    { ...steady, buildMinutes: 16 },
  ),
  trunk(
    'storefront',
    'recommendations',
    { mergesPerWeek: 1.8, codingHours: 20, reviewHours: 9, strategy: 'REBASE' },
    { ...steady, buildMinutes: 22, failing: 0.1 },
  ),
  trunk(
    'payments',
    'checkout',
    { mergesPerWeek: 3.6, codingHours: 7, reviewHours: 4, strategy: 'SQUASH' },
    { ...steady, promotes: 'EACH', failing: 0.05 },
  ),
  trunk(
    'payments',
    'ledger',
    { mergesPerWeek: 1.6, codingHours: 26, reviewHours: 16, strategy: 'MERGE' },
    { ...steady, promotes: 'WEEKLY', approveHours: 5, failing: 0.05 },
  ),
  trunk(
    'payments',
    'tax-rates',
    { mergesPerWeek: 0, codingHours: 12, reviewHours: 5, strategy: 'SQUASH' },
    { ...steady, failing: 0 },
  ),
  trunk(
    'platform',
    'gateway',
    { mergesPerWeek: 1.8, codingHours: 8, reviewHours: 5, strategy: 'SQUASH' },
    { ...steady, promotes: 'EACH', failing: 0.05, placements: ['eu-west', 'us-east', 'ap-south'] },
  ),
  trunk(
    'platform',
    'identity',
    { mergesPerWeek: 1.8, codingHours: 12, reviewHours: 8, strategy: 'REBASE' },
    { ...steady, failing: 0.04 },
  ),
  trunk(
    'platform',
    'notifications',
    { mergesPerWeek: 1.5, codingHours: 10, reviewHours: 6, strategy: 'SQUASH' },
    { ...steady, failing: 0.12 },
  ),
  monorepo,
  trunk(
    'fulfilment',
    'shipping',
    { mergesPerWeek: 1.1, codingHours: 30, reviewHours: 20, strategy: 'MERGE' },
    { ...steady, promotes: 'WEEKLY', approveHours: 4 },
  ),
]

/** The services of the demo as the catalogue is told them. */
export const demoCatalogue: readonly CatalogueEntry[] = trunks
  .flatMap((line) => line.services)
  .map(({ name, team, repository, paths }) => ({ name, team, repository, paths }))
