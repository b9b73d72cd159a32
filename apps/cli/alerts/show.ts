import type { AlsoMoved } from '#alerts/also-moved'
import { figuresData } from '#alerts/figures'
import { plainLines } from '#alerts/markdown/plain-text'
import { alertState, happeningWords, heldWords, toldWords } from '#dashboards/alert-words'
import type { Envelope } from '#dashboards/blocking-error'
import { moment } from '#dashboards/format'
import { MINUTE } from '#domain/instant'
import { leadlineCommand } from '#domain/shell-command'
import { globalId } from '#graphql/relay/global-id'
import { type AlertLinks, alertLinks } from '../../server/alerting/alert-links.ts'
import type { Explained } from '../../server/alerting/explain.ts'
import { aboutOf, learn } from '../../server/alerting/learn.ts'
import { alertNotification } from '../../server/alerting/notification-of.ts'
import type { AskInside } from '../../server/ask-inside.ts'
import type { PrivateLeadline } from '../private-leadline.ts'
import { block, harmless, say } from '../terminal.ts'
import { type AlertAnswer, alertQuestion, type AnsweredAlert } from './question.ts'

/** A person waits longer for it than an event does. */
const longest = MINUTE

/** All that is known of an alert. */
export interface ShownAlert {
  readonly number: number
  readonly alert: AnsweredAlert
  /** Zone of its days and times. */
  readonly timeZone: string
  /** In words, as channels are told of it. */
  readonly lines: readonly string[]
  /** What channels are told beside what the alert says itself, for machines. */
  readonly told: {
    readonly figures: Readonly<Record<string, unknown>> | null
    readonly explained: Explained | null
    readonly alsoMoved: AlsoMoved | null
    readonly links: AlertLinks | null
  }
}

type Asked = Pick<PrivateLeadline, 'ask' | 'db' | 'url' | 'token'>

/** As the process that tells of alerts asks itself. */
function insideOf({ url, token }: Asked): AskInside {
  return async (query, variables) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors = [] } = (await response.json()) as Envelope<unknown>
    return { status: response.status, data: data ?? null, errors }
  }
}

/** The alert of this number, with what is told of it as it is counted now. */
export async function showAlert(leadline: Asked, number: number, publicUrl: string | null): Promise<ShownAlert> {
  const { alert } = await leadline.ask<AlertAnswer>(alertQuestion, { id: globalId('Alert', number) })
  const about = alert === null ? null : await aboutOf(leadline.db, number)
  if (alert === null || about === null)
    throw new Error(`There is no alert ${number}. See: ${leadlineCommand('alert', 'list', '--state', 'all')}`)
  const { alert: row, place } = about
  const opening = { id: 0, alertId: number, event: 'OPENED', at: row.openedAt, tries: 0 } as const
  const report = (error: unknown): void => say(error instanceof Error ? error.message : String(error))
  const learned = await learn(opening, { db: leadline.db, ask: insideOf(leadline), report, explainsWithin: longest })
  const links = alertLinks(publicUrl, row, place)
  const { text } = alertNotification(row, 'OPENED', place, { ...learned, weeks: null, links })
  const { explained, figures, alsoMoved } = learned
  return {
    number,
    alert,
    timeZone: place.timeZone,
    lines: plainLines(text),
    told: { figures: figures === null ? null : figuresData(figures), explained, alsoMoved, links },
  }
}

function lifeText({ alert, timeZone }: ShownAlert): string {
  const { state, level, openedAt, resolvedAt, acknowledgedBy, acknowledgedAt } = alert
  const when = (at: string): string => moment(at, timeZone)
  const parts = [
    `${alertState(state)}${level === 'WATCH' ? ', watched only: pages show it, and nobody is told' : ''}`,
    `raised ${when(openedAt)}`,
    ...(acknowledgedBy === null
      ? []
      : [`taken on by ${acknowledgedBy}${acknowledgedAt === null ? '' : ` ${when(acknowledgedAt)}`}`]),
    ...(resolvedAt === null ? [] : [`over ${when(resolvedAt)}`]),
  ]
  return `${parts.join('; ')} (${timeZone}).`
}

/** All of it in words. */
export function shownText(shown: ShownAlert): string {
  const { number, alert, timeZone, lines } = shown
  const held = heldWords(alert.held)
  const happened = alert.events.map(
    (event) => `${moment(event.at, timeZone)}  ${happeningWords(event.event)}. ${toldWords(event, timeZone)}`,
  )
  const parts = [
    block(
      harmless(`Alert ${number}: ${alert.service.name} in ${alert.environment.name}`),
      [lifeText(shown), ...(held === null ? [] : [held])].map(harmless),
    ),
    lines.map((line) => line.split('\n').map(harmless).join('\n')).join('\n'),
    block('What happened', happened.length === 0 ? ['Nobody was told of it, nor is to be.'] : happened.map(harmless)),
    ...(alert.state === 'OPEN' ? [`Take it on: ${leadlineCommand('alert', 'acknowledge', String(number))}`] : []),
  ]
  return parts.join('\n\n')
}
