/** Tests of a new source, made by the page itself while it holds the secret. */
import { exampleDeployment } from './snippets.ts'

/** What became of a test. */
export interface Tested {
  readonly passed: boolean
  /** For the reader. */
  readonly said: string
}

async function answerOf(
  url: string,
  init: RequestInit,
): Promise<{ readonly status: number; readonly text: string } | null> {
  try {
    const response = await fetch(url, { method: 'POST', ...init })
    return { status: response.status, text: await response.text() }
  } catch {
    return null
  }
}

const noAnswer: Tested = {
  passed: false,
  said: 'The server does not answer. Is Leadline running, and is the network up?',
}

const addressAndSecretFit: Tested = {
  passed: true,
  said: 'Test received: address and secret fit. Nothing was counted.',
}

function refused({ status, text }: { readonly status: number; readonly text: string }): Tested {
  return { passed: false, said: `It was refused with status ${status}: ${text.slice(0, 300)}` }
}

/** Posts one deployment to the event door as a test: it is validated and answered, and nothing of it is kept. */
export async function testEvents(token: string, nowIso: string): Promise<Tested> {
  const answer = await answerOf('/api/events?test=true', {
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(exampleDeployment(nowIso)),
  })
  if (answer === null) return noAnswer
  if (answer.status !== 202) return refused(answer)
  return { passed: true, said: 'Test received: the token works and the event would be taken. Nothing of it was kept.' }
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Delivers a CDEvent that says nothing that is measured, in structured mode, as a sink of CloudEvents does. */
export async function testSink(url: string, secret: string, nowIso: string): Promise<Tested> {
  const id = crypto.randomUUID()
  const source = 'leadline/setup'
  const type = 'dev.cdevents.pipelinerun.started.0.2.0'
  const context = { version: '0.4.1', id, source, type, timestamp: nowIso }
  const data = { context, subject: { id: 'test', type: 'pipelineRun', content: {} } }
  const answer = await answerOf(url, {
    headers: { 'content-type': 'application/cloudevents+json', authorization: `Bearer ${secret}` },
    body: JSON.stringify({ specversion: '1.0', id, source, type, time: nowIso, data }),
  })
  if (answer === null) return noAnswer
  if (answer.status !== 202) return refused(answer)
  return addressAndSecretFit
}

/** Delivers what says nothing that is measured, with the secret itself as proof: alone in a header of its own, or as a bearer. */
export async function testDelivery(url: string, secret: string, body: object, header?: string): Promise<Tested> {
  const proof = header === undefined ? { authorization: `Bearer ${secret}` } : { [header]: secret }
  const answer = await answerOf(url, {
    headers: { 'content-type': 'application/json', ...proof },
    body: JSON.stringify(body),
  })
  if (answer === null) return noAnswer
  if (answer.status !== 202) return refused(answer)
  return addressAndSecretFit
}

/** What signs a body as HMAC of SHA-256; null where the browser signs nothing. */
async function signatureOf(secret: string, body: string): Promise<string | null> {
  if (!window.isSecureContext) return null
  const encoder = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign'])
  return `sha256=${hex(await crypto.subtle.sign('HMAC', key, encoder.encode(body)))}`
}

const unsigned = 'This page came without https, so that the browser signs nothing.'

/** Delivers what says nothing that is measured, signed as Flux signs it. */
export async function testSigned(url: string, secret: string, body: object): Promise<Tested> {
  const text = JSON.stringify(body)
  const signature = await signatureOf(secret, text)
  if (signature === null) return { passed: false, said: `${unsigned} Flux sends by itself when it applies something.` }
  const headers = { 'content-type': 'application/json', 'x-signature': signature }
  const answer = await answerOf(url, { headers, body: text })
  if (answer === null) return noAnswer
  if (answer.status !== 202) return refused(answer)
  return addressAndSecretFit
}

/** Delivers a signed ping to a webhook of ours, as GitHub does when the webhook is made. */
export async function testWebhook(url: string, secret: string): Promise<Tested> {
  const body = JSON.stringify({ zen: 'A test of the setup page.' })
  const signature = await signatureOf(secret, body)
  if (signature === null)
    return { passed: false, said: `${unsigned} GitHub sends a ping itself when you save the webhook.` }
  const answer = await answerOf(url, {
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'ping',
      'x-github-delivery': crypto.randomUUID(),
      'x-hub-signature-256': signature,
    },
    body,
  })
  if (answer === null) return noAnswer
  if (answer.status !== 202) return refused(answer)
  return addressAndSecretFit
}
