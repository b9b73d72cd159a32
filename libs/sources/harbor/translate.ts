import type { z } from 'zod'
import type { Statement, Translation } from '../source.ts'
import { CloudEvent, Notification, type Resource, Typed } from './payload.ts'

/** The last seconds that a date of JavaScript holds. */
const latest = 8_640_000_000_000

/** `harbor.example.com:8443/shop/api` of `harbor.example.com:8443/shop/api:1.4.0` and of `…@sha256:…`. */
function imageOf(url: string): string {
  const [name = ''] = url.split('@', 1)
  return name.replace(/:[^:/]*$/, '')
}

function artifact({ digest, tag, resource_url }: Resource, publishedAt: string): Statement {
  const isTag = tag !== null && tag !== undefined && tag !== '' && tag !== digest
  return { type: 'artifact', image: imageOf(resource_url), ...(isTag && { tag }), digest, publishedAt }
}

function unreadable({ issues: [issue] }: z.ZodError): Translation {
  const where = issue === undefined || issue.path.length === 0 ? 'the body' : issue.path.join('.')
  return { ignored: `${where} is not as Harbor sends it: ${issue?.message ?? ''}`, unreadable: true }
}

/** A webhook notification of Harbor, in its own format or as a CloudEvent, in the words of the event contract. */
export function translate(body: unknown): Translation {
  const typed = Typed.safeParse(body)
  if (!typed.success) return { ignored: 'it is no notification of Harbor: it has no type' }
  const { type } = typed.data
  if (type === 'PUSH_ARTIFACT') {
    const read = Notification.safeParse(body)
    if (!read.success) return unreadable(read.error)
    const { occur_at, event_data } = read.data
    if (!(Math.abs(occur_at) <= latest)) return { ignored: 'occur_at is no time', unreadable: true }
    const at = new Date(occur_at * 1_000).toISOString()
    return { statements: event_data.resources.map((resource) => artifact(resource, at)) }
  }
  if (type === 'harbor.artifact.pushed') {
    const read = CloudEvent.safeParse(body)
    if (!read.success) return unreadable(read.error)
    return { statements: read.data.data.resources.map((resource) => artifact(resource, read.data.time)) }
  }
  return { ignored: `a notification of type ${type.slice(0, 100)} says nothing that is measured` }
}
