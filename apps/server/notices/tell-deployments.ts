import { globalId } from '#graphql/relay/global-id'
import { HOUR, type Instant, MINUTE } from '#domain/instant'
import type { Database, OpenDatabase } from '#storage/database'
import { putIntoOutbox } from '#storage/stores/outbox'
import { loadReportingTimeZone } from '#storage/stores/settings'
import { noteTold, type UntoldDeployment, untoldDeployments } from '#storage/stores/told-deployments'
import type { AskInside } from '../ask-inside.ts'
import { answered } from '../reports/answered.ts'
import { subjectOf } from '../subject.ts'
import { deploymentNotice } from './deployment-notice.ts'
import {
  type BetweenAnswer,
  betweenQuestion,
  type ChangesAnswer,
  type DeploymentAnswer,
  deploymentQuestion,
  mostChanges,
} from './question.ts'

/** What happened longer ago is no news: a history that is read in, or that comes after an outage. */
const news = 6 * HOUR
/** So long others who know of it may say so, and its commit may arrive: then it is told as it is known. */
const settled = MINUTE
/** Of one look. */
const mostAtOnce = 50

export interface TellDeploymentsOptions {
  readonly db: OpenDatabase
  readonly clock: () => Instant
  readonly ask: AskInside
  readonly report: (error: unknown) => void
  /** Where people reach the pages; left out or null: nothing leads there. */
  readonly publicUrl?: string | null
  /** Something was put into the outbox. */
  readonly onPut: () => void
}

/** What a failed one was to bring, or what a rollback takes back; null where that is not known. */
async function between(
  ask: AskInside,
  { outcome }: UntoldDeployment,
  { id, previous }: DeploymentAnswer,
): Promise<ChangesAnswer | null> {
  if (outcome === 'LIVE' || previous === null) return null
  // Where a commit between them is not known, the API answers with an error.
  const { data } = await ask(betweenQuestion, { from: previous.id, to: id, first: mostChanges })
  const found = (data as BetweenAnswer | null)?.difference ?? null
  return (outcome === 'FAILED' ? found?.changes : found?.removedChanges) ?? null
}

/** Puts one on its way, with the note that it was told; once, whoever else looks. */
async function tell(
  db: Database,
  untold: UntoldDeployment,
  answer: DeploymentAnswer,
  how: {
    readonly timeZone: string
    readonly publicUrl: string | null
    readonly between: ChangesAnswer | null
    readonly now: Instant
  },
): Promise<void> {
  const { channelId, deploymentId, streamId, outcome } = untold
  const notice = deploymentNotice(answer, { ...how, outcome })
  await db.transaction(async (tx) => {
    if (!(await noteTold(tx, untold))) return
    await putIntoOutbox(tx, {
      channelId,
      key: `deployment ${deploymentId} ${outcome} ${channelId}`,
      notification: { ...notice, subject: subjectOf(notice.subject) },
      // Those of one service arrive in the order in which they happened.
      thread: `deployments ${streamId}`,
      at: how.now,
    })
  })
}

/** Tells channels of the deployments that rules name, each outcome once. One that fails is tried again, and holds up no other. */
export async function tellDeployments(options: TellDeploymentsOptions): Promise<void> {
  const { db, clock, ask, report, publicUrl = null, onPut } = options
  const now = clock()
  const untold = await untoldDeployments(db, { from: now - news, to: now - settled, most: mostAtOnce })
  if (untold.length === 0) return
  const timeZone = await loadReportingTimeZone(db)
  for (const each of untold) {
    try {
      const id = globalId('Deployment', each.service, each.environment, each.key)
      const variables = { id, first: mostChanges }
      const { deployment } = await answered<{ deployment: DeploymentAnswer | null }>(ask, deploymentQuestion, variables)
      // It was corrected away meanwhile.
      if (deployment === null) continue
      const changes = await between(ask, each, deployment)
      await tell(db, each, deployment, { timeZone, publicUrl, between: changes, now })
      onPut()
    } catch (error) {
      report(error)
    }
  }
}
