import { globalId } from '#graphql/relay/global-id'
import { nextTry } from '#alerts/retry'
import { HOUR, MINUTE } from '#domain/instant'
import { putIntoOutbox } from '#storage/stores/outbox'
import { loadReportingTimeZone } from '#storage/stores/settings'
import { noteNotTold, noteTold, type UntoldDeployment, untoldDeployments } from '#storage/stores/told-deployments'
import { messageOf } from '../alerting/learn.ts'
import type { AskInside } from '../ask-inside.ts'
import { answered } from '../reports/answered.ts'
import { subjectOf } from '../subject.ts'
import type { TellingOptions } from '../telling-options.ts'
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
/** What cannot be put on its way is tried so often, in about three hours. */
const mostTries = 5
const givenUp = 'Leadline itself could not put it on its way; its log says why.'
const unknown = 'The API has no such deployment.'

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
async function tell(untold: UntoldDeployment, timeZone: string, options: TellingOptions): Promise<void> {
  const { db, clock, ask, publicUrl = null } = options
  const { channelId, deploymentId, streamId, outcome } = untold
  const id = globalId('Deployment', untold.service, untold.environment, untold.key)
  const variables = { id, first: mostChanges }
  const { deployment } = await answered<{ deployment: DeploymentAnswer | null }>(ask, deploymentQuestion, variables)
  // It was corrected away, or got another name, since it was found: then it is found no more, or by that name.
  if (deployment === null) throw new Error(unknown)
  const changes = await between(ask, untold, deployment)
  const notice = deploymentNotice(deployment, { outcome, timeZone, publicUrl, between: changes })
  await db.transaction(async (tx) => {
    if (!(await noteTold(tx, untold, null))) return
    await putIntoOutbox(tx, {
      channelId,
      key: `deployment ${deploymentId} ${outcome} ${channelId}`,
      notification: { ...notice, subject: subjectOf(notice.subject) },
      // Those of one service arrive in the order in which they happened.
      thread: `deployments ${streamId}`,
      at: clock(),
    })
  })
}

/** Notes that one failed: it is tried again later and later, and then given up. */
async function noteFailed(untold: UntoldDeployment, cause: unknown, options: TellingOptions): Promise<void> {
  const { db, clock, report } = options
  const { service, environment, version, outcome } = untold
  const tries = untold.tries + 1
  const nextAt = tries < mostTries ? nextTry(tries, clock(), 0, 0) : null
  const message = messageOf(cause)
  if (nextAt === null) await db.transaction((tx) => noteTold(tx, untold, message === unknown ? unknown : givenUp))
  else await noteNotTold(db, untold, nextAt)
  const then = nextAt === null ? 'and is not tried again' : `and is tried again at ${new Date(nextAt).toISOString()}`
  const what = `${outcome} of ${service} ${version} in ${environment} could not be put on its way (try ${tries} of ${mostTries}), ${then}`
  report(new Error(`${what}: ${message}`, { cause }))
}

/** Tells channels of the deployments that rules name, each outcome once. One that fails is tried again, and holds up no other. */
export async function tellDeployments(options: TellingOptions): Promise<void> {
  const { db, clock, onPut } = options
  const now = clock()
  const untold = await untoldDeployments(db, { now, from: now - news, to: now - settled, most: mostAtOnce })
  if (untold.length === 0) return
  const timeZone = await loadReportingTimeZone(db)
  for (const each of untold) {
    try {
      await tell(each, timeZone, options)
      onPut()
    } catch (error) {
      await noteFailed(each, error, options)
    }
  }
}
