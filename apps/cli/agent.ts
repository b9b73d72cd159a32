import { type AgentConfig, processAgentConfig } from '#config/agent'
import type { Environment } from '#config/config'
import type { Command } from 'commander'
import { Agent } from '../agent/agent.ts'
import { serveHealth } from '../agent/health.ts'
import { examples, fail, say } from './terminal.ts'
import { untilAsked } from './until-asked.ts'

interface AgentFlags {
  readonly url?: string
  readonly token?: string
  readonly tokenFile?: string
  readonly cluster?: string
  readonly environment?: string
  readonly kubernetesUrl?: string
  readonly kubernetesTokenFile?: string
  readonly kubernetesCaFile?: string
  readonly state?: string
  readonly healthPort?: string
}

/** Flags win over the environment. */
function asEnvironment(flags: AgentFlags): Environment {
  const given: Environment = {
    LEADLINE_URL: flags.url,
    LEADLINE_TOKEN: flags.token,
    CLUSTER_NAME: flags.cluster,
    ENVIRONMENT: flags.environment,
    KUBERNETES_URL: flags.kubernetesUrl,
    KUBERNETES_TOKEN_FILE: flags.kubernetesTokenFile,
    KUBERNETES_CA_FILE: flags.kubernetesCaFile,
    LEADLINE_AGENT_STATE: flags.state,
    HEALTH_PORT: flags.healthPort,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

async function follow(config: AgentConfig): Promise<void> {
  const { signal, release } = untilAsked()
  const agent = new Agent({ access: config, destination: config, stateFile: config.stateFile, say })
  const health = config.healthPort === null ? null : await serveHealth(config.healthPort, () => agent.status)
  try {
    say(`Following ${config.cluster} at ${config.kubernetesUrl}, for ${config.address}`)
    await agent.run(signal)
  } finally {
    release()
    await health?.close()
  }
}

const more = `
It reads (get, list, watch) Applications and Rollouts of Argo, Kustomizations, HelmReleases and sources of Flux, Canaries
of Flagger, Promotions of Kargo, Deployments, StatefulSets and DaemonSets; what is not installed is looked for again every
ten minutes. It posts names, images, revisions, states and times: no values of Helm, no environment of containers, no
Secrets. Rights and a Deployment to paste: examples/kubernetes/agent.yaml; what becomes what:
libs/sources/kubernetes/README.md
`

/** `leadline agent`. */
export function agentCommand(program: Command): void {
  program
    .command('agent')
    .description('Watch a Kubernetes cluster and tell a Leadline elsewhere what is deployed in it')
    .option('--url <url>', 'LEADLINE_URL: the address that "npx leadline source add kubernetes NAME" printed')
    .option('--token <secret>', 'LEADLINE_TOKEN: its secret; given here it shows in the list of processes')
    .option('--token-file <file>', 'file that holds the secret')
    .option('--cluster <name>', 'CLUSTER_NAME: the name of this cluster, in placements')
    .option('--environment <name>', 'ENVIRONMENT: of everything in this cluster (default: names and namespaces tell)')
    .option('--kubernetes-url <url>', 'KUBERNETES_URL: where the API is (default: of the cluster that it runs in)')
    .option('--kubernetes-token-file <file>', 'KUBERNETES_TOKEN_FILE: read again for each request')
    .option('--kubernetes-ca-file <file>', 'KUBERNETES_CA_FILE: certificate authority of the API')
    .option('--state <file>', 'LEADLINE_AGENT_STATE: remembers what was posted, so that a restart posts nothing twice')
    .option('--health-port <number>', 'HEALTH_PORT: serve /healthz there')
    .addHelpText(
      'after',
      more +
        examples(
          'kubectl proxy & npx leadline agent --kubernetes-url http://127.0.0.1:8001 --cluster local --url http://127.0.0.1:4000 --token-file secret.txt',
        ),
    )
    .action((flags: AgentFlags) => follow(processAgentConfig(asEnvironment(flags), flags.tokenFile)).catch(fail))
}
