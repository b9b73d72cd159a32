import { listIn, recordIn } from '#domain/json-value'
import { keptText, maskedText, shortMessage } from '#domain/masked-text'
import { redactedBody } from '../source.ts'
import { goName } from './freight.ts'

/** Takes of a value what may be stored. */
type Keep = (value: unknown) => unknown

const longest = 1_000
const most = 200

/** Without what an address holds before its host. */
const text: Keep = (value) => {
  if (typeof value === 'string') return keptText(value)
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? value : undefined
}

const message: Keep = (value) => (typeof value === 'string' ? shortMessage(value) : undefined)

function record(fields: Readonly<Record<string, Keep>>): Keep {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return text(value)
    const held = recordIn(value)
    const kept = Object.entries(fields).map(([name, keep]) => [name, keep(held[name])] as const)
    return Object.fromEntries(kept.filter(([, what]) => what !== undefined))
  }
}

function list(item: Keep): Keep {
  return (value) =>
    Array.isArray(value)
      ? listIn(value)
          .slice(0, most)
          .map((each) => item(each) ?? null)
      : text(value)
}

/** In the case of JSON and of Go's structs. */
function both(fields: Readonly<Record<string, Keep>>): Keep {
  const upper = Object.entries(fields).map(([name, keep]) => [goName(name), keep] as const)
  return record({ ...fields, ...Object.fromEntries(upper) })
}

const annotations = record({ 'org.opencontainers.image.revision': text, 'org.opencontainers.image.source': text })
const image = both({ repoURL: text, tag: text, digest: text, annotations })
const commit = both({ repoURL: text, id: text, branch: text, tag: text })
const chart = both({ repoURL: text, name: text, version: text })
const application = both({ name: text, namespace: text })

const freight: Readonly<Record<string, Keep>> = {
  name: text,
  alias: text,
  warehouse: text,
  origin: record({ kind: text, name: text }),
  images: list(image),
  commits: list(commit),
  charts: list(chart),
}

const step = record({
  v: text,
  ...freight,
  project: text,
  stage: text,
  promotion: text,
  freight: record({ name: text }),
  rollback: text,
  actor: text,
  ok: text,
  at: text,
  startedAt: text,
  live: text,
  service: text,
  applications: list(application),
  image,
  chart,
  config: commit,
  source: commit,
})

/** JSON inside a text, with the same care. */
function inText(keep: Keep): Keep {
  return (value) => {
    if (typeof value !== 'string') return undefined
    try {
      return JSON.stringify(keep(JSON.parse(value)))
    } catch {
      return maskedText(value.slice(0, longest), new Set())
    }
  }
}

const prefix = 'event.kargo.akuity.io/'
const said = ['project', 'actor', 'promotion-name', 'stage-name', 'promotion-create-time', 'rollback', 'freight-name']
const more = ['freight-alias', 'freight-create-time', 'freight-warehouse-name']

const ofEvent = record({
  ...Object.fromEntries([...said, ...more].map((name) => [`${prefix}${name}`, text])),
  [`${prefix}freight-images`]: inText(list(image)),
  [`${prefix}freight-commits`]: inText(list(commit)),
  [`${prefix}freight-charts`]: inText(list(chart)),
  [`${prefix}applications`]: inText(list(application)),
  'kargo.akuity.io/rollback': text,
  'kargo.akuity.io/create-actor': text,
})

const metadata = record({ name: text, namespace: text, uid: text, creationTimestamp: text, annotations: ofEvent })

const object = record({
  apiVersion: text,
  kind: text,
  ...freight,
  metadata,
  reason: text,
  message,
  involvedObject: record({ kind: text, namespace: text, name: text }),
  firstTimestamp: text,
  lastTimestamp: text,
  eventTime: text,
  spec: record({ stage: text, freight: text, steps: list(record({ uses: text })) }),
  status: record({ phase: text, message, startedAt: text, finishedAt: text, freight: record(freight) }),
})

/** Words of the body that the README has; they say nothing, and show where a broken one broke. */
const words: ReadonlySet<string> = new Set(
  'v project stage promotion freight rollback actor ok at live image images config repoURL tag digest id true false null name map'.split(
    ' ',
  ),
)

/** What Kargo sends, without what is not read: authors, messages, variables, settings of steps. What is no JSON is kept in its shape. */
export function redacted(body: Buffer): Buffer {
  return redactedBody(body, words, (read) => ('apiVersion' in recordIn(read) ? object : step)(read) ?? null)
}
