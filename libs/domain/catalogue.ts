import type { AlertRule, RuleOrigin } from './alert-rule.ts'
import type { Dashboard } from './dashboard.ts'
import type { Tier } from './environment.ts'
import type { FreezeWindow } from './freeze-window.ts'
import type { NotifyRule } from './notify-rule.ts'
import type { Rules } from './rules.ts'

/** What the catalogue says of a service. What is left out of a change stays as it is; lists are whole. */
export interface ServiceChange {
  /** Name of the team, made where there is none; null: nobody's. */
  readonly team?: string | null
  /** `host/owner/name`, made where there is none; null: the one of the service's own name. */
  readonly repository?: string | null
  /** Globs inside the repository, of its part of a monorepo; empty: all of it. */
  readonly paths?: readonly string[]
  /** Names of images that it ships, without tag. */
  readonly images?: readonly string[]
  /** Names by which incident tools know it. */
  readonly incidentKeys?: readonly string[]
  /** Whether anybody may see badges with its numbers, without a token. */
  readonly badges?: boolean
}

/** A service as a file describes it. */
export interface WantedService extends ServiceChange {
  readonly name: string
  /** Other names that statements use for it, or once used. Added to those that it has. */
  readonly aliases?: readonly string[]
}

/** A service as it stands in the catalogue. */
export interface PresentService extends Required<WantedService> {
  /** It appeared by itself, and nobody confirmed it. */
  readonly discovered: boolean
  /** How many deployments of it are known. */
  readonly deployments: number
}

/** Which statements a rule of an environment takes; all conditions hold together, each is a glob. */
export interface EnvironmentMatch {
  /** The environment as the sender calls it. */
  readonly name?: string
  /** First part of the placement. */
  readonly cluster?: string
  /** Second part of the placement. */
  readonly namespace?: string
  /** Folder or file in a configuration repository; no event carries one, only who reads such a repository knows it. */
  readonly path?: string
}

/** An environment, and how senders call it. Rules are tried in order; the first that matches gives the name. */
export interface EnvironmentRule {
  readonly name: string
  /** Null: the one that its name suggests. */
  readonly tier: Tier | null
  /** One of them must match. Empty: only its own name. */
  readonly match: readonly EnvironmentMatch[]
}

export interface PresentEnvironment {
  readonly name: string
  readonly tier: Tier
}

/** All that the catalogue holds. */
export interface CatalogueState {
  readonly teams: readonly string[]
  readonly services: readonly PresentService[]
  readonly environments: readonly PresentEnvironment[]
  readonly environmentRules: readonly EnvironmentRule[]
  /** Rules that differ from the defaults. */
  readonly rules: Partial<Rules>
  readonly dashboards: readonly Dashboard[]
  readonly alerts: readonly Stated<AlertRule>[]
  readonly freezes: readonly Stated<FreezeWindow>[]
  /** Whose deployments are told. */
  readonly notify: readonly Stated<NotifyRule>[]
  /** Names of the channels that alerts can be told over. */
  readonly channels: readonly string[]
  /** Those of them that take nothing else. */
  readonly alertChannels: readonly string[]
}

/** What somebody stated, and who. */
export type Stated<T> = T & { readonly origin: RuleOrigin }

/** What a file asks for. A part that is left out stays; teams and services that it does not name stay too. */
export interface WantedCatalogue {
  readonly teams?: readonly string[]
  readonly services?: readonly WantedService[]
  readonly environments?: readonly EnvironmentRule[]
  readonly rules?: Partial<Rules>
  /** The whole list. */
  readonly dashboards?: readonly Dashboard[]
  /** All that the file states; what the API states stays. */
  readonly alerts?: readonly AlertRule[]
  /** The same. */
  readonly freezes?: readonly FreezeWindow[]
  /** The same. */
  readonly notify?: readonly NotifyRule[]
}

/** One step from what the catalogue holds to what is wanted. Steps are taken in the order of the list. */
export type CatalogueChange =
  | { readonly type: 'TEAM_CREATED'; readonly team: string }
  /** A name that led to another service becomes a service again. */
  | { readonly type: 'SERVICE_SPLIT'; readonly service: string; readonly from: string }
  | { readonly type: 'SERVICE_RENAMED'; readonly from: string; readonly to: string }
  | { readonly type: 'SERVICE_MERGED'; readonly from: string; readonly into: string }
  /** `from`: where the name led until now; null: nowhere. */
  | { readonly type: 'ALIAS_ADDED'; readonly service: string; readonly alias: string; readonly from: string | null }
  | { readonly type: 'SERVICE_CREATED'; readonly service: string; readonly change: ServiceChange }
  | {
      readonly type: 'SERVICE_CHANGED'
      readonly service: string
      readonly change: ServiceChange
      readonly before: ServiceChange
      /** It had appeared by itself; somebody stands for it from now on. */
      readonly confirmed: boolean
    }
  | {
      readonly type: 'ENVIRONMENTS_CHANGED'
      readonly rules: readonly EnvironmentRule[]
      /** Environments of today that become part of another. */
      readonly moves: readonly { readonly from: string; readonly to: string }[]
      readonly tiers: readonly { readonly environment: string; readonly before: Tier; readonly after: Tier }[]
    }
  | { readonly type: 'RULES_CHANGED'; readonly rules: Partial<Rules>; readonly before: Partial<Rules> }
  | {
      readonly type: 'DASHBOARDS_CHANGED'
      readonly dashboards: readonly Dashboard[]
      /** Names of those that are new, that are other than they were, that are there no more. */
      readonly fresh: readonly string[]
      readonly changed: readonly string[]
      readonly gone: readonly string[]
    }
  | {
      readonly type: 'ALERTS_CHANGED'
      readonly fresh: readonly AlertRule[]
      readonly changed: readonly ChangedRule<AlertRule>[]
      /** Names of those that are there no more. */
      readonly gone: readonly string[]
    }
  | {
      readonly type: 'FREEZES_CHANGED'
      readonly fresh: readonly FreezeWindow[]
      readonly changed: readonly ChangedRule<FreezeWindow>[]
      readonly gone: readonly string[]
    }
  | {
      readonly type: 'NOTIFY_CHANGED'
      readonly fresh: readonly NotifyRule[]
      readonly changed: readonly ChangedRule<NotifyRule>[]
      readonly gone: readonly string[]
    }

/** What the file states otherwise than it is, or instead of the API. */
export interface ChangedRule<T> {
  readonly before: Stated<T>
  readonly after: T
}
