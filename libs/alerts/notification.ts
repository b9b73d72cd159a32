import type { Instant } from '#domain/instant'

/** A file that goes along. */
export interface Attachment {
  readonly name: string
  /** Media type, such as text/csv. */
  readonly type: string
  readonly content: string
  /** How `content` is written where it is no text, such as a picture. */
  readonly encoding?: 'base64'
}

/** What happened to an alert. */
export type AlertEvent = 'OPENED' | 'CHANGED' | 'ACKNOWLEDGED' | 'RESOLVED' | 'WITHDRAWN'

/** An alert, for channels that keep all that is told of it together. */
export interface Alert {
  /** The same from its opening to its end, and of no other alert. */
  readonly key: string
  readonly event: AlertEvent
  readonly severity: 'CRITICAL' | 'WARNING' | 'INFO'
  /** A line of text, not Markdown. */
  readonly title: string
  /** Address of its page; null where nobody said where Leadline is reached. */
  readonly link: string | null
  readonly services: readonly string[]
}

interface Told {
  readonly subject: string
  /** Markdown. */
  readonly text: string
  /** For machines: what the text is made of. */
  readonly data: Readonly<Record<string, unknown>>
  readonly attachments: readonly Attachment[]
}

/** What is told by itself: a report, a deployment, or `test` for one that only tries the channel. */
export interface Note extends Told {
  readonly kind: 'report' | 'deployment' | 'test'
}

/**
 * What is told of an alert. It is put into the outbox with the key of the alert as `thread`: then it arrives after what was
 * told of that alert before.
 */
export interface AlertNotification extends Told {
  readonly kind: 'alert'
  readonly alert: Alert
}

/** What is told over a channel. It is the same however often it is tried. */
export type Notification = Note | AlertNotification

/** A notification on its way: the id is the same at each try, so that a receiver knows it again. */
export interface Message {
  readonly id: string
  readonly at: Instant
  /** How often it was tried, this time included. */
  readonly tries: number
  readonly notification: Notification
}

/** What a channel keeps of the messages that belong together. */
export interface Thread {
  /** What was kept: null before the first message arrived, and of a message of its own. */
  readonly mark: string | null
  /** Keeps it for the messages that follow. */
  keep(mark: string): Promise<void>
}

/** How far a notification to several recipients came. */
export interface Progress {
  /** Those who are still to be told. */
  readonly left: readonly string[]
  /** Those who will never be. */
  readonly refused: readonly string[]
}

/** How a try ended. */
export type Sent =
  | {
      readonly state: 'DELIVERED'
      /** Who of several did not get it; nobody who got it is told again. */
      readonly message?: string
    }
  /** Not now: it is tried again, after `pause` milliseconds where the receiver asks for it; with progress for those who are left alone. */
  | { readonly state: 'LATER'; readonly message: string; readonly pause?: number; readonly progress?: Progress }
  /** Never like this: somebody must mend it. */
  | { readonly state: 'REFUSED'; readonly message: string }
  /** The receiver wants nothing more: it is not tried again. */
  | { readonly state: 'GONE'; readonly message: string }
