import type { FastifyRequest } from 'fastify'
import { HttpProblem } from './answer.ts'

/** How a body holds its events. */
export type Form = 'json' | 'lines' | 'cloudevent'

const forms: Readonly<Record<string, Form>> = {
  'application/json': 'json',
  'application/x-ndjson': 'lines',
  'application/cloudevents+json': 'cloudevent',
}

/** The refusal of every other type of content. */
export function unsupportedType(): HttpProblem {
  const message = `Send Content-Type ${Object.keys(forms).join(', ')}, in UTF-8.`
  return new HttpProblem(415, { code: 'UNSUPPORTED_TYPE', message })
}

/**
 * What the headers say of the body.
 *
 * @throws HttpProblem 415
 */
export function formOf(request: FastifyRequest): Form {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';')
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='))
  const form = forms[type.trim()]
  if (form !== undefined && (charset === undefined || /^charset="?utf-?8"?$/.test(charset))) {
    const binary = form === 'json' && (request.headers['ce-specversion'] ?? request.headers['ce-type']) !== undefined
    return binary ? 'cloudevent' : form
  }
  throw unsupportedType()
}

/**
 * Whether only a test is asked for (`?test=true`): what is misspelled must not be kept by mistake.
 *
 * @throws HttpProblem 400
 */
export function asksForTest(request: FastifyRequest): boolean {
  const { test } = request.query as { readonly test?: string | string[] }
  if (test === undefined || test === 'false') return false
  if (test === 'true') return true
  throw new HttpProblem(400, { code: 'BAD_ADDRESS', message: 'Send ?test=true, or leave it out to keep the events.' })
}
