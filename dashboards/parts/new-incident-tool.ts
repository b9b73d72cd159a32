import { html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { MadeSource } from '../setup-answers.ts'
import { givenSecretCommand } from '../snippets.ts'
import { testDelivery } from '../source-tests.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { sourceStyles } from './source-styles.ts'
import './test-button.ts'

/** What somebody does in a tool that takes an address and a secret, and what is copied there. */
interface Steps {
  readonly said: string
  /** How its form calls the address, and the secret. */
  readonly labels: readonly [address: string, secret: string]
  readonly secret: (secret: string, source: string) => string
  /** A delivery that counts nothing; left out of what makes its secret itself, and tries it itself. */
  readonly test?: object
  /** Of its own, in which the secret stands alone. */
  readonly header?: string
  /** What it is to send, where that is ours to say. */
  readonly payload?: string
}

/** What Datadog fills in when a monitor alerts or recovers. */
const datadogTemplate = {
  cycle: '$ALERT_CYCLE_KEY',
  transition: '$ALERT_TRANSITION',
  at: '$DATE_POSIX',
  monitor: '$ALERT_ID',
  scope: '$ALERT_SCOPE',
  priority: '$ALERT_PRIORITY',
  title: '$ALERT_TITLE',
  tags: '$TAGS',
  url: '$LINK',
}

const steps: Readonly<Record<string, Steps>> = {
  gitlab: {
    said: 'In GitLab, in a group (Premium) or in each project: Settings, Webhooks, Add new webhook. Triggers: Push, Tag push, Comments, Issues and Confidential issues, Merge request, Pipeline, Deployment and Releases events. A GitLab of your own calls private addresses only where its administrator allows it: Admin, Settings, Network, Outbound requests.',
    labels: ['URL', 'Secret token'],
    secret: (secret) => secret,
    test: { object_kind: 'leadline_test' },
    header: 'x-gitlab-token',
  },
  'azure-devops': {
    said: 'In Azure DevOps, in each project: Project settings, Service hooks, Create subscription, Web Hooks. One for each of: Code pushed; Pull request created, updated, commented on; Build completed; Run stage state changed; Release deployment completed. Any user name; Resource details to send: All.',
    labels: ['URL', 'Basic authentication password'],
    secret: (secret) => secret,
    test: { eventType: 'leadline.test' },
  },
  datadog: {
    said: 'In Datadog: Integrations, Webhooks, New. Encode as form is left off. Then write @webhook-NAME into the message of each monitor.',
    labels: ['URL', 'Custom Headers'],
    secret: (secret) => JSON.stringify({ Authorization: `Bearer ${secret}` }),
    test: { cycle: 'test', transition: 'Test', at: '0' },
    payload: JSON.stringify(datadogTemplate, null, 2),
  },
  servicenow: {
    said: 'With npx leadline source api its table is read, and nothing else is needed. To be told at once, in ServiceNow: System Definition, Business Rules, New, on the table Incident, after insert, update and delete, with the script in libs/sources/servicenow/README.md of Leadline, which takes these two.',
    labels: ['Address', 'Value of the header Authorization'],
    secret: (secret) => `Bearer ${secret}`,
    test: { sys_id: 'leadline', state: '1', sys_updated_on: '', category: 'test of Leadline' },
  },
  pagerduty: {
    said: 'In PagerDuty: Integrations, Generic Webhooks (v3), New Webhook. Scope: the account, or the services that are measured. Events: those of incidents. Add a custom header named Authorization.',
    labels: ['Webhook URL', 'Value of the header Authorization'],
    secret: (secret) => `Bearer ${secret}`,
    test: { event: { event_type: 'pagey.ping' } },
  },
  'incident-io': {
    said: 'In incident.io: Settings, Webhooks, Add endpoint. Events: public_incident.incident_created_v2, incident_updated_v2 and incident_status_updated_v2. It shows a signing secret: write that into a file on the machine of Leadline, and name the file to it.',
    labels: ['Endpoint URL', 'Command, where FILE holds the signing secret'],
    secret: (_secret, source) => givenSecretCommand(source),
  },
  jira: {
    said: 'In Jira, as an administrator: System, WebHooks, Create a WebHook. Events: Issue created, updated, deleted. A JQL such as issuetype = Incident keeps other issues away.',
    labels: ['URL', 'Secret'],
    secret: (secret) => secret,
    test: { webhookEvent: 'leadline:test' },
  },
  'jira-service-management': {
    said: 'In Jira Service Management: Operations, Integrations, Add integration, Webhook, outgoing. Actions: Create, Acknowledge, Close, Delete, Update Priority. Add a custom header named Authorization.',
    labels: ['Webhook URL', 'Value of the header Authorization'],
    secret: (secret) => `Bearer ${secret}`,
    test: { action: 'LeadlineTest', alert: {} },
  },
  sentry: {
    said: 'In Sentry: Settings, Custom Integrations, Create New Integration, Internal Integration. Alert Rule Action on, permission Issue & Event read, webhook issue. It shows a client secret: write that into a file on the machine of Leadline, and name the file to it. Then add the integration as an action to metric alerts.',
    labels: ['Webhook URL', 'Command, where FILE holds the client secret'],
    secret: (_secret, source) => givenSecretCommand(source),
  },
  launchdarkly: {
    said: 'In LaunchDarkly: Organization settings, Integrations, Webhooks, Add integration. Check Sign this webhook and give it the secret. A policy for the action updateOn of flags keeps the rest away.',
    labels: ['URL', 'Secret'],
    secret: (secret) => secret,
    test: { kind: 'leadline-test' },
  },
  unleash: {
    said: 'In Unleash: Configure, Integrations, Webhook. Events: feature-environment-enabled and feature-environment-disabled. Leave the body template empty.',
    labels: ['Webhook URL', 'Authorization'],
    secret: (secret) => `Bearer ${secret}`,
    test: { type: 'leadline-test' },
  },
  flagsmith: {
    said: 'In Flagsmith, in each environment that is measured: Environment Settings, Webhooks, Create webhook.',
    labels: ['URL', 'Secret'],
    secret: (secret) => secret,
    test: { event_type: 'LEADLINE_TEST' },
  },
}

export function isIncidentTool(system: string): boolean {
  return Object.hasOwn(steps, system)
}

/** What an incident tool must be told: where to send, and how to prove itself, once. */
@customElement('leadline-new-incident-tool')
export class NewIncidentTool extends LitElement {
  static override styles = [baseStyles, sourceStyles]

  @property({ attribute: false }) made: MadeSource | null = null

  protected override render() {
    const { url = null, secret = null } = this.made ?? {}
    const tool = steps[this.made?.source.system ?? '']
    const name = this.made?.source.name ?? ''
    if (url === null || secret === null || tool === undefined) return nothing
    const [address, proof] = tool.labels
    const { test, header } = tool
    return html`<ol class="steps">
      <li>
        <p>${tool.said}</p>
        <leadline-copyable label=${address} wraps .text=${window.location.origin + url}></leadline-copyable>
        <leadline-copyable label=${proof} wraps .text=${tool.secret(secret, name)}></leadline-copyable>
        ${tool.payload === undefined ? nothing : html`<leadline-copyable label="Payload" .text=${tool.payload}></leadline-copyable>`}
      </li>
      <li>
        ${
          test === undefined
            ? this.ownTest()
            : html`<p>Try the address and the secret from here, with a delivery that counts nothing.</p>
        <leadline-test-button .secret=${secret} .test=${() => testDelivery(url, secret, test, header)}></leadline-test-button>`
        }
      </li>
    </ol>`
  }

  private ownTest() {
    return html`<p>Then let it send a test of its own: it arrives here, and counts nothing.</p>`
  }
}
