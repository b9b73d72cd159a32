import type { Instant } from '#domain/instant'
import { surveyDeploymentsDocument, surveyDocument, visibleDocument } from './history-documents.ts'
import { SurveyAnswer, SurveyDeploymentsAnswer, type SurveyedDeployment, VisibleAnswer } from './history-nodes.ts'
import type { Pages } from './history-pages.ts'
import { present } from './history-state.ts'
import type { RepositoryPlace } from './history-statements.ts'

/** Newest deployments that are looked at: these pages of this size. */
const mostPages = 8
const pageSize = 50
/** Pages of 100 that are read of the repositories that somebody sees. */
const mostVisible = 30

/** What there is at a repository, looked at and not read. */
export interface Survey {
  readonly place: RepositoryPlace
  readonly environments: readonly string[]
  /** Names of files. */
  readonly workflows: readonly string[]
  readonly tags: number
  /** When the releases were published that are no drafts and no pre-releases; the newest 100 at most. */
  readonly releasedAt: readonly string[]
  /** Requests merged since the beginning of what is looked at. */
  readonly merged: number
  /** The newest first, some of them older than what is looked at. */
  readonly deployments: readonly SurveyedDeployment[]
  /** False where there were so many that only the newest were looked at. */
  readonly isWhole: boolean
}

/** What is surveyed, and since when. */
export interface Surveying {
  readonly owner: string
  readonly name: string
  readonly since: Instant
  readonly pages: (largest: number) => Pages
}

async function newestDeployments(surveying: Surveying): Promise<Pick<Survey, 'place' | 'deployments' | 'isWhole'>> {
  const { owner, name, since } = surveying
  const pages = surveying.pages(pageSize)
  const page = (after: string | null): Promise<SurveyDeploymentsAnswer> =>
    pages.next(SurveyDeploymentsAnswer, surveyDeploymentsDocument, { owner, name, after })
  const deployments: SurveyedDeployment[] = []
  let after: string | null = null
  for (let read = 1; ; read++) {
    const { repository } = await page(after)
    const { pageInfo, nodes } = repository.deployments
    deployments.push(...present(nodes))
    const isOld = Date.parse(deployments.at(-1)?.createdAt ?? '') < since
    const isWhole = isOld || !pageInfo.hasNextPage
    after = pageInfo.endCursor ?? null
    if (isWhole || read >= mostPages || after === null) return { place: repository, deployments, isWhole }
  }
}

/**
 * Looks at what a repository holds, with a bounded number of questions.
 *
 * @throws HistoryStopped
 */
export async function surveyRepository(surveying: Surveying): Promise<Survey> {
  const { owner, name, since, pages } = surveying
  const merged = `repo:${owner}/${name} is:pr is:merged merged:>=${new Date(since).toISOString().slice(0, 10)}`
  const { search, repository } = await pages(100).next(SurveyAnswer, surveyDocument, { owner, name, merged })
  const { environments, releases, tags, workflows } = repository
  const released = present(releases.nodes).filter(({ isDraft, isPrerelease }) => !isDraft && !isPrerelease)
  return {
    ...(await newestDeployments(surveying)),
    environments: present(environments.nodes).map((environment) => environment.name),
    workflows: (workflows?.entries ?? []).map((entry) => entry.name).filter((file) => /\.ya?ml$/i.test(file)),
    tags: tags?.totalCount ?? 0,
    releasedAt: released.flatMap(({ publishedAt }) => publishedAt ?? []),
    merged: search.issueCount,
  }
}

/**
 * `owner/name` of the repositories that the holder of a token may see; the first 3,000.
 *
 * @throws HistoryStopped
 */
export async function visibleRepositories(pages: Pages): Promise<string[]> {
  const names: string[] = []
  const page = (after: string | null): Promise<VisibleAnswer> => pages.next(VisibleAnswer, visibleDocument, { after })
  let after: string | null = null
  for (let read = 0; read < mostVisible; read++) {
    const { viewer } = await page(after)
    const { nodes, pageInfo } = viewer.repositories
    names.push(...present(nodes).map(({ nameWithOwner }) => nameWithOwner))
    after = pageInfo.endCursor ?? null
    if (!pageInfo.hasNextPage || after === null) break
  }
  return names
}
