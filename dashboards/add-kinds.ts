/** The kinds of sources that the setup page offers, in groups, so that one is found without reading all. Pure. */
import type { AddKind } from './url-state.ts'

export interface KindWords {
  readonly title: string
  readonly said: string
  readonly example: string
}

/** What each kind is called, in a sentence what it tells, and a name that one might have. */
export const kindWords: Readonly<Record<AddKind, KindWords>> = {
  events: {
    title: 'A pipeline that posts events',
    said: 'Any CI or script: one HTTP request for each deployment.',
    example: 'my-pipeline',
  },
  github: {
    title: 'GitHub',
    said: 'GitHub tells of pushes, requests, deployments and releases by itself.',
    example: 'acme',
  },
  gitlab: {
    title: 'GitLab',
    said: 'GitLab.com or one of your own tells of pushes, requests, pipelines, deployments and incidents by itself.',
    example: 'acme',
  },
  'azure-devops': {
    title: 'Azure DevOps',
    said: 'Its service hooks tell of pushes, requests, builds, and what stages and releases deployed.',
    example: 'acme',
  },
  git: {
    title: 'A git repository',
    said: 'Leadline reads its commits every five minutes, and its releases as deployments if you like.',
    example: 'shop',
  },
  'config-repository': {
    title: 'A GitOps configuration repository',
    said: 'Each change of a version in it is a deployment: Kustomize, Helm, Flux, Argo CD, plain manifests.',
    example: 'deployments',
  },
  kubernetes: {
    title: 'A Kubernetes cluster',
    said: 'An agent inside tells what is deployed there, by reconcilers or by hand, with nothing else to configure.',
    example: 'east',
  },
  argocd: {
    title: 'Argo CD',
    said: 'Its notifications tell what was synced where, when it was healthy, and the last ten syncs before.',
    example: 'cd',
  },
  flux: {
    title: 'Flux',
    said: 'Its notification-controller tells what was applied and released, and whether it became healthy.',
    example: 'production',
  },
  'argo-rollouts': {
    title: 'Argo Rollouts',
    said: 'Tells when a version has all of the traffic, and when and why one was aborted on its way there.',
    example: 'eu-1',
  },
  flagger: {
    title: 'Flagger',
    said: 'Its events tell when a canary was promoted, and when and why one was taken back.',
    example: 'eu-1',
  },
  kargo: {
    title: 'Kargo',
    said: 'The last step of each promotion tells what it brought into which stage, and whether it was a rollback.',
    example: 'promotions',
  },
  cdevents: {
    title: 'A sender of CDEvents',
    said: 'Whatever sends CDEvents 0.4 or 0.5 as CloudEvents: builds, deployers, incident tools.',
    example: 'builds',
  },
  pagerduty: {
    title: 'PagerDuty',
    said: 'Tells when an incident opens, is taken, is resolved and opens again.',
    example: 'on-call',
  },
  'incident-io': {
    title: 'incident.io',
    said: 'Tells when an incident is reported, taken, fixed and resolved, and which were merged or declined.',
    example: 'incidents',
  },
  jira: {
    title: 'Jira',
    said: 'Issues of the type Incident, or those that a rule of yours chooses.',
    example: 'incidents',
  },
  'jira-service-management': {
    title: 'Jira Service Management alerts',
    said: 'Alerts of the priority P1, or those that a rule of yours chooses, are incidents; flaps are one. Opsgenie too.',
    example: 'alerts',
  },
  alertmanager: {
    title: 'Alertmanager or Grafana',
    said: 'Alerts that wake somebody, or those that a rule of yours chooses, are incidents; flaps are one.',
    example: 'alerts',
  },
  datadog: {
    title: 'Datadog',
    said: 'Alerts of monitors that wake somebody, or those that a rule of yours chooses, are incidents; flaps are one.',
    example: 'monitors',
  },
  sentry: {
    title: 'Sentry',
    said: 'Metric alerts that are critical, or the alerts and issues that a rule of yours chooses, with the commit that broke it.',
    example: 'errors',
  },
  servicenow: {
    title: 'ServiceNow',
    said: 'Records of the table Incident that are critical or high, or those that a rule of yours chooses.',
    example: 'incidents',
  },
  launchdarkly: {
    title: 'LaunchDarkly',
    said: 'Tells when a flag was switched on or off, and why: one that was switched off for an incident ended it.',
    example: 'flags',
  },
  unleash: {
    title: 'Unleash',
    said: 'Tells when a flag was switched on or off in an environment.',
    example: 'flags',
  },
  flagsmith: {
    title: 'Flagsmith',
    said: 'Tells when a flag was switched on or off in an environment.',
    example: 'flags',
  },
  harbor: {
    title: 'Harbor',
    said: 'Tells which digest a tag means, so that a deployment of a tag is known by its build.',
    example: 'registry',
  },
  registry: {
    title: 'An image registry',
    said: 'Leadline asks it what deployed images were built from, where nobody told their commit. It asks nothing else.',
    example: 'images',
  },
  provenance: {
    title: 'Attestations of builds',
    said: 'The pipeline posts the provenance of what it built: which commit each digest is of.',
    example: 'builds',
  },
}

export interface KindGroup {
  readonly title: string
  readonly kinds: readonly AddKind[]
}

/** Every kind once. */
export const kindGroups: readonly KindGroup[] = [
  {
    title: 'Pipelines and repositories',
    kinds: ['events', 'github', 'gitlab', 'azure-devops', 'git', 'config-repository'],
  },
  {
    title: 'GitOps: what runs in your clusters',
    kinds: ['kubernetes', 'argocd', 'flux', 'kargo', 'argo-rollouts', 'flagger'],
  },
  {
    title: 'Incidents',
    kinds: [
      'pagerduty',
      'incident-io',
      'jira',
      'jira-service-management',
      'alertmanager',
      'datadog',
      'sentry',
      'servicenow',
    ],
  },
  { title: 'Flags', kinds: ['launchdarkly', 'unleash', 'flagsmith'] },
  { title: 'Builds and registries', kinds: ['cdevents', 'harbor', 'registry', 'provenance'] },
]
