import { group, plural } from './format.ts'
import type { RefusalAnswer, SourceAnswer, VerifiedAnswer } from './setup-answers.ts'

/** What the words rest on; moments count only as known or not. */
export type SourceFacts = Pick<SourceAnswer, 'system' | 'state' | 'ignored' | 'quarantined' | 'message'> & {
  readonly gapSince: unknown
  readonly testedAt: unknown
  readonly readAt: unknown
}

/** How a source is doing, in a word, with what to do about it. Pure. */
export interface SourceWords {
  readonly state: string
  readonly tone: 'good' | 'waiting' | 'bad' | 'off'
  /** What to do, in one or two sentences; null where nothing is to be done. */
  readonly advice: string | null
}

const lookAtGitHub =
  'On GitHub, under Settings → Webhooks → Recent Deliveries, look whether a delivery failed; 401 means another secret, no answer another address.'

/** How it is known that such a system sends what is read of it; for who chooses one. */
export const verifiedWords: Readonly<Record<VerifiedAnswer, string>> = {
  LIVE: 'Tried with a running one.',
  CAPTURED: 'Known from what others recorded of running ones; not yet tried with one of ours.',
  DOCUMENTED: 'Known from its documentation and code; not yet tried with a running one.',
}

/** Whether Leadline reads it by itself: a repository, or a registry that it asks. */
export function isRead({ system }: Pick<SourceAnswer, 'system'>): boolean {
  return ['git', 'config-repository', 'registry'].includes(system)
}

const withPages: ReadonlySet<string> = new Set(
  'github gitlab azure-devops argocd flux kargo argo-rollouts flagger kubernetes pagerduty incident-io jira jira-service-management alertmanager datadog sentry servicenow launchdarkly unleash flagsmith'.split(
    ' ',
  ),
)

/** Whether there is a page on which it is set. */
export function hasPage({ system }: Pick<SourceAnswer, 'system'>): boolean {
  return withPages.has(system)
}

function waiting(source: SourceFacts): SourceWords {
  const { system, ignored, testedAt, readAt } = source
  if (ignored > 0) {
    const advice =
      'Deliveries arrive; none of them said anything that is measured yet. Push something, or read the history.'
    return { state: 'Reached', tone: 'waiting', advice }
  }
  if (testedAt !== null)
    return {
      state: 'Test received',
      tone: 'waiting',
      advice: 'Its token works. Nothing else came yet: let the pipeline run.',
    }
  if (system === 'github') return { state: 'Waiting', tone: 'waiting', advice: `Nothing came yet. ${lookAtGitHub}` }
  if (system === 'registry') {
    const asked = 'It is asked when an image is deployed of which no commit is known; nothing was found there yet.'
    return { state: 'Waiting', tone: 'waiting', advice: readAt === null ? 'It will be asked within a minute.' : asked }
  }
  if (isRead(source)) {
    const advice =
      readAt === null ? 'It will be read within a minute.' : 'It was read, and nothing was found in it yet.'
    return { state: 'Waiting', tone: 'waiting', advice }
  }
  const advice = hasPage(source)
    ? 'Nothing came yet. What it delivers to its address shows here, a test that it sends too; where it was told to and nothing comes, look whether it reaches this address and has this secret.'
    : 'Nothing came yet. Let the pipeline post its first event.'
  return { state: 'Waiting', tone: 'waiting', advice }
}

/** The state of a source in words. */
export function sourceWords(source: SourceFacts): SourceWords {
  const { state, gapSince, quarantined, message } = source
  if (state === 'DISABLED')
    return {
      state: 'Off',
      tone: 'off',
      advice: 'It was switched off; what it said stays. Add it again under the same name to go on.',
    }
  if (state === 'FAILING') {
    const advice = message === null || quarantined > 0 ? refusedWords(quarantined) : null
    return { state: 'Failing', tone: 'bad', advice }
  }
  if (state === 'WAITING') return waiting(source)
  if (gapSince !== null) {
    const look =
      source.system === 'github' ? lookAtGitHub : 'Look whether its pipeline still runs and its token still holds.'
    return { state: 'Silent', tone: 'bad', advice: `It has been silent for much longer than it usually is. ${look}` }
  }
  return { state: 'Connected', tone: 'good', advice: quarantined > 0 ? refusedWords(quarantined) : null }
}

/** How much of a source was not understood, and what to do about it. */
export function refusedWords(count: number): string {
  const kept = `${plural(count, 'delivery', 'deliveries')} could not be understood and ${count === 1 ? 'is' : 'are'} kept for 14 days`
  return `${kept}. Mend what sends them; after an upgrade of Leadline, npx leadline replay offers them again, and npx leadline source dismiss lets them go.`
}

/** One reason for which something was not understood, and how often. */
export function reasonWords({ reason, count }: Pick<RefusalAnswer, 'reason' | 'count'>): string {
  return `${group(count)} × ${reason}`
}

/** What went wrong with a source, but for what it sent that was not understood; null where nothing did. */
export function ownTrouble({
  message,
  refusals,
}: {
  readonly message: string | null
  readonly refusals: readonly { readonly reason: string }[]
}): string | null {
  return refusals.some(({ reason }) => reason === message) ? null : message
}
