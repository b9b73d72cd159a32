import type { Instant } from '#domain/instant'

/** A file that goes along. */
export interface Attachment {
  readonly name: string
  /** Media type, such as text/csv. */
  readonly type: string
  readonly content: string
}

/** What is told over a channel. It is the same however often it is tried. */
export interface Notification {
  /** What it is about: `report`, or `test` for one that only tries the channel. */
  readonly kind: 'report' | 'test'
  readonly subject: string
  /** Markdown. */
  readonly text: string
  /** For machines: what the text is made of. */
  readonly data: Readonly<Record<string, unknown>>
  readonly attachments: readonly Attachment[]
}

/** A notification on its way: the id is the same at each try, so that a receiver knows it again. */
export interface Message {
  readonly id: string
  readonly at: Instant
  readonly notification: Notification
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
