import { Socket } from 'node:net'
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer'
import type { Message, Sent } from '../../notification.ts'

/** Milliseconds that a mail server may take to answer, to greet, and to be silent. */
const patience = 20_000
/** Milliseconds for a whole mail, to however many: below the time for which the outbox leaves it to one process. */
const longest = 60_000

/** How mail is sent: `LEADLINE_SMTP_URL` and `LEADLINE_MAIL_FROM`. */
export interface MailServer {
  /** `smtp://user:password@host:587` (STARTTLS is demanded) or `smtps://…:465`. */
  readonly url: string
  /** Who it is from. */
  readonly from: string
}

/** Local servers speak without encryption; over a network nothing is sent without it. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

/** A mail server that is connected to anew for each mail, by a socket that whoever sends can end. */
export function mailTransport({ url }: MailServer, socket: Socket): Transporter {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  return createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (secure ? 465 : 587)),
    socket,
    secure,
    requireTLS: !secure && !isLoopback(hostname),
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

function mailOf({ from }: MailServer, to: readonly string[], { id, at, notification }: Message): SendMailOptions {
  const { subject, text, attachments } = notification
  return {
    from,
    to: [...to],
    subject,
    text,
    date: new Date(at),
    // The same at each try: a mailbox that got it already shows it once.
    messageId: `<${id}@leadline>`,
    headers: { 'auto-submitted': 'auto-generated' },
    attachments: attachments.map(({ name, type, content }) => ({ filename: name, contentType: type, content })),
  }
}

/** Sends a notification to people. A mail server that says 4xx or nothing is tried again; 5xx says that it never will. */
export async function sendEmail(
  server: MailServer | null,
  recipients: readonly string[],
  message: Message,
  within = longest,
): Promise<Sent> {
  if (server === null)
    return {
      state: 'REFUSED',
      message: 'No mail server is set: LEADLINE_SMTP_URL says where one is, LEADLINE_MAIL_FROM who mail is from.',
    }
  const socket = new Socket()
  const transport = mailTransport(server, socket)
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    socket.destroy()
  }, within)
  try {
    const { rejected } = (await transport.sendMail(mailOf(server, recipients, message))) as {
      readonly rejected?: readonly unknown[]
    }
    return deliveredTo(recipients, rejected ?? [])
  } catch (error) {
    if (isLate) return { state: 'LATER', message: 'The mail server takes too long.' }
    return problemOf(error)
  } finally {
    clearTimeout(timer)
    transport.close()
  }
}

/** Most addresses that are named. */
const mostNamed = 5

/** The mail server took it for some at least: those got it, and get it no second time. */
function deliveredTo(recipients: readonly string[], rejected: readonly unknown[]): Sent {
  if (rejected.length === 0) return { state: 'DELIVERED' }
  const named = recipients.filter((each) => rejected.includes(each))
  const more = rejected.length - Math.min(named.length, mostNamed)
  const who = [...named.slice(0, mostNamed), ...(more > 0 ? [`${more} more`] : [])].join(', ')
  return {
    state: 'DELIVERED',
    message: `The mail server took it for ${recipients.length - rejected.length} of ${recipients.length}, not for ${who}.`,
  }
}

/** Words for what nodemailer throws; never its own, which may hold credentials. */
function problemOf(error: unknown): Sent {
  const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: unknown }
  if (code === 'EAUTH')
    return { state: 'REFUSED', message: 'The mail server refuses the name or password of LEADLINE_SMTP_URL.' }
  if (typeof responseCode === 'number' && responseCode >= 500)
    return { state: 'REFUSED', message: `The mail server refuses the mail (${responseCode}).` }
  if (typeof responseCode === 'number')
    return { state: 'LATER', message: `The mail server wants it later (${responseCode}).` }
  if (code === 'ETLS') return { state: 'REFUSED', message: 'The mail server offers no encryption (STARTTLS).' }
  return {
    state: 'LATER',
    message: `The mail server cannot be reached (${typeof code === 'string' ? code : 'no reason'}).`,
  }
}
