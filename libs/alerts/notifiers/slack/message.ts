import { cutText, oneLine } from '../../markdown/fit.ts'
import type { Message } from '../../notification.ts'
import { alertFacts, alertTitle } from '../alert-words.ts'
import { slackSections, slackText } from './text.ts'

/** Slack's own. */
const longestHeader = 150
/** Of what is shown in notifications, and where blocks are not. */
const longestFallback = 1_000

interface Block {
  readonly type: 'header' | 'section' | 'context'
  readonly text?: { readonly type: 'plain_text' | 'mrkdwn'; readonly text: string; readonly emoji?: boolean }
  readonly elements?: readonly { readonly type: 'mrkdwn'; readonly text: string }[]
}

/** What is posted to Slack, by a webhook as by a bot. */
export interface SlackMessage {
  readonly text: string
  readonly blocks: readonly Block[]
  readonly unfurl_links: false
  readonly unfurl_media: false
}

function context(text: string): Block {
  return { type: 'context', elements: [{ type: 'mrkdwn', text }] }
}

export function slackMessage({ notification }: Message): SlackMessage {
  const alert = notification.kind === 'alert' ? notification.alert : null
  const title = oneLine(alert === null ? notification.subject : alertTitle(alert))
  const link = alert?.link ?? null
  return {
    text: slackText(cutText(title, longestFallback)),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cutText(title, longestHeader), emoji: false } },
      ...slackSections(notification.text).map((text): Block => ({ type: 'section', text: { type: 'mrkdwn', text } })),
      ...(alert === null ? [] : [context(slackText(cutText(oneLine(alertFacts(alert)), longestFallback)))]),
      ...(link === null ? [] : [context(`<${link.replaceAll('&', '&amp;').replaceAll('|', '%7C')}|Open in Leadline>`)]),
    ],
    unfurl_links: false,
    unfurl_media: false,
  }
}
