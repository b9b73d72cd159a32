/** Manifests to paste into a cluster, with the address of a new source and its secret filled in. Pure. */

export interface DoorOfSource {
  /** With the origin of Leadline. */
  readonly url: string
  readonly secret: string
}

/** Which notification Argo CD sends, when, of which applications. */
const argocdNotification = `  template.leadline: |
    webhook:
      leadline:
        method: POST
        body: |
          {
            "v": 1,
            "app": {
              "uid": {{ toJson .app.metadata.uid }},
              "name": {{ toJson .app.metadata.name }},
              "namespace": {{ toJson .app.metadata.namespace }},
              "createdAt": {{ toJson .app.metadata.creationTimestamp }},
              "labels": {{ toJson .app.metadata.labels }},
              "owners": {{ toJson .app.metadata.ownerReferences }},
              "stage": {{ with .app.metadata.annotations }}{{ toJson (index . "kargo.akuity.io/authorized-stage") }}{{ else }}null{{ end }},
              "project": {{ toJson .app.spec.project }},
              "destination": {{ toJson .app.spec.destination }},
              "source": {{ toJson .app.spec.source }},
              "sources": {{ toJson .app.spec.sources }}
            },
            "operation": {{ toJson .app.status.operationState }},
            "history": {{ toJson .app.status.history }},
            "health": {{ toJson .app.status.health }},
            "reconciledAt": {{ toJson .app.status.reconciledAt }},
            "images": {{ toJson .app.status.summary.images }},
            "kinds": [{{ range $at, $resource := .app.status.resources }}{{ if $at }}, {{ end }}{{ toJson $resource.kind }}{{ end }}],
            "hydrator": {{ toJson .app.status.sourceHydrator }},
            "console": {{ toJson .context.argocdUrl }}
          }
  trigger.leadline: |
    - when: app.status?.operationState?.phase in ['Succeeded', 'Failed', 'Error']
      oncePer: app.status.operationState.startedAt + app.status.operationState.phase
      send: [leadline]
    - when: app.status?.operationState?.phase == 'Succeeded' and app.status?.health?.status in ['Healthy', 'Degraded'] and app.status.health.lastTransitionTime != nil and app.status.health.lastTransitionTime > app.status.operationState.startedAt
      oncePer: app.status.operationState.startedAt + app.status.health.status
      send: [leadline]
  subscriptions: |
    - recipients: [leadline]
      triggers: [leadline]
`

/** What Argo CD is told: its notifications, with the last ten syncs in each. */
export function argocdManifest({ url, secret }: DoorOfSource): string {
  return `apiVersion: v1
kind: Secret
metadata: { name: argocd-notifications-secret, namespace: argocd }
stringData:
  leadline-token: ${secret}
---
apiVersion: v1
kind: ConfigMap
metadata: { name: argocd-notifications-cm, namespace: argocd }
data:
  service.webhook.leadline: |
    url: ${url}
    headers:
      - { name: Content-Type, value: application/json }
      - { name: Authorization, value: Bearer $leadline-token }
${argocdNotification}`
}

/** What Alertmanager is told: a receiver beside those that wake people, for alerts that begin and for those that end. */
export function alertmanagerReceiver({ url, secret }: DoorOfSource): string {
  return `receivers:
  - name: leadline
    webhook_configs:
      - url: ${url}
        send_resolved: true
        http_config:
          authorization: { type: Bearer, credentials: ${secret} }
route:
  routes:
    - receiver: leadline
      continue: true
      group_wait: 10s
`
}

/** What Flux is told: a provider that signs what it sends, and an alert for everything that it applies. */
export function fluxManifest({ url, secret }: DoorOfSource): string {
  return `apiVersion: v1
kind: Secret
metadata: { name: leadline, namespace: flux-system }
stringData: { token: ${secret} }
---
apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Provider
metadata: { name: leadline, namespace: flux-system }
spec:
  type: generic-hmac
  address: ${url}
  secretRef: { name: leadline }
---
apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Alert
metadata: { name: leadline, namespace: flux-system }
spec:
  providerRef: { name: leadline }
  eventSeverity: info
  eventMetadata: # of your own
    cluster: eu-1
    env: production
    repository: https://git.example.com/platform/deployments
  eventSources: # these three for each namespace that holds objects of Flux
    - { kind: Kustomization, name: '*', namespace: flux-system }
    - { kind: HelmRelease, name: '*', namespace: flux-system }
    - { kind: OCIRepository, name: '*', namespace: flux-system }
`
}

