import type { Alert, AlertEvent } from '../notification.ts'

const words: Readonly<Record<AlertEvent, string>> = {
  OPENED: 'Alert',
  CHANGED: 'Alert, changed',
  ACKNOWLEDGED: 'Acknowledged',
  RESOLVED: 'Resolved',
  WITHDRAWN: 'Withdrawn',
}

/** Longest list of services that a message shows. */
const mostServices = 20

/** What happened, and to what: the head of a message. */
export function alertTitle({ event, title }: Alert): string {
  return `${words[event]}: ${title}`
}

/** Which services, and how bad it is. */
export function alertFacts({ services, severity }: Alert): string {
  const more = services.length - mostServices
  const named = [...services.slice(0, mostServices), ...(more > 0 ? [`${more} more`] : [])].join(', ')
  return [severity.toLowerCase(), ...(named === '' ? [] : [named])].join(' · ')
}

/** Whether an alert is over. */
export function isOver({ event }: Alert): boolean {
  return event === 'RESOLVED' || event === 'WITHDRAWN'
}
