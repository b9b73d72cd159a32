import type { Alert, AlertNotification, Message } from '#alerts/notification'

/** Told of an alert of the shop, with text of others that means mischief. */
export function alertNotification(
  event: Alert['event'],
  { text = 'Lead time of **shop** rose.', ...alert }: Partial<Alert> & { readonly text?: string } = {},
): AlertNotification {
  return {
    kind: 'alert',
    subject: `Lead time of shop: ${event.toLowerCase()}`,
    text,
    data: {},
    attachments: [],
    alert: {
      key: 'lead-time shop production 2026-03-02',
      event,
      severity: 'WARNING',
      title: 'Lead time of shop in production rose from 5 h to 14 h',
      link: 'https://leadline.example/services/shop?env=production&last=P90D',
      services: ['shop'],
      ...alert,
    },
  }
}

export function alertMessage(...what: Parameters<typeof alertNotification>): Message {
  return {
    id: '4f9d3c7a-0000-4000-8000-000000000001',
    at: Date.parse('2026-03-23T08:00:00Z'),
    tries: 1,
    notification: alertNotification(...what),
  }
}

/** What others write, such as titles of requests, escaped as Markdown of ours escapes it. */
export const hostile = String.raw`\<!channel\> \<@U1\> \@here \`code\` \*bold\* \_line\_ \~off\~ \[x\](javascript:alert(1)) #12 a\&amp; ${'long'.repeat(50)}`