/** What its template is sent for, each in one of its own: a notification does not say what happened. The first is shown in the README. */
const rolloutEvents = ['completed', 'updated', 'paused', 'aborted', 'analysis-run-failed'] as const

function triggerOf(event: string): string {
  return event.startsWith('analysis-') ? `on-${event}` : `on-rollout-${event}`
}

function rolloutTemplate(event: string): string {
  return `  trigger.${triggerOf(event)}: |
    - send: [leadline-${event}]
  template.leadline-${event}: |
    webhook:
      leadline:
        method: POST
        body: |
          {
            "event": "${event}",
            "at": {{ toJson now }},
            "cluster": "",
            "rollout": {
              "uid": {{ toJson .rollout.metadata.uid }},
              "name": {{ toJson .rollout.metadata.name }},
              "namespace": {{ toJson .rollout.metadata.namespace }},
              "labels": {{ toJson .rollout.metadata.labels }},
              "revision": {{ with .rollout.metadata.annotations }}{{ toJson (index . "rollout.argoproj.io/revision") }}{{ else }}null{{ end }},
              "containers": [{{ with .rollout.spec.template }}{{ range $at, $container := .spec.containers }}{{ if $at }}, {{ end }}{ "name": {{ toJson $container.name }}, "image": {{ toJson $container.image }} }{{ end }}{{ end }}],
              "workloadRef": {{ toJson .rollout.spec.workloadRef }},
              "progressDeadlineAbort": {{ toJson .rollout.spec.progressDeadlineAbort }},
              "status": {{ toJson .rollout.status }}
            },
            "analysisRuns": {{ toJson .analysisRuns }}
          }
`
}

/** What Argo Rollouts is told: a template and a trigger for each event that is measured. */
export function rolloutsManifest({ url, secret }: DoorOfSource): string {
  return `apiVersion: v1
kind: Secret
metadata: { name: argo-rollouts-notification-secret, namespace: argo-rollouts }
stringData:
  leadline-token: ${secret}
---
apiVersion: v1
kind: ConfigMap
metadata: { name: argo-rollouts-notification-configmap, namespace: argo-rollouts }
data:
  service.webhook.leadline: |
    url: ${url}
    headers:
      - { name: Content-Type, value: application/json }
      - { name: Authorization, value: Bearer $leadline-token }
  subscriptions: |
    - recipients: [leadline]
      triggers: [${rolloutEvents.map(triggerOf).join(', ')}]
${rolloutEvents.map(rolloutTemplate).join('')}`
}

/** What Kargo is told: a Secret of the project, and the last step of the promotions of each stage. */
export function kargoManifest({ url, secret }: DoorOfSource): string {
  return `apiVersion: v1
kind: Secret
metadata:
  name: leadline
  namespace: PROJECT
  labels: { kargo.akuity.io/cred-type: generic }
stringData: { token: ${secret} }
---
# in the promotionTemplate of each Stage, as the last of spec.steps
- uses: http
  if: \${{ always() }}
  continueOnError: true
  config:
    method: POST
    url: ${url}
    timeout: 5s
    headers:
      - { name: Content-Type, value: application/json }
      - { name: Authorization, value: "Bearer \${{ secret('leadline').token }}" }
    body: |
      \${{ quote({
        "v": 1,
        "at": now(),
        "project": ctx.project,
        "stage": ctx.stage,
        "promotion": ctx.promotion,
        "freight": ctx.targetFreight.name,
        "warehouse": ctx.targetFreight.origin.name,
        "rollback": ctx.meta.promotion.rollback,
        "actor": ctx.meta.promotion.actor,
        "ok": success(),
        "live": "SYNC",
        "images": [imageFrom("registry.example.com/shop/checkout")],
        "config": commitFrom("https://git.example.com/platform/deployments.git")
      }) }}
`
}

/** What each Canary of Flagger is told, which sets no headers: the secret is the password of its address. */
export function flaggerManifest({ url, secret }: DoorOfSource): string {
  return `analysis:
  webhooks:
    - name: leadline
      type: event
      url: ${url.replace('://', `://leadline:${secret}@`)}
      timeout: 5s
      retries: 3
      metadata:
        cluster: CLUSTER_NAME
        environment: ENVIRONMENT_NAME
        image: IMAGE_WITH_TAG_OR_DIGEST
`
}
