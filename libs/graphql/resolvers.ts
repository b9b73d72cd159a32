import { AlertRuleResolver } from './alert-rule/alert-rule.resolver.ts'
import { NotifyRuleResolver } from './notify-rule/notify-rule.resolver.ts'
import { AlertResolver } from './alert/alert.resolver.ts'
import { ArtifactResolver } from './artifact/artifact.resolver.ts'
import { ChannelResolver } from './channel/channel.resolver.ts'
import { ChangeWayResolver } from './change/change-way.resolver.ts'
import { ChangeResolver } from './change/change.resolver.ts'
import { ShipmentResolver, WaitingResolver } from './change/shipment.resolver.ts'
import { ComparisonResolver } from './comparison/comparison.resolver.ts'
import { CoverageResolver } from './coverage/coverage.resolver.ts'
import { StreamCoverageResolver } from './coverage/stream-coverage.resolver.ts'
import { DashboardResolver } from './dashboard/dashboard.resolver.ts'
import { DeploymentRecordedResolver } from './deployment/deployment-recorded.resolver.ts'
import { DeploymentWayResolver } from './deployment/deployment-way.resolver.ts'
import { DeploymentResolver } from './deployment/deployment.resolver.ts'
import { ReworkResolver } from './deployment/rework.resolver.ts'
import { DifferenceResolver } from './difference/difference.resolver.ts'
import { EmbedResolver } from './embed/embed.resolver.ts'
import { EnvironmentResolver } from './environment/environment.resolver.ts'
import { EventResolver } from './event/event.resolver.ts'
import { FailureResolver } from './failure/failure.resolver.ts'
import { FreezeResolver } from './freeze/freeze.resolver.ts'
import { IncidentResolver } from './incident/incident.resolver.ts'
import { IngestResolver } from './ingest/ingest.resolver.ts'
import {
  LeadTimeDifferenceResolver,
  LeadTimeMoverResolver,
} from './lead-time-difference/lead-time-difference.resolver.ts'
import { DataQualityFlagResolver } from './metric/flag.resolver.ts'
import { LeadTimeSampleResolver } from './metric/lead-time-sample.resolver.ts'
import {
  ChangeFailureRateResolver,
  DeploymentFrequencyResolver,
  DeploymentReworkRateResolver,
  LeadTimeForChangesResolver,
  TimeToRestoreResolver,
} from './metric/metric-lists.resolver.ts'
import { MetricsResolver } from './metric/metrics.resolver.ts'
import { OverrideMoveResolver, OverridePreviewResolver } from './override/override-preview.resolver.ts'
import { OverrideResolver } from './override/override.resolver.ts'
import { NodeResolver } from './relay/node.resolver.ts'
import { ReportScheduleResolver } from './report-schedule/report-schedule.resolver.ts'
import { RunningResolver, VersionOnItsWayResolver } from './running/running.resolver.ts'
import { ServiceResolver } from './service/service.resolver.ts'
import { ServiceUpdateResolver } from './service/service-update.resolver.ts'
import { SourcePlacesResolver } from './source/source-places.resolver.ts'
import { SourceReadingResolver } from './source/source-reading.resolver.ts'
import { SourceRulesResolver } from './source/source-rules.resolver.ts'
import { SourceResolver } from './source/source.resolver.ts'
import { TeamResolver } from './team/team.resolver.ts'
import { TokenResolver } from './token/token.resolver.ts'
import { UnattributedResolver } from './unattributed/unattributed.resolver.ts'
import { ViewerResolver } from './viewer/viewer.resolver.ts'
import { WatchingResolver } from './watching/watching.resolver.ts'

/** All resolvers, alphabetical; the schema is what they answer. */
export const resolvers = [
  AlertResolver,
  AlertRuleResolver,
  NotifyRuleResolver,
  ArtifactResolver,
  ChangeFailureRateResolver,
  ChangeResolver,
  ChangeWayResolver,
  ChannelResolver,
  ComparisonResolver,
  CoverageResolver,
  DashboardResolver,
  DataQualityFlagResolver,
  DeploymentFrequencyResolver,
  DeploymentRecordedResolver,
  DeploymentResolver,
  DeploymentReworkRateResolver,
  DeploymentWayResolver,
  DifferenceResolver,
  EmbedResolver,
  EnvironmentResolver,
  EventResolver,
  FailureResolver,
  FreezeResolver,
  IncidentResolver,
  IngestResolver,
  LeadTimeDifferenceResolver,
  LeadTimeForChangesResolver,
  LeadTimeMoverResolver,
  LeadTimeSampleResolver,
  MetricsResolver,
  NodeResolver,
  OverrideMoveResolver,
  OverridePreviewResolver,
  OverrideResolver,
  ReportScheduleResolver,
  ReworkResolver,
  RunningResolver,
  ServiceResolver,
  ServiceUpdateResolver,
  ShipmentResolver,
  SourcePlacesResolver,
  SourceReadingResolver,
  SourceRulesResolver,
  SourceResolver,
  StreamCoverageResolver,
  TeamResolver,
  TimeToRestoreResolver,
  TokenResolver,
  UnattributedResolver,
  VersionOnItsWayResolver,
  ViewerResolver,
  WaitingResolver,
  WatchingResolver,
]
