import { createHash } from 'node:crypto'
import { Socket } from 'node:net'
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer'
import { within as withinTime } from '#domain/time-limit'
import { plainLines } from '../../markdown/plain-text.ts'
import type { Alert, Message, Progress, Sent } from '../../notification.ts'
import { mailOutcome, type Rejected } from './outcome.ts'

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

/** Mailboxes show together what refers to the same mail, also to one that was never sent. */
function togetherWith({ key }: Alert): Pick<SendMailOptions, 'inReplyTo' | 'references'> {
  const reference = `<alert-${createHash('sha256').update(key).digest('hex').slice(0, 32)}@leadline>`
  return { inReplyTo: reference, references: reference }
}

function mailOf({ from }: MailServer, to: readonly string[], { id, at, notification }: Message): SendMailOptions {
  const { subject, text, attachments } = notification
  return {
    from,
    to: [...to],
    subject,
    text: plainLines(text).join('\n'),
    date: new Date(at),
    // The same at each try: a mailbox that got it already shows it once.
    messageId: `<${id}@leadline>`,
    headers: { 'auto-submitted': 'auto-generated' },
    ...(notification.kind === 'alert' ? togetherWith(notification.alert) : {}),
    attachments: attachments.map(({ name, type, content, encoding }) => ({
      filename: name,
      contentType: type,
      content,
      ...(encoding === undefined ? {} : { encoding }),
    })),
  }
}

/** What bounds one try, and whom it is for. */
export interface MailTry {
  /** Milliseconds for all of it. */
  readonly within?: number
  /** Ends it at once. */
  readonly signal?: AbortSignal
  /** How far earlier tries came; null: this is the first, or none came anywhere. */
  readonly progress?: Progress | null
}

const noServer: Sent = {
  state: 'REFUSED',
  message: 'No mail server is set: LEADLINE_SMTP_URL says where one is, LEADLINE_MAIL_FROM who mail is from.',
}

/**
 * Sends a notification to people. A mail server that says 4xx or nothing is tried again; 5xx says that it never will. Where
 * it says so of some recipients, those are tried again alone.
 */
export async function sendEmail(
  server: MailServer | null,
  recipients: readonly string[],
  message: Message,
  { within = longest, signal, progress }: MailTry = {},
): Promise<Sent> {
  if (server === null) return noServer
  const before = progress ?? { left: recipients, refused: [] }
  return withinTime(within, signal, (ends) => offer(server, { recipients, before, message }, ends))
}

interface Offered {
  /** All of the channel. */
  readonly recipients: readonly string[]
  readonly before: Progress
  readonly message: Message
}

/** Offers a mail to those who are left, over a connection of its own. */
async function offer(server: MailServer, { recipients, before, message }: Offered, ends: AbortSignal): Promise<Sent> {
  const socket = new Socket()
  const transport = mailTransport(server, socket)
  try {
    const mail = mailOf(server, before.left, message)
    const { rejectedErrors = [] } = (await untilEnded(() => transport.sendMail(mail), socket, ends)) as RejectedSome
    return mailOutcome(recipients, before, rejectedErrors) ?? { state: 'DELIVERED' }
  } catch (error) {
    if (ends.aborted) return { state: 'LATER', message: 'The mail server takes too long.' }
    const { rejectedErrors = [] } = error as RejectedSome
    // Fewer are named where it took some and then the mail itself from nobody.
    const some = rejectedErrors.length < before.left.length ? null : mailOutcome(recipients, before, rejectedErrors)
    return some ?? problemOf(error)
  } finally {
    transport.close()
  }
}

/** What nodemailer answers, and throws, where a server did not take all recipients. */
interface RejectedSome {
  readonly rejectedErrors?: readonly Rejected[]
}

/** What is sent over a socket until that has to end, and nothing from then on. */
async function untilEnded<T>(send: () => Promise<T>, socket: Socket, ends: AbortSignal): Promise<T> {
  ends.throwIfAborted()
  return new Promise<T>((resolve, reject) => {
    const end = (): void => {
      socket.destroy()
      reject(new Error('It has to end.'))
    }
    ends.addEventListener('abort', end, { once: true })
    // While the name of the server is looked up, there is nothing yet that could end.
    socket.on('connect', () => ends.aborted && socket.destroy())
    send()
      .then(resolve, reject)
      .finally(() => ends.removeEventListener('abort', end))
  })
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
