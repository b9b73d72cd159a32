/** Shapes of what the documents of channels, and of the rules that name them, ask for. */
import type { UserErrorAnswer } from './setup-answers.ts'

export interface ListedChannel {
  readonly name: string
  readonly kind: 'EMAIL' | 'WEBHOOK' | 'SLACK' | 'TEAMS' | 'PAGERDUTY' | 'GITHUB_ISSUE'
  readonly to: string
  readonly deliveredAt: string | null
  readonly failingSince: string | null
  readonly message: string | null
  readonly waiting: number
}

export interface ChannelsAnswer {
  readonly channels: readonly ListedChannel[]
}

export interface ChannelTestAnswer {
  readonly channelTest: {
    readonly channel: ListedChannel | null
    readonly userErrors: readonly UserErrorAnswer[]
  }
}

export interface ListedRule {
  readonly name: string
  readonly origin: 'FILE' | 'API'
  /** What of it changes nothing; null: all of it counts. */
  readonly warning: string | null
}

export interface IdleRulesAnswer {
  readonly alertRules: readonly ListedRule[]
  readonly freezeWindows: readonly ListedRule[]
  readonly notifyRules: readonly ListedRule[]
}
