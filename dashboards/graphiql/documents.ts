import { comparisonQuestion } from '../../libs/reports/comparison-question.ts'
import alertRuleRemove from '../queries/alert-rule-remove.graphql?raw'
import alertRuleUpdate from '../queries/alert-rule-update.graphql?raw'
import alerting from '../queries/alerting.graphql?raw'
import alerts from '../queries/alerts.graphql?raw'
import before from '../queries/before.graphql?raw'
import changeWay from '../queries/change-way.graphql?raw'
import coverage from '../queries/coverage.graphql?raw'
import definitions from '../queries/definitions.graphql?raw'
import deploymentWay from '../queries/deployment-way.graphql?raw'
import dashboard from '../queries/dashboard.graphql?raw'
import dashboardData from '../queries/dashboard-data.graphql?raw'
import deployment from '../queries/deployment.graphql?raw'
import deployments from '../queries/deployments.graphql?raw'
import failures from '../queries/failures.graphql?raw'
import freezeWindowCreate from '../queries/freeze-window-create.graphql?raw'
import freezeWindowRemove from '../queries/freeze-window-remove.graphql?raw'
import incident from '../queries/incident.graphql?raw'
import incidents from '../queries/incidents.graphql?raw'
import notifyRuleRemove from '../queries/notify-rule-remove.graphql?raw'
import notifyRuleUpdate from '../queries/notify-rule-update.graphql?raw'
import overview from '../queries/overview.graphql?raw'
import presets from '../queries/presets.graphql?raw'
import running from '../queries/running.graphql?raw'
import runningOfService from '../queries/running-of-service.graphql?raw'
import samples from '../queries/samples.graphql?raw'
import service from '../queries/service.graphql?raw'
import status from '../queries/status.graphql?raw'
import team from '../queries/team.graphql?raw'
import teamBefore from '../queries/team-before.graphql?raw'
import teamNow from '../queries/team-now.graphql?raw'
import watching from '../queries/watching.graphql?raw'
import why from '../queries/why.graphql?raw'

const documents: Readonly<Record<string, string>> = {
  'alert-rule-remove': alertRuleRemove,
  'alert-rule-update': alertRuleUpdate,
  alerting,
  alerts,
  before,
  'change-way': changeWay,
  compare: comparisonQuestion,
  coverage,
  dashboard,
  'dashboard-data': dashboardData,
  definitions,
  deployment,
  'deployment-way': deploymentWay,
  deployments,
  failures,
  'freeze-window-create': freezeWindowCreate,
  'freeze-window-remove': freezeWindowRemove,
  incident,
  incidents,
  'notify-rule-remove': notifyRuleRemove,
  'notify-rule-update': notifyRuleUpdate,
  overview,
  presets,
  running,
  'running-of-service': runningOfService,
  samples,
  service,
  status,
  team,
  'team-before': teamBefore,
  'team-now': teamNow,
  watching,
  why,
}

/** A first query that answers on any installation, with the words that explain it. */
const welcome = `# Leadline's GraphQL. Ctrl+Space completes, Ctrl+Enter runs;
# the book at the left explains every field.
# Requests carry the token that you signed in with.
query Services($window: WindowInput!) {
  services(first: 20) {
    nodes {
      name
      team { name }
      metrics(environment: "production", window: $window) {
        deploymentFrequency {
          perDay
          sampleSize
          interval { low high } # of perDay
        }
        leadTimeForChanges {
          medianSeconds
          sampleSize
          unavailableReason
        }
        changeFailureRate {
          rate
          failed
          deployments
        }
      }
    }
  }
}
`

export interface Opened {
  /** Undefined: whatever the reader had open last. */
  readonly query: string | undefined
  readonly variables: string | undefined
}

export const fallback = { query: welcome, variables: '{ "window": { "last": "P90D" } }' } as const

/** What a link such as `#document=overview&variables={…}` of the pages asks to open. */
export function openedByFragment(fragment: string): Opened {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ''))
  const name = parameters.get('document') ?? ''
  const query = Object.hasOwn(documents, name) ? documents[name] : undefined
  return { query, variables: query === undefined ? undefined : (parameters.get('variables') ?? '{}') }
}
