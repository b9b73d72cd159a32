import { html, nothing } from 'lit'
import type { PlacesAnswer } from '../source-answers.ts'

/** `SourcePlacesInput` of the API. */
export interface WantedPlaces {
  readonly cluster: string
  readonly environment: string
  readonly rules: string
}

/** What the fields of a kind of systems say. */
interface Words {
  readonly hasCluster: boolean
  /** What the field of the environment is called, where it is not of all that is told. */
  readonly label?: string
  readonly environment: string
  readonly summary: string
  readonly example: string
  readonly patterns: string
}

const ofReconcilers: Words = {
  hasCluster: true,
  environment: 'Empty: labels, paths, namespaces and names tell it.',
  summary: 'Rules of your own, where these tell it wrongly',
  example: 'rules:\n  - namespace: shop-*\n    service: shop\n  - path: infrastructure/*\n    ignore: true',
  patterns:
    'Patterns of name, namespace, cluster and path, with * for any text; they say service, environment, placement, or ignore: true.',
}

const ofIncidentTools: Words = {
  hasCluster: false,
  environment: 'Empty: every production environment of the service.',
  summary: 'Rules of your own: which are incidents, and whose',
  example: 'rules:\n  - key: "*staging*"\n    environment: staging\n  - title: "[Drill]*"\n    classification: drill',
  patterns:
    'Patterns of key (name or id of the service there), title, type and labels, with * for any text; they say service, environment, classification, or incident: true or false. Of each the first that fits and says it counts.',
}

/** It tells of deployments too, and in what environment each is. */
const ofGitlab: Words = {
  ...ofIncidentTools,
  label: 'Environment of its incidents',
}

const ofPipelines: Words = {
  hasCluster: false,
  label: 'Environment of stages that deploy and name none',
  environment: 'Empty: such stages deploy nothing.',
  summary: 'Rules of your own: which pipelines and stages deploy, and where to',
  example:
    'rules:\n  - pipeline: shop-deploy\n    environment: production\n  - stage: Canary*\n    environment: production\n  - pipeline: nightly-*\n    ignore: true',
  patterns:
    'Patterns of pipeline, stage, branch and repository, with * for any text; they say service, environment, or ignore: true. Without a stage, an environment means the whole run.',
}

const ofFlagTools: Words = {
  hasCluster: false,
  environment: 'Empty: each switch is in the environment that the tool names.',
  summary: 'Rules of your own: of which service a flag is, and where',
  example:
    'rules:\n  - key: checkout-*\n    service: shop\n  - in: prod-*\n    environment: production\n  - in: dev\n    ignore: true',
  patterns:
    'Patterns of key, project, tag and in (the environment as the tool calls it), with * for any text; they say service, environment, or ignore: true. Of each the first that fits and says it counts.',
}

/** Words by systems whose sources are no reconcilers. */
const ofOthers: Readonly<Record<string, Words>> = {
  alertmanager: ofIncidentTools,
  'azure-devops': ofPipelines,
  datadog: ofIncidentTools,
  flagsmith: ofFlagTools,
  gitlab: ofGitlab,
  'incident-io': ofIncidentTools,
  jira: ofIncidentTools,
  'jira-service-management': ofIncidentTools,
  launchdarkly: ofFlagTools,
  pagerduty: ofIncidentTools,
  sentry: ofIncidentTools,
  servicenow: ofIncidentTools,
  unleash: ofFlagTools,
}

/** Where what a source tells is, and whose; with what is set, or empty for a new source. */
export function placesFields(system: string, set: PlacesAnswer | null) {
  const words = ofOthers[system] ?? ofReconcilers
  return html`${words.hasCluster ? clusterField(set) : nothing}
    <label class="field-name">
      ${words.label ?? 'Environment of all that it tells'}
      <input class="field" name="environment" maxlength="300" placeholder="production" autocomplete="off" spellcheck="false" .value=${set?.environment ?? ''} />
      <span class="muted small">${words.environment}</span>
    </label>
    <details ?open=${set !== null && set.rules !== ''}>
      <summary>${words.summary}</summary>
      <label class="field-name">
        Rules, as YAML
        <textarea class="field" name="rules" rows="8" maxlength="100000" spellcheck="false" autocomplete="off" placeholder=${words.example} .value=${set?.rules ?? ''}></textarea>
        <span class="muted small">${words.patterns}</span>
      </label>
    </details>`
}

function clusterField(set: PlacesAnswer | null) {
  return html`<label class="field-name">
    Cluster that it runs in
    <input class="field" name="cluster" maxlength="300" placeholder="eu-1" autocomplete="off" spellcheck="false" .value=${set?.cluster ?? ''} />
    <span class="muted small">The placement of what names no other cluster. May stay empty.</span>
  </label>`
}

/** What was filled in; null where the form had none of the fields. */
export function wantedPlaces(given: FormData): WantedPlaces | null {
  const [cluster, environment, rules] = ['cluster', 'environment', 'rules'].map((name) => given.get(name))
  if (typeof environment !== 'string' || typeof rules !== 'string') return null
  return { cluster: typeof cluster === 'string' ? cluster : '', environment, rules }
}
