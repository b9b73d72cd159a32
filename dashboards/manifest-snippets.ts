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
