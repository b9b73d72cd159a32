import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type AppSetup, openSetup } from '#access/app-setup'
import type { SecretBox } from '#access/secret-box'
import { appKeyOf, webhookSecretOf } from '#access/webhook-secret'
import { registerApp } from '#sources/github/app'
import { HistoryStopped } from '#sources/github/history-pages'
import { appManifest, webOf } from '#sources/github/manifest'
import type { Database } from '#storage/database'
import { addWebhookSource, isNameFree } from '#storage/stores/webhook-sources'
import { refuseOthers } from './methods.ts'
import { securityHeaders } from './security.ts'

export interface SetupRoutesOptions {
  readonly db: Database
  readonly secrets: SecretBox
  readonly clock: () => number
}

interface Query {
  readonly state?: string
  readonly code?: string
}

const style =
  'body{font:16px/1.5 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1rem}'

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign)
}

function page(reply: FastifyReply, status: number, title: string, body: string): FastifyReply {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${style}</style>`
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(`<!doctype html><html lang="en"><head>${head}</head><body><h1>${escaped(title)}</h1>${body}</body></html>`)
}

function refused(reply: FastifyReply, status: number, message: string): FastifyReply {
  return page(reply, status, 'GitHub is not connected', `<p>${escaped(message)}</p>`)
}

const begin = 'This address is unknown or too old. Make another: npx leadline source connect github NAME --url URL'

/** The form that a person sends to GitHub; no script of ours is needed for it. */
function form(reply: FastifyReply, { source, publicUrl, api, organization }: AppSetup, state: string): FastifyReply {
  const web = webOf(api)
  const owner = organization === null ? '' : `/organizations/${encodeURIComponent(organization)}`
  const action = `${web}${owner}/settings/apps/new?state=${encodeURIComponent(state)}`
  const policy = securityHeaders['content-security-policy'] ?? ''
  reply.header('content-security-policy', policy.replace("form-action 'self'", `form-action ${new URL(web).origin}`))
  const manifest = escaped(JSON.stringify(appManifest({ source, publicUrl })))
  const words = `<p>GitHub will be asked to register an App of your own that may <strong>read</strong> requests, deployments, contents, workflow runs, issues and packages, writes nothing, and tells ${escaped(publicUrl)} what happens.</p>`
  const fields = `<input type="hidden" name="manifest" value="${manifest}"><button>Register the App at ${escaped(new URL(web).host)}</button>`
  return page(
    reply,
    200,
    `Connect ${source}`,
    `${words}<form method="post" action="${escaped(action)}">${fields}</form>`,
  )
}

async function register(options: SetupRoutesOptions, setup: AppSetup, code: string): Promise<string> {
  const { secrets, db } = options
  const app = await registerApp(setup.api, code)
  const secret = await secrets.seal(webhookSecretOf(setup.source), app.webhook_secret)
  const credential = await secrets.seal(appKeyOf(setup.source), app.pem)
  const settings = { api: setup.api, app: { id: app.id, slug: app.slug } }
  const added = await addWebhookSource(db, { name: setup.source, system: 'github', settings, secret, credential })
  if (!added) throw new HistoryStopped('FORBIDDEN', `There is a source ${setup.source} already.`)
  return app.html_url
}

async function finish(
  options: SetupRoutesOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { state = '', code = '' } = request.query as Query
  const { db, secrets, clock } = options
  const setup = await openSetup(secrets, state, clock())
  if (setup === null) return refused(reply, 404, begin)
  if (!/^[\w-]{1,200}$/.test(code)) return refused(reply, 400, 'GitHub sent no code; begin again.')
  if (!(await isNameFree(db, 'github', setup.source)))
    return refused(reply, 409, `There is a source ${setup.source} already.`)
  try {
    const link = new URL(`${await register(options, setup, code)}/installations/new`).href
    const words = `<p>The App is registered. Now choose the repositories it may read: <a href="${escaped(link)}">install it</a>.</p>`
    const here = `/setup/${encodeURIComponent(setup.source)}`
    const next = `<p>Then <a href="${escaped(here)}">choose which of them are measured</a>, and see what they would count. What was before is read by itself.</p>`
    return await page(reply, 200, `${setup.source} is connected`, `${words}${next}`)
  } catch (error) {
    if (!(error instanceof HistoryStopped)) throw error
    return refused(reply, 502, error.message)
  }
}

/** `/setup/github`: registers an App of one's own at GitHub, for whoever was given the address. */
export async function setupRoutes(fastify: FastifyInstance, options: SetupRoutesOptions): Promise<void> {
  fastify.setErrorHandler((error, request, reply) => {
    request.log.error({ err: error }, 'GitHub could not be connected')
    return refused(reply, 500, `Something is wrong here; the log tells more under ${request.id}.`)
  })
  fastify.get('/setup/github', async (request, reply) => {
    const { state } = request.query as Query
    // A source may be called github; its page is asked for by name then.
    if (state === undefined) return reply.redirect('/setup?name=github')
    const setup = await openSetup(options.secrets, state, options.clock())
    return setup === null ? refused(reply, 404, begin) : form(reply, setup, state)
  })
  fastify.get('/setup/github/callback', (request, reply) => finish(options, request, reply))
  refuseOthers(fastify, '/setup/github', ['GET', 'HEAD'])
  refuseOthers(fastify, '/setup/github/callback', ['GET', 'HEAD'])
}
