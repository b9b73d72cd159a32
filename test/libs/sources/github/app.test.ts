import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { MINUTE, SECOND } from '#domain/instant'
import { GithubApp } from '#sources/github/app'
import { type GithubServer, githubServer, type RestAnswer } from '../../../support/github-server.ts'
import { empty } from '../../../support/github-story.ts'

const now = Date.parse('2026-03-10T12:00:00Z')
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()

let github: GithubServer
beforeAll(async () => {
  github = await githubServer(empty)
})
afterAll(() => github.close())

function app(signal?: AbortSignal): GithubApp {
  return new GithubApp({ api: github.url, appId: 1, key, clock: () => now, signal })
}

const reset = String((now + 20 * MINUTE) / SECOND)

it.each<{ what: string; answer: RestAnswer; code: string; goesOnAt: number | null }>([
  {
    what: 'a limit of the hour',
    answer: { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset } },
    code: 'RATE_LIMITED',
    goesOnAt: now + 20 * MINUTE,
  },
  {
    what: 'a pause that GitHub wants',
    answer: { status: 403, headers: { 'retry-after': '90', 'x-ratelimit-remaining': '12' } },
    code: 'RATE_LIMITED',
    goesOnAt: now + 90 * SECOND,
  },
  {
    what: 'a limit that does not say how long',
    answer: { status: 403, body: { message: 'You have exceeded a secondary rate limit.' } },
    code: 'RATE_LIMITED',
    goesOnAt: now + MINUTE,
  },
  { what: 'too many requests', answer: { status: 429 }, code: 'RATE_LIMITED', goesOnAt: now + MINUTE },
  {
    what: 'what it may not',
    answer: { status: 403, headers: { 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': reset } },
    code: 'FORBIDDEN',
    goesOnAt: null,
  },
  { what: 'a server in trouble', answer: { status: 503 }, code: 'UNREACHABLE', goesOnAt: null },
  { what: 'what is no JSON', answer: { status: 200, body: '<html>' }, code: 'UNEXPECTED', goesOnAt: null },
])('an App that meets $what stops with $code', async ({ answer, code, goesOnAt }) => {
  github.rest = () => answer
  await expect(app().repositories()).rejects.toMatchObject({ name: 'HistoryStopped', code, goesOnAt })
})

it('an App stops in the middle of an answer when it is asked to', async () => {
  const ending = new AbortController()
  github.rest = () => {
    ending.abort()
    return new Promise<RestAnswer>(() => undefined)
  }
  await expect(app(ending.signal).repositories()).rejects.toMatchObject({ code: 'STOPPED' })
})
