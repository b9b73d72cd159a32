import { METHODS } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerProblem, HttpProblem } from './answer.ts'

type Refuse = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

/** Lets routes be made for every method that Node reads; must be called before any is made. */
export function knowAllMethods(fastify: FastifyInstance): void {
  const known = new Set(fastify.supportedMethods)
  for (const method of METHODS) if (!known.has(method)) fastify.addHttpMethod(method)
}

/** Refuses a method: before the body is read, whatever it is. */
export function refuseMethod(allowed: 'GET' | 'POST'): Refuse {
  const allow = allowed === 'GET' ? 'GET, HEAD' : 'POST'
  const problem = { code: 'METHOD_NOT_ALLOWED', message: `Only ${allowed} is answered here.` }
  return (request, reply) => answerProblem(request, reply, new HttpProblem(405, problem, { allow }))
}

/** Gives every method of an address that has no route of its own to `refuse`. */
export function refuseOthers(
  fastify: FastifyInstance,
  url: string,
  answered: readonly string[],
  refuse: Refuse = refuseMethod(answered.includes('GET') ? 'GET' : 'POST'),
): void {
  fastify.route({
    method: fastify.supportedMethods.filter((method) => !answered.includes(method)),
    url,
    exposeHeadRoute: false,
    onRequest: refuse,
    handler: refuse,
  })
}
