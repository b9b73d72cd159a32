import { alertmanager } from './alertmanager/source.ts'
import { argoRollouts } from './argo-rollouts/source.ts'
import { argocd } from './argocd/source.ts'
import { azureDevops } from './azure-devops/source.ts'
import { cdevents } from './cdevents/source.ts'
import { configRepository } from './config-repository/source.ts'
import { datadog } from './datadog/source.ts'
import { events } from './events/source.ts'
import { flagger } from './flagger/source.ts'
import { flagsmith } from './flagsmith/source.ts'
import { flux } from './flux/source.ts'
import { git } from './git/source.ts'
import { github } from './github/source.ts'
import { gitlab } from './gitlab/source.ts'
import { harbor } from './harbor/source.ts'
import { incidentIo } from './incident-io/source.ts'
import { jira } from './jira/source.ts'
import { jiraServiceManagement } from './jira-service-management/source.ts'
import { kargo } from './kargo/source.ts'
import { kubernetes } from './kubernetes/source.ts'
import { launchdarkly } from './launchdarkly/source.ts'
import { pagerduty } from './pagerduty/source.ts'
import { provenance } from './provenance/source.ts'
import { registry } from './registry/source.ts'
import { sentry } from './sentry/source.ts'
import { servicenow } from './servicenow/source.ts'
import { unleash } from './unleash/source.ts'
import type { Source } from './source.ts'

/** Every source, one line each, by name. */
export const sources: readonly Source[] = [
  alertmanager,
  argoRollouts,
  argocd,
  azureDevops,
  cdevents,
  configRepository,
  datadog,
  events,
  flagger,
  flagsmith,
  flux,
  git,
  github,
  gitlab,
  harbor,
  incidentIo,
  jira,
  jiraServiceManagement,
  kargo,
  kubernetes,
  launchdarkly,
  pagerduty,
  provenance,
  registry,
  sentry,
  servicenow,
  unleash,
]
