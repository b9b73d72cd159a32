import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { originsOfEmbed } from '#graphql/embed/admit-embed'
import type { Database } from '#storage/database'
import { answerProblem, HttpProblem } from './answer.ts'
import { refuseMethod, refuseOthers } from './methods.ts'

export interface EmbedRoutesOptions {
  readonly db: Database
  /** Folder of the built pages; need not be there. */
  readonly folder: string
}

/** Seconds for which a browser need not ask again whether a page may ask. */
const permissionCounts = 600

/** What the page in a frame may do, and whose frame it may be. */
function framePolicy(origins: readonly string[]): string {
  const ancestors = origins.length === 0 ? "'none'" : origins.join(' ')
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${ancestors}`,
  ].join('; ')
}

/** The page of an embed: the same for all of them, but for who may frame it. It holds no number. */
async function answerFrame(
  { db }: EmbedRoutesOptions,
  page: string | null,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const origins = await originsOfEmbed(db, (request.params as { readonly id?: string }).id)
  if (page === null || origins === null) {
    const message =
      page === null ? 'The pages are not built; start Leadline with npm start.' : 'There is no such embed.'
    return answerProblem(request, reply, new HttpProblem(404, { code: 'NOT_FOUND', message }))
  }
  return reply
    .removeHeader('x-frame-options')
    .header('content-security-policy', framePolicy(origins))
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(page)
}

/** Whether a page of another origin may ask: only where the embed that it names in the address is for it. */
async function answerPermission(
  { db }: EmbedRoutesOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { embed } = request.query as { readonly embed?: string }
  if (embed === undefined) return refuseMethod('POST')(request, reply)
  const { origin } = request.headers
  if (origin === undefined || !(await originsOfEmbed(db, embed))?.includes(origin)) {
    const message = 'This page is not among those that the embed is for.'
    return answerProblem(request, reply, new HttpProblem(403, { code: 'EMBED_ORIGIN', message }))
  }
  return reply
    .code(204)
    .headers({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-max-age': String(permissionCounts),
      vary: 'Origin',
    })
    .send()
}

/** What pages elsewhere need to show an embed: a page for frames, and leave to ask `/graphql` with its token. */
export async function embedRoutes(fastify: FastifyInstance, options: EmbedRoutesOptions): Promise<void> {
  const page = await readFile(join(options.folder, 'embed', 'index.html'), 'utf8').catch(() => null)
  fastify.get('/embed/:id', (request, reply) => answerFrame(options, page, request, reply))
  refuseOthers(fastify, '/embed/:id', ['GET', 'HEAD'])
  const permit = (request: FastifyRequest, reply: FastifyReply) => answerPermission(options, request, reply)
  fastify.options('/graphql', { onRequest: permit }, permit)
}
