import type { DoorOfSource } from './manifest-snippets.ts'

/**
 * The agent in a cluster: its rights, which are to read and no more, its secret and its Deployment. The cluster is called as its
 * source is. `examples/kubernetes/agent.yaml` is the same without the secret.
 */
export function agentManifest({ url, secret }: DoorOfSource): string {
  const cluster = JSON.stringify(decodeURIComponent(url.replace(/^.*\//, '')))
  return `apiVersion: v1
kind: Namespace
metadata:
  name: leadline
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: leadline-agent
  namespace: leadline
---
apiVersion: v1
kind: Secret
metadata:
  name: leadline-agent
  namespace: leadline
stringData:
  token: ${secret}
---
# What is not installed may stay here: the agent looks for it every ten minutes. What is taken out is left out, and said so.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: leadline-agent
rules:
  - apiGroups: [argoproj.io]
    resources: [applications, rollouts]
    verbs: [get, list, watch]
  - apiGroups: [kustomize.toolkit.fluxcd.io]
    resources: [kustomizations]
    verbs: [get, list, watch]
  - apiGroups: [helm.toolkit.fluxcd.io]
    resources: [helmreleases]
    verbs: [get, list, watch]
  - apiGroups: [source.toolkit.fluxcd.io]
    resources: [gitrepositories, ocirepositories]
    verbs: [get, list, watch]
  - apiGroups: [flagger.app]
    resources: [canaries]
    verbs: [get, list, watch]
  - apiGroups: [kargo.akuity.io]
    resources: [promotions, freights]
    verbs: [get, list, watch]
  - apiGroups: [apps]
    resources: [deployments, statefulsets, daemonsets]
    verbs: [get, list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: leadline-agent
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: leadline-agent
subjects:
  - kind: ServiceAccount
    name: leadline-agent
    namespace: leadline
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: leadline-agent
  namespace: leadline
  labels:
    app.kubernetes.io/name: leadline-agent
spec:
  # One is enough; while it is away the cluster keeps what it has to tell.
  replicas: 1
  strategy:
    type: Recreate
  selector:
    matchLabels:
      app.kubernetes.io/name: leadline-agent
  template:
    metadata:
      labels:
        app.kubernetes.io/name: leadline-agent
    spec:
      serviceAccountName: leadline-agent
      securityContext:
        runAsNonRoot: true
        runAsUser: 1000
        runAsGroup: 1000
        fsGroup: 1000
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: agent
          image: registry.example.com/leadline:0.1.0
          args: [node, apps/cli/leadline.js, agent]
          env:
            - name: LEADLINE_URL
              value: ${url}
            - name: LEADLINE_TOKEN
              valueFrom:
                secretKeyRef:
                  name: leadline-agent
                  key: token
            - name: CLUSTER_NAME
              value: ${cluster}
            # Where the whole cluster is one environment; else names, labels and namespaces tell.
            # - name: ENVIRONMENT
            #   value: production
            - name: LEADLINE_AGENT_STATE
              value: /state/agent.json
            - name: HEALTH_PORT
              value: '8080'
          ports:
            - name: health
              containerPort: 8080
          livenessProbe:
            httpGet:
              path: /healthz
              port: health
            initialDelaySeconds: 10
            periodSeconds: 30
          resources:
            requests:
              cpu: 20m
              memory: 128Mi
            limits:
              memory: 256Mi
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: [ALL]
          volumeMounts:
            - name: state
              mountPath: /state
      volumes:
        # Outlives restarts of the container. Without it everything is posted once more, which changes no number.
        - name: state
          emptyDir: {}
`
}
