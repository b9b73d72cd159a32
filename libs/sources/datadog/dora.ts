import { createHash } from 'node:crypto'
import type * as z from 'zod'
import type { Statement } from '../source.ts'
import { type Deployment, DeploymentBody, type Failure, FailureBody, type Git } from './dora-payload.ts'
import { severityOf } from './severity.ts'
import { unixTime } from './unix-time.ts'

/** Why a body is not taken: which field, and what to do. */
export interface Refused {
  readonly field: string
  readonly message: string
}

/** What was sent in the words of the event contract, with the id by which its sender may speak of it again. */
export type DoraRead = { readonly id: string; readonly statement: Statement } | { readonly refused: Refused }

/** What is sent to `/api/v2/dora/deployment`; and to `/api/v2/dora/incident` or `/api/v2/dora/failure`. */
export type DoraKind = 'deployment' | 'incident'

const at = (name: string): string => `data.attributes.${name}`

/** A time that was sent, where one was; or why it is none. */
function timeOf(
  name: string,
  sent: string | number | null | undefined,
): { readonly time?: string } | { readonly refused: Refused } {
  if (sent == null) return {}
  const time = unixTime(sent)
  if (time !== null) return { time }
  const message = `${at(name)} must be Unix time in nanoseconds, milliseconds or seconds, as a whole number.`
  return { refused: { field: at(name), message } }
}

/** `key:value` as an attribute; what has no value is true, and of a key that comes twice both values stand. */
function attributesOf(
  sent: { readonly custom_tags?: readonly string[] | null | undefined; readonly team?: string | null | undefined },
  others: Readonly<Record<string, string | null | undefined>> = {},
): Statement {
  const all = new Map<string, string | true>()
  for (const tag of sent.custom_tags ?? []) {
    const colon = tag.indexOf(':')
    const [key, value]: readonly [string, string | true] =
      colon < 1 ? [tag, true] : [tag.slice(0, colon), tag.slice(colon + 1)]
    const before = all.get(key)
    all.set(key, before === undefined || before === true || value === true ? value : `${before},${value}`)
  }
  if (sent.team != null) all.set('team', sent.team)
  for (const [name, value] of Object.entries(others)) if (value != null) all.set(name, value)
  return all.size === 0 ? {} : { attributes: Object.fromEntries(all) }
}

/** One of its own for what has none: the same again when it is sent again, as Datadog too matches what is sent twice. */
function ownId(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}

function idOf(sent: string | null | undefined, ...parts: readonly unknown[]): string {
  return sent == null || sent.trim() === '' ? ownId(...parts) : sent
}

function versionOf(git: Git | null | undefined, version: string | null | undefined): Statement {
  return {
    ...(git != null && { sha: git.commit_sha, repository: git.repository_url }),
    ...(version != null && version !== '' && { version }),
  }
}

function deployment(sent: Deployment): DoraRead {
  const [started, finished] = [timeOf('started_at', sent.started_at), timeOf('finished_at', sent.finished_at)]
  if ('refused' in started) return started
  if ('refused' in finished) return finished
  const version = versionOf(sent.git, sent.version)
  if (Object.keys(version).length === 0) {
    const message =
      'Say what was deployed: data.attributes.git or version; with neither no deployment can be told from the next.'
    return { refused: { field: at('git'), message } }
  }
  const environment = sent.env ?? 'production'
  const id = idOf(sent.id, 'deployment', sent.service, environment, started.time)
  return {
    id,
    statement: {
      type: 'deployment',
      id,
      service: sent.service,
      environment,
      startedAt: started.time,
      finishedAt: finished.time,
      // What is sent there was deployed: Datadog knows no other.
      outcome: 'succeeded',
      ...version,
      ...attributesOf(sent),
    },
  }
}

function incident(sent: Failure): DoraRead {
  const [started, finished] = [timeOf('started_at', sent.started_at), timeOf('finished_at', sent.finished_at)]
  if ('refused' in started) return started
  if ('refused' in finished) return finished
  const services = [...new Set((sent.services ?? []).filter((name) => name.trim() !== ''))]
  const names = services.length > 0 || sent.team == null ? services : [sent.team]
  if (names.length === 0) {
    const message = 'Say whose failure it is: data.attributes.services, or team.'
    return { refused: { field: at('services'), message } }
  }
  const id = idOf(sent.id, 'incident', names.toSorted(), sent.env ?? null, started.time)
  const { git, severity, version } = sent
  const others = { severity, version, 'git.commit_sha': git?.commit_sha, 'git.repository_url': git?.repository_url }
  return {
    id,
    statement: {
      type: 'incident',
      id,
      services: names,
      ...(sent.env != null && { environment: sent.env }),
      openedAt: started.time,
      ...(finished.time !== undefined && { resolvedAt: finished.time }),
      ...(sent.name != null && { title: sent.name }),
      ...(severityOf(severity) !== undefined && { severity: severityOf(severity) }),
      ...attributesOf(sent, others),
    },
  }
}

function read<T>(
  schema: z.ZodType<{ readonly data: { readonly attributes: T } }>,
  body: unknown,
  told: (sent: T) => DoraRead,
): DoraRead {
  const { success, data, error } = schema.safeParse(body)
  if (success) return told(data.data.attributes)
  const [problem] = error.issues
  const field = problem === undefined || problem.path.length === 0 ? 'data' : problem.path.join('.')
  return { refused: { field, message: `${field} is not as Datadog documents it: ${problem?.message ?? ''}` } }
}

/** What was sent to an address of Datadog's DORA metrics, its times whole (`withWholeTimes`). Never throws. */
export function readDora(kind: DoraKind, body: unknown): DoraRead {
  return kind === 'deployment' ? read(DeploymentBody, body, deployment) : read(FailureBody, body, incident)
}
