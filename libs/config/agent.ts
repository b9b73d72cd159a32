import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { ConfigError, type Environment } from './config.ts'

/** What the agent inside a cluster is told from outside, read once and frozen. */
export interface AgentConfig {
  /** Where objects are posted: the address of one source, `https://leadline.example.com/webhooks/kubernetes/NAME`. */
  readonly address: string
  /** The secret of that source. */
  readonly secret: string
  readonly cluster: string
  /** Null: each object's namespace tells. */
  readonly environment: string | null
  /** Base of the Kubernetes API, without a slash at its end. */
  readonly kubernetesUrl: string
  /** Read again for each request; null where nobody asks for a token. */
  readonly tokenFile: string | null
  /** Null: the certificates that Node knows. */
  readonly caFile: string | null
  /** Null: what was posted is forgotten at the end of the process. */
  readonly stateFile: string | null
  /** Null: there is no `/healthz`. */
  readonly healthPort: number | null
}

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount'

const httpUrl = z.string().regex(/^https?:\/\/[^\s/]+/, 'must be an address such as https://leadline.example.com')

const schema = z.object({
  LEADLINE_URL: httpUrl,
  LEADLINE_TOKEN: z.string().min(1).max(500),
  CLUSTER_NAME: z.string().min(1).max(200),
  ENVIRONMENT: z.string().min(1).max(200).optional(),
  KUBERNETES_URL: httpUrl.optional(),
  KUBERNETES_TOKEN_FILE: z.string().min(1).optional(),
  KUBERNETES_CA_FILE: z.string().min(1).optional(),
  KUBERNETES_SERVICE_HOST: z.string().min(1).optional(),
  KUBERNETES_SERVICE_PORT: z.string().min(1).default('443'),
  LEADLINE_AGENT_STATE: z.string().min(1).optional(),
  HEALTH_PORT: z.coerce.number('must be a port number, such as 8080').int().min(0).max(65_535).optional(),
})

type Given = z.infer<typeof schema>

/** What each missing setting is mended with. */
const mends: Readonly<Record<string, string>> = {
  LEADLINE_URL: 'set it to the address that "npx leadline source add kubernetes NAME" printed, or give --url',
  LEADLINE_TOKEN: 'set it to the secret that "npx leadline source add kubernetes NAME" printed, or give --token-file',
  CLUSTER_NAME: 'set it to the name that this cluster shall have in placements, or give --cluster',
}

function addressOf(url: string): string {
  const base = url.replace(/\/+$/, '')
  return /\/webhooks\/kubernetes(?:\/|$)/.test(base) ? base : `${base}/webhooks/kubernetes`
}

type Cluster = Pick<AgentConfig, 'kubernetesUrl' | 'tokenFile' | 'caFile'>

function clusterOf(given: Given): Cluster {
  const { KUBERNETES_URL: url, KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = given
  if (url !== undefined)
    return {
      kubernetesUrl: url.replace(/\/+$/, ''),
      tokenFile: given.KUBERNETES_TOKEN_FILE ?? null,
      caFile: given.KUBERNETES_CA_FILE ?? null,
    }
  if (host === undefined)
    throw new ConfigError(
      'This is no pod of a cluster: KUBERNETES_SERVICE_HOST is not set. Say where the API is, for example of "kubectl proxy": --kubernetes-url http://127.0.0.1:8001',
    )
  return {
    kubernetesUrl: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    tokenFile: given.KUBERNETES_TOKEN_FILE ?? `${serviceAccount}/token`,
    caFile: given.KUBERNETES_CA_FILE ?? `${serviceAccount}/ca.crt`,
  }
}

function secretIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw new ConfigError(`The secret cannot be read from ${file}; it holds the secret and nothing else.`)
  }
}

/**
 * Reads and checks the settings of the agent. An empty variable counts as one that is not set.
 *
 * @throws ConfigError naming every setting that is missing or cannot be used.
 */
export function readAgentConfig(environment: Environment, secretFile?: string): AgentConfig {
  const secret = secretFile === undefined ? {} : { LEADLINE_TOKEN: secretIn(secretFile) }
  const all = Object.entries({ ...environment, ...secret }).filter(([, value]) => value !== undefined && value !== '')
  const read = schema.safeParse(Object.fromEntries(all))
  if (!read.success) {
    const lines = read.error.issues.map(({ path, message }) => {
      const name = path.join('.')
      const isMissing = !all.some(([given]) => given === name)
      return isMissing ? `${name} is missing: ${mends[name] ?? 'set it'}` : `${name} ${message}`
    })
    throw new ConfigError(`Settings that cannot be used:\n  ${lines.join('\n  ')}`)
  }
  const { data } = read
  return Object.freeze({
    address: addressOf(data.LEADLINE_URL),
    secret: data.LEADLINE_TOKEN,
    cluster: data.CLUSTER_NAME,
    environment: data.ENVIRONMENT ?? null,
    ...clusterOf(data),
    stateFile: data.LEADLINE_AGENT_STATE ?? null,
    healthPort: data.HEALTH_PORT ?? null,
  })
}

/** The settings of this process. */
export function processAgentConfig(flags: Environment, secretFile?: string): AgentConfig {
  return readAgentConfig({ ...process.env, ...flags }, secretFile)
}
