/** Shapes of what the documents of embeds ask for. */
import type { EmbedState } from './embed-words.ts'
import type { UserErrorAnswer } from './setup-answers.ts'

export interface EmbedChoiceAnswer {
  readonly viewer: { readonly mayAdminister: boolean }
  readonly service: { readonly badges: boolean } | null
}

export interface EmbedSnippets {
  readonly script: string
  readonly iframe: string
  readonly address: string
}

export interface EmbedCreateAnswer {
  readonly embedCreate: {
    readonly embed: { readonly expiresAt: string; readonly origins: readonly string[] } | null
    readonly token: string | null
    readonly snippets: EmbedSnippets | null
    readonly userErrors: readonly UserErrorAnswer[]
  }
}

export interface ListedEmbed {
  readonly id: string
  readonly name: string
  readonly environment: string
  readonly last: string | null
  readonly from: string | null
  readonly to: string | null
  readonly timeZone: string
  readonly origins: readonly string[]
  readonly createdBy: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly revokedAt: string | null
  readonly state: EmbedState
  readonly refusedCount: number
}

export interface EmbedsAnswer {
  readonly embeds: readonly ListedEmbed[]
}

export interface EmbedRevokeAnswer {
  readonly embedRevoke: { readonly userErrors: readonly UserErrorAnswer[] }
}

export interface BadgesSwitchAnswer {
  readonly serviceUpdate: {
    readonly service: { readonly badges: boolean } | null
    readonly userErrors: readonly UserErrorAnswer[]
  }
}
