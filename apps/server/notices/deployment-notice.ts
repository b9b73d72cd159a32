import type { Note } from '#alerts/notification'
import { moment, plural, safeUrl, shortVersion } from '#dashboards/format'
import { deploymentHref } from '#dashboards/record-links'
import { shippedTitle, unknownShipped } from '#dashboards/shipped-words'
import { defaultState } from '#dashboards/url-state'
import type { NotifiedOutcome } from '#domain/notify-rule'
import { markdownInline, markdownLink } from '#reports/markdown'
import { outsideAddress } from '../outside-address.ts'
import type { ChangesAnswer, DeploymentAnswer } from './question.ts'

/** How a deployment is told. */
export interface Told {
  readonly outcome: NotifiedOutcome
  readonly timeZone: string
  /** What a failed one was to bring, or what a rollback takes back; null where that is not known, and of what went live. */
  readonly between: ChangesAnswer | null
  /** Null: nothing leads to a page. */
  readonly publicUrl: string | null
}

function titleOf({ service, environment, version }: DeploymentAnswer, outcome: NotifiedOutcome): string {
  const named = shortVersion(version)
  const words: Readonly<Record<NotifiedOutcome, string>> = {
    LIVE: `${service.name} ${named} is live in ${environment.name}`,
    FAILED: `${service.name} ${named} failed in ${environment.name}`,
    ROLLED_BACK: `${service.name} was rolled back to ${named} in ${environment.name}`,
  }
  return words[outcome]
}

/** When, what ran before, and why it was stopped: one sentence each. */
function particulars(deployment: DeploymentAnswer, { outcome, timeZone }: Told): string {
  const { liveAt, finishedAt, startedAt, previous, abortReason } = deployment
  const at = outcome === 'FAILED' ? (finishedAt ?? startedAt) : liveAt
  const before = outcome === 'FAILED' ? 'What was live before it' : 'Before it'
  return [
    at === null ? '' : `${outcome === 'FAILED' ? 'On' : 'Since'} ${moment(at, timeZone)} (${timeZone}).`,
    abortReason === null ? '' : `It was stopped: ${abortReason.replaceAll('_', ' ')}.`,
    previous === null ? '' : `${before}: ${shortVersion(previous.version)}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

function changeLine({ number, title, sha, url }: ChangesAnswer['nodes'][number]): string {
  const parts = [number === null ? '' : `#${number}`, title ?? sha?.slice(0, 10) ?? '']
  return `- ${markdownLink(parts.filter((part) => part !== '').join(' ') || 'A change', safeUrl(url))}`
}

function changeLines({ totalCount, nodes }: ChangesAnswer): string[] {
  const more = totalCount - nodes.length
  return [...nodes.map(changeLine), ...(more > 0 ? [`- And ${more} more.`] : [])]
}

/** What it was to bring, or takes back: neither counts as shipped. */
function unshipped({ outcome, between }: Told): string[] {
  const verb = outcome === 'FAILED' ? 'was to bring' : 'takes back'
  if (between === null) return [`Which changes it ${verb} is not known.`]
  if (between.totalCount === 0) return [`It ${verb} no change.`]
  return [`It ${verb} ${plural(between.totalCount, 'change')}:`, changeLines(between).join('\n')]
}

/** The changes that it brought. */
function shipped(deployment: DeploymentAnswer): string[] {
  const { changes, changesUnavailableReason } = deployment
  const lines = changeLines(changes)
  const unknown = unknownShipped(changesUnavailableReason)
  return [
    `${shippedTitle(deployment)}${lines.length === 0 ? '.' : ':'}`,
    ...(lines.length === 0 ? [] : [lines.join('\n')]),
    ...(unknown === null ? [] : [markdownInline(unknown)]),
  ]
}

/** A deployment as channels are told. Nobody is named: whose changes they were stands where they lead. Pure. */
export function deploymentNotice(deployment: DeploymentAnswer, told: Told): Note {
  const { service, environment, changes, previous, ...facts } = deployment
  const title = titleOf(deployment, told.outcome)
  const named = told.outcome === 'LIVE' ? changes : told.between
  const state = { ...defaultState, environment: environment.name, timeZone: told.timeZone }
  const link = told.publicUrl === null ? null : outsideAddress(told.publicUrl, deploymentHref(state, deployment.id))
  const paragraphs = [
    `**${markdownInline(title)}.** ${markdownInline(particulars(deployment, told))}`.trimEnd(),
    ...(told.outcome === 'LIVE' ? shipped(deployment) : unshipped(told)),
    ...(link === null ? [] : [`[The way of this deployment](${link})`]),
  ]
  return {
    kind: 'deployment',
    subject: title,
    text: `${paragraphs.join('\n\n')}\n`,
    data: {
      deployment: {
        ...facts,
        told: told.outcome,
        service: service.name,
        team: service.team?.name ?? null,
        environment: environment.name,
        previousVersion: previous?.version ?? null,
        changes: named?.nodes ?? [],
        changesTotal: named?.totalCount ?? null,
        link,
      },
    },
    attachments: [],
  }
}
