import type { AlertEvent, AlertNotification, Attachment } from '#alerts/notification'
import { type AlertContent, expectedIn, isPlainContent } from '#alerts/content'
import { alsoMovedText } from '#alerts/also-moved'
import { figuresData, figuresText } from '#alerts/figures'
import { weeklyChart } from '#alerts/picture/weekly-chart'
import { leastSimulated } from '#alerts/simulated'
import { alertText, alertTitle, spanText } from '#alerts/words'
import { safeUrl } from '#dashboards/format'
import { markdownInline, markdownLink } from '#reports/markdown'
import type { AlertRow } from '#storage/stores/alerts'
import { subjectOf } from '../subject.ts'
import { alertKey, type AlertPlace } from './alert-place.ts'
import type { AlertLinks } from './alert-links.ts'
import type { Explained } from './explain.ts'
import type { Learned } from './learn.ts'
import type { Weeks } from './weeks-of.ts'

/** What is told beside what the alert says itself. */
export interface Said extends Learned {
  readonly links: AlertLinks | null
}

const words: Readonly<Record<AlertEvent, string>> = {
  OPENED: '',
  CHANGED: 'Open again: ',
  ACKNOWLEDGED: 'Taken on: ',
  RESOLVED: 'Over: ',
  WITHDRAWN: 'Withdrawn: ',
}

function stageName(stage: string): string {
  return stage.charAt(0) + stage.slice(1).toLowerCase()
}

/** What did it, in Markdown. */
function causes({ stage, beforeSeconds, afterSeconds, movers }: Explained): string[] {
  const lines: string[] = []
  if (stage !== null && beforeSeconds !== null && afterSeconds !== null)
    lines.push(
      `What moved most is **${stageName(stage)}**: ${spanText(beforeSeconds)} before, ${spanText(afterSeconds)} since (trimmed means).`,
    )
  if (movers.length > 0) lines.push('Changes that moved it most:')
  for (const { name, url, seconds } of movers) {
    lines.push(`- ${markdownLink(name, safeUrl(url))}: ${spanText(seconds)}`)
  }
  return lines
}

/** How sure that is. */
function sureness({ content, detector }: AlertRow): string[] {
  if (content === null || isPlainContent(content)) return []
  const { perWeek = 0 } = (content ?? {}) as Partial<AlertContent>
  const service = `A service that deploys ${perWeek.toFixed(1)} times a week`
  const perYear = expectedIn(content, detector)
  if (perYear === null)
    return [
      `${service} is rarer than any that was simulated (${leastSimulated(detector)} a week): how often such an alert is false is not known.`,
    ]
  const years = 1 / perYear
  return [
    `${service} gets about one false alarm of this kind in ${years.toFixed(years < 10 ? 1 : 0)} years (simulated).`,
  ]
}

/** Where to read more, in Markdown. */
function ways({ alerts, numbers, why }: AlertLinks, service: string): string {
  const also = why === null ? '' : `, [why it moved](${why})`
  return `[Alerts of ${markdownInline(service)}](${alerts}), [its numbers](${numbers})${also}`
}

/** The metric by weeks, as a file. */
function pictures({ unit, values }: Weeks, { detector, onsetFrom }: AlertRow): readonly Attachment[] {
  const png = weeklyChart(values, onsetFrom, unit)
  if (png === null) return []
  return [{ name: `${detector}.png`, type: 'image/png', content: png.toString('base64'), encoding: 'base64' }]
}

/** What is told of an event of an alert, with the same key from its opening to its end. */
export function alertNotification(
  alert: AlertRow,
  event: AlertEvent,
  place: AlertPlace,
  { explained, figures, alsoMoved, weeks, links }: Said,
): AlertNotification {
  const { service, environment, timeZone } = place
  const worded = { ...alert, service, environment, isPlain: isPlainContent(alert.content) }
  const text = alertText(worded, timeZone)
  const title = subjectOf(`${words[event]}${alertTitle(worded)}: ${service} in ${environment}`)
  const by = event === 'ACKNOWLEDGED' && alert.acknowledgedBy !== null ? [`Taken on by ${alert.acknowledgedBy}.`] : []
  const counted = figures === null ? null : figuresText(figures)
  const also = alsoMoved === null ? null : alsoMovedText(alsoMoved)
  const more = event === 'OPENED' || event === 'CHANGED' ? [...(explained === null ? [] : causes(explained))] : []
  const end = event === 'OPENED' ? sureness(alert) : []
  const leading = links === null ? [] : [ways(links, service)]
  const paragraphs = [
    markdownInline(text),
    ...by.map(markdownInline),
    counted ?? '',
    more.join('\n'),
    markdownInline(also ?? ''),
    ...end,
    ...leading,
  ]
  return {
    kind: 'alert',
    subject: title,
    text: paragraphs.filter((paragraph) => paragraph !== '').join('\n\n'),
    data: {
      event,
      metric: alert.detector,
      direction: alert.direction,
      state: alert.state,
      service,
      environment,
      before: alert.before,
      after: alert.after,
      onsetFrom: new Date(alert.onsetFrom).toISOString(),
      onsetTo: new Date(alert.onsetTo).toISOString(),
      openedAt: new Date(alert.openedAt).toISOString(),
      endedAt: alert.endedAt === null ? null : new Date(alert.endedAt).toISOString(),
      figures: figures === null ? null : figuresData(figures),
      explained,
      alsoMoved,
      links,
    },
    attachments: weeks === null ? [] : pictures(weeks, alert),
    alert: {
      key: alertKey(alert),
      event,
      severity: 'WARNING',
      title,
      link: links?.alerts ?? null,
      services: [service],
    },
  }
}
