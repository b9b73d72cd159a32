import { FirstSchema1763700000000 } from '#migrations/1763700000000-first-schema'
import { Erasure1763800000000 } from '#migrations/1763800000000-erasure'
import { ReportingViews1764000000000 } from '#migrations/1764000000000-reporting-views'
import { Embeds1764100000000 } from '#migrations/1764100000000-embeds'
import { Outbox1764200000000 } from '#migrations/1764200000000-outbox'
import { EmbeddedDashboards1764250000000 } from '#migrations/1764250000000-embedded-dashboards'
import { RuleChanges1764300000000 } from '#migrations/1764300000000-rule-changes'
import { OutboxProgress1764350000000 } from '#migrations/1764350000000-outbox-progress'
import { ChatChannels1764400000000 } from '#migrations/1764400000000-chat-channels'
import { Alerts1764450000000 } from '#migrations/1764450000000-alerts'
import { AlertRules1764500000000 } from '#migrations/1764500000000-alert-rules'
import { AlertEventTries1764520000000 } from '#migrations/1764520000000-alert-event-tries'
import { AlertGroups1764560000000 } from '#migrations/1764560000000-alert-groups'
import { NotifyRules1764600000000 } from '#migrations/1764600000000-notify-rules'
import { FailingNotices1764620000000 } from '#migrations/1764620000000-failing-notices'
import { ToldAlerts1764640000000 } from '#migrations/1764640000000-told-alerts'
import { OpenFailures1764660000000 } from '#migrations/1764660000000-open-failures'

/** Every migration, oldest first: listed, not searched for, so that a bundle holds them too. */
export const migrations = [
  FirstSchema1763700000000,
  Erasure1763800000000,
  ReportingViews1764000000000,
  Embeds1764100000000,
  Outbox1764200000000,
  EmbeddedDashboards1764250000000,
  RuleChanges1764300000000,
  OutboxProgress1764350000000,
  ChatChannels1764400000000,
  Alerts1764450000000,
  AlertRules1764500000000,
  AlertEventTries1764520000000,
  AlertGroups1764560000000,
  NotifyRules1764600000000,
  FailingNotices1764620000000,
  ToldAlerts1764640000000,
  OpenFailures1764660000000,
] as const
