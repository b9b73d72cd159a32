import { polledAlertmanager } from '../alertmanager/read.ts'
import { polledArgocd } from '../argocd/sweep.ts'
import { polledAzureDevops } from '../azure-devops/read.ts'
import { polledGitlab } from '../gitlab/read.ts'
import { polledJira } from '../jira/read.ts'
import { polledPagerduty } from '../pagerduty/read.ts'
import { polledServicenow } from '../servicenow/read.ts'
import type { PolledSystem } from './polling.ts'

/** Every system whose API is read beside what it delivers, one line each, by name. */
export const polledSystems: readonly PolledSystem[] = [
  polledAlertmanager,
  polledArgocd,
  polledAzureDevops,
  polledGitlab,
  polledJira,
  polledPagerduty,
  polledServicenow,
]
