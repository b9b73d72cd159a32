import * as z from 'zod'
import { recordIn } from '#domain/json-value'
import { keptText } from '#domain/masked-text'
import { keptBy, type TextsBySchema } from '../kept-by.ts'
import { parsedBody, redactedBody } from '../source.ts'
import * as payload from './payload.ts'

/** In UTF-16 code units. */
const longestMessage = 65_536

/** Words that every delivery holds; they say nothing, and show where a broken one broke. */
const words: ReadonlySet<string> = new Set(
  'action repository full_name name html_url sender ref before after commits pull_request deployment deployment_status release issue workflow_run registry_package package true false null'.split(
    ' ',
  ),
)

/** All lines of a message: those at its end tell who wrote with whom, and what is taken back. */
function keptMessage(message: string): string {
  return message.slice(0, longestMessage).split('\n').map(keptText).join('\n')
}

/** Of what its maker attached to a deployment only the service. */
const Attached = z.object({ service: z.string() })

function keptAttached(text: string): string {
  const { service } = recordIn(parsedBody(Buffer.from(text))?.value)
  return typeof service === 'string' ? JSON.stringify({ service: keptText(service) }) : ''
}

const Listed = z.string()

function keptPlatforms(text: string): string {
  const read = payload.Platforms.safeParse(parsedBody(Buffer.from(text))?.value)
  const platforms = read.success ? read.data : []
  return JSON.stringify(
    platforms.map(({ digest, os }) => ({ digest: keptText(digest), os: os == null ? os : keptText(os) })),
  )
}

const texts: TextsBySchema = new Map<unknown, (text: string) => string>([
  [payload.CommitMessage, keptMessage],
  [Attached, keptAttached],
  [Listed, keptPlatforms],
])

const Labels = z.object({
  'org.opencontainers.image.revision': z.string(),
  'org.opencontainers.image.source': z.string(),
  'github.internal.platforms': Listed,
})

/** All that is read of any delivery: one holds what its event has. */
const Kept = z.object({
  ...payload.Push.shape,
  ...payload.Review.shape,
  ...payload.DeploymentStatus.shape,
  ...payload.Release.shape,
  ...payload.PackageDelivery.shape,
  ...payload.WorkflowRun.shape,
  ...payload.Issue.shape,
  ...payload.PullRequestDelivery.shape,
  repository: payload.Push.shape.repository.extend({ full_name: z.string() }),
  deployment: payload.Deployment.extend({ payload: Attached }),
  registry_package: payload.withLabels(Labels),
  package: payload.withLabels(Labels),
})

function reduced(body: unknown): unknown {
  return keptBy(Kept, body, texts) ?? {}
}

/**
 * What of a delivery is stored: what is read of it; of what is no JSON its shape. A webhook made by hand sends a form, and it
 * stays one. Never throws.
 */
export function redacted(body: Buffer): Buffer {
  if (body.subarray(0, 8).toString('latin1') !== 'payload=') return redactedBody(body, words, reduced)
  const json = new URLSearchParams(body.toString('utf8')).get('payload') ?? ''
  const kept = redactedBody(Buffer.from(json), words, reduced).toString('utf8')
  return Buffer.from(new URLSearchParams({ payload: kept }).toString())
}
