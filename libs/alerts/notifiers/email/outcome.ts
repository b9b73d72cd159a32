import { domainToASCII } from 'node:url'
import type { Progress, Sent } from '../../notification.ts'

/** What a mail server said of one recipient that it did not take. */
export interface Rejected {
  readonly recipient?: string
  readonly responseCode?: number
}

/** Most addresses that are named. */
const mostNamed = 5

function named(recipients: readonly string[]): string {
  const more = recipients.length - mostNamed
  return [...recipients.slice(0, mostNamed), ...(more > 0 ? [`${more} more`] : [])].join(', ')
}

/** An address as it is compared: nodemailer gives it back with its domain as servers write it. */
function known(address: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}`.toLowerCase()
}

/**
 * How a mail ended that was offered to those of `progress.left`. Who was refused with 5xx is offered it no more; who was put
 * off is offered it again, alone. While nobody took it, it is offered to all again: a server that puts some off may refuse
 * the others for a while only. Null where it ended for all alike: nobody took it, now or before.
 *
 * @param all all recipients of the channel
 */
export function mailOutcome(all: readonly string[], progress: Progress, rejected: readonly Rejected[]): Sent | null {
  const codes = new Map(rejected.map(({ recipient = '', responseCode = 450 }) => [known(recipient), responseCode]))
  const codeOf = (recipient: string): number => codes.get(known(recipient)) ?? 250
  const left = progress.left.filter((each) => codeOf(each) >= 300 && codeOf(each) < 500)
  const refused = [...progress.refused, ...progress.left.filter((each) => codeOf(each) >= 500)]
  const taken = all.length - left.length - refused.length
  if (taken <= 0 && (left.length === 0 || refused.length === 0)) return null
  const head = `The mail server took it for ${taken} of ${all.length}`
  const not = refused.length === 0 ? '' : `, not for ${named(refused)}`
  if (left.length > 0)
    return {
      state: 'LATER',
      message: `${head}${not}; it wants it later for ${named(left)}.`,
      progress: taken > 0 ? { left, refused } : progress,
    }
  return refused.length === 0 ? { state: 'DELIVERED' } : { state: 'DELIVERED', message: `${head}${not}.` }
}
