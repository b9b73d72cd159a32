import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerProblem, HttpProblem } from './answer.ts'
import { refuseMethod, refuseOthers } from './methods.ts'

const year = 31_536_000

/** Addresses that the pages know themselves; nothing else is answered with them. */
const pagePath =
  /^\/(?:(?:services|teams|setup|changes|incidents|definitions|d)(?:\/[^/]*)?|deployments\/[^/]*|compare|coverage|running|alerts|alerting|account)?$/

const notBuilt = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Leadline</title>
<h1>The pages are not built</h1>
<p>Leadline runs, and its API answers at <a href="/graphql">/graphql</a>, but the pages are missing.
Start it with <code>npm start</code>, which builds what is missing.</p>
</html>
`

async function filesIn(folder: string): Promise<Set<string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile())
  const names = files.map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  // The same files compressed have no address of their own: whoever takes them so is sent them in place of the others.
  return new Set(names.filter((name) => !/\.(?:br|gz)$/.test(name)))
}

const nothingThere = { code: 'NOT_FOUND', message: 'There is nothing at this address.' }

const refuseRead = refuseMethod('GET')

function pathOf(request: FastifyRequest): string {
  return request.url.replace(/[?#].*$/, '')
}

function send(reply: FastifyReply, file: string, status = 200): FastifyReply {
  // Programs and styles hold nothing of anybody: pages with embeds load them from wherever they are.
  if (file === 'embed.js' || file.startsWith('assets/'))
    reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin')
  const caching = file.startsWith('assets/') ? `public, max-age=${year}, immutable` : 'no-cache'
  return reply.code(status).header('cache-control', caching).sendFile(file)
}

/**
 * The bundled pages. Files are looked up in a list that is made once, so no address ever reaches the file system; page
 * addresses get the one document of the pages; a browser at an unknown address gets it too, with 404.
 */
export async function pageRoutes(fastify: FastifyInstance, { folder }: { readonly folder: string }): Promise<void> {
  const files = await filesIn(folder)
  const built = files.has('index.html')
  if (built)
    await fastify.register(fastifyStatic, {
      root: folder,
      serve: false,
      cacheControl: false,
      index: false,
      preCompressed: true,
    })

  const fileAt = (path: string): string | undefined =>
    [path.slice(1), `${path.slice(1).replace(/\/$/, '')}/index.html`].find((file) => files.has(file))

  fastify.get('/*', async (request, reply) => {
    const path = pathOf(request)
    const file = fileAt(path)
    const isPage = pagePath.test(path)
    const wantsPage = (request.headers.accept ?? '').includes('text/html')
    if (!built && (isPage || path === '/graphiql'))
      return reply.code(200).type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(notBuilt)
    if (isPage && built) return send(reply, 'index.html')
    if (file !== undefined) return send(reply, file)
    if (wantsPage && built) return send(reply, 'index.html', 404)
    return reply.code(404).send(nothingThere)
  })
  refuseOthers(fastify, '/*', ['GET', 'HEAD'], (request, reply) => {
    const path = pathOf(request)
    const stands = pagePath.test(path) || path === '/graphiql' || fileAt(path) !== undefined
    return stands ? refuseRead(request, reply) : answerProblem(request, reply, new HttpProblem(404, nothingThere))
  })
}
