import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Longest time to receive the body of an ordinary request, in milliseconds. */
const bodyTime = 30_000

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * Sent with every answer. Inline styles are allowed because chart and editor libraries write them; inline scripts are
 * not.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Answers an address that the router cannot read; no hook has run by then. */
export function answerBadAddress(_error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const problem = { code: 'BAD_ADDRESS', message: 'The address is not well-formed.' }
  void reply.headers(securityHeaders).code(400).send(problem)
}

interface ConnectionLimits {
  readonly bodyLimit: number
  readonly keepAliveTimeout: number
  readonly forceCloseConnections: 'idle'
  readonly http: {
    readonly headersTimeout: number
    readonly connectionsCheckingInterval: number
    readonly maxHeaderSize: number
  }
}

/** Limits that hold against slow and greedy clients, for `fastify()`. */
export function connectionLimits(headersTimeout = 15_000): ConnectionLimits {
  const http = { headersTimeout, connectionsCheckingInterval: Math.ceil(headersTimeout / 3), maxHeaderSize: 16_384 }
  return { bodyLimit: 1_048_576, keepAliveTimeout: 72_000, forceCloseConnections: 'idle', http }
}

/** Most connections at a time; the rest wait in the system's queue or are turned away. */
const mostConnections = 10_000

/** Sets the headers of every answer, keeps answers of the API out of caches, and hangs up on slow bodies. */
export function secure(fastify: FastifyInstance): void {
  fastify.server.maxConnections = mostConnections
  fastify.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    if (!request.url.startsWith('/api/events')) {
      const timer = setTimeout(() => request.raw.destroy(), bodyTime)
      timer.unref()
      request.raw.once('end', () => clearTimeout(timer))
      request.raw.once('close', () => clearTimeout(timer))
    }
    if (/^\/(?:api|graphql|webhooks|healthz|readyz|metrics)(?:[/?]|$)/.test(request.url))
      reply.header('cache-control', 'no-store')
  })
}
