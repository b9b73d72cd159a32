import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { resources } from '#apps/agent/resources'
import { readAgentConfig } from '#config/agent'
import { agentManifest } from '#dashboards/agent-manifest'

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}
interface Role extends Manifest {
  readonly rules: readonly {
    readonly apiGroups: readonly string[]
    readonly resources: readonly string[]
    readonly verbs: readonly string[]
  }[]
}
interface Binding extends Manifest {
  readonly roleRef: { readonly kind: string; readonly name: string }
  readonly subjects: readonly { readonly kind: string; readonly name: string; readonly namespace: string }[]
}
interface Variable {
  readonly name: string
  readonly value?: string
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } }
}
interface Container {
  readonly args: readonly string[]
  readonly env: readonly Variable[]
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[]
  readonly livenessProbe: { readonly httpGet: { readonly path: string; readonly port: string } }
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[]
}
interface Workload extends Manifest {
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> }
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> }
      readonly spec: {
        readonly serviceAccountName: string
        readonly containers: readonly Container[]
        readonly volumes: readonly { readonly name: string }[]
      }
    }
  }
}

const text = readFileSync('examples/kubernetes/agent.yaml', 'utf8')
const documents = parseAllDocuments(text)
const manifests = documents.map((document) => document.toJS() as Manifest)

function only<T extends Manifest>(kind: string): T {
  const found = manifests.filter((manifest) => manifest.kind === kind)
  expect(found, kind).toHaveLength(1)
  return found[0] as T
}

describe('examples/kubernetes/agent.yaml', () => {
  it('is YAML without a fault', () => {
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([])
    expect(manifests).toHaveLength(5)
  })

  it('is what the setup page gives to paste, but for the secret', () => {
    const given = { url: 'https://leadline.example.com/webhooks/kubernetes/east', secret: 'llwh_of_the_test' }
    const pasted = parseAllDocuments(agentManifest(given)).map((document) => document.toJS() as Manifest)
    expect(pasted.filter(({ kind }) => kind !== 'Secret')).toEqual(manifests)
    expect(pasted.find(({ kind }) => kind === 'Secret')).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'leadline-agent', namespace: 'leadline' },
      stringData: { token: given.secret },
    })
  })

  it('gives the rights that the agent needs, to the account that it runs as, and no others', () => {
    const { metadata, rules } = only<Role>('ClusterRole')
    for (const { verbs } of rules) expect(verbs).toEqual(['get', 'list', 'watch'])
    const given = rules.flatMap((rule) =>
      rule.apiGroups.flatMap((group) => rule.resources.map((name) => `${group}/${name}`)),
    )
    expect(given.toSorted()).toEqual(resources.map(({ group, plural }) => `${group}/${plural}`).toSorted())
    const { roleRef, subjects } = only<Binding>('ClusterRoleBinding')
    const account = only('ServiceAccount').metadata
    expect(roleRef).toMatchObject({ kind: 'ClusterRole', name: metadata.name })
    expect(subjects).toEqual([{ kind: 'ServiceAccount', ...account }])
    expect(only<Workload>('Deployment').spec.template.spec.serviceAccountName).toBe(account.name)
  })

  it('runs the agent with settings that it understands, and nothing that it does not', () => {
    const { metadata, spec } = only<Workload>('Deployment')
    expect(metadata.namespace).toBe(only('Namespace').metadata.name)
    expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels)
    const [container] = spec.template.spec.containers as [Container]
    expect(container.args.slice(1)).toEqual(['apps/cli/leadline.js', 'agent'])
    const [secret] = container.env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? [])
    expect(text).toContain(`secret generic ${secret?.name} --from-literal=${secret?.key}=`)
    const given = Object.fromEntries(container.env.map(({ name, value }) => [name, value ?? 'llwh_of_a_secret']))
    const config = readAgentConfig({ ...given, KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' })
    expect(config).toEqual({
      address: 'https://leadline.example.com/webhooks/kubernetes/east',
      secret: 'llwh_of_a_secret',
      cluster: 'east',
      environment: null,
      kubernetesUrl: 'https://10.0.0.1:443',
      tokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token',
      caFile: '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt',
      stateFile: '/state/agent.json',
      healthPort: 8080,
    })
    expect(container.ports).toContainEqual({
      name: container.livenessProbe.httpGet.port,
      containerPort: config.healthPort,
    })
    expect(container.livenessProbe.httpGet.path).toBe('/healthz')
    const mounted = container.volumeMounts.find(({ mountPath }) => config.stateFile?.startsWith(`${mountPath}/`))
    expect(spec.template.spec.volumes.map(({ name }) => name)).toContain(mounted?.name)
  })
})
