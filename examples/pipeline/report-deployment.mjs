#!/usr/bin/env node
// Tells Leadline what a pipeline just deployed: the commits of the checkout, and the deployment of HEAD.
//
//   LEADLINE_URL=http://127.0.0.1:4000 LEADLINE_TOKEN=ll_… node report-deployment.mjs SERVICE ENVIRONMENT [MOST_COMMITS]
//
// Run it after the deployment succeeded, in a clone that is not shallow. Sending a commit again changes nothing.
import { execFileSync } from 'node:child_process'

const [service, environment, most = '5000'] = process.argv.slice(2)
const { LEADLINE_URL: url = 'http://127.0.0.1:4000', LEADLINE_TOKEN: token } = process.env
if (!service || !environment || !token) {
  process.stderr.write(
    'Usage: LEADLINE_URL=http://127.0.0.1:4000 LEADLINE_TOKEN=ll_… node report-deployment.mjs SERVICE ENVIRONMENT [MOST_COMMITS]\n',
  )
  process.exit(2)
}

/** Fields are separated by NUL, which no field can hold. */
const format = ['%H', '%P', '%aI', '%cI', '%an', '%ae', '%s'].join('%x00')
const log = execFileSync('git', ['log', '-z', `--max-count=${most}`, `--format=${format}`, 'HEAD'], {
  encoding: 'utf8',
  maxBuffer: 1024 ** 3,
})
const fields = log.split('\0')
const events = []
for (let at = 0; at + 6 < fields.length; at += 7) {
  const [sha, parents, authoredAt, committedAt, name, email, message] = fields.slice(at, at + 7)
  events.push({
    type: 'commit',
    service,
    sha,
    parents: parents.split(' ').filter(Boolean),
    authoredAt,
    committedAt,
    author: { name, email },
    message,
  })
}
const head = events[0]
if (head === undefined) throw new Error('There is no commit here.')
events.push({ type: 'deployment', service, environment, sha: head.sha, liveAt: new Date().toISOString() })

const response = await fetch(new URL('/api/events', url), {
  method: 'POST',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
  body: events.map((event) => JSON.stringify(event)).join('\n'),
}).catch((error) => {
  const why = error.cause?.code ?? error.cause?.message ?? error.message
  process.stderr.write(
    `Nothing answers at ${url} (${why}). Where Leadline runs elsewhere: LEADLINE_URL=https://… before the command.\n`,
  )
  process.exit(1)
})
const answer = await response.text()
process.stdout.write(`${answer}\n`)
if (!response.ok || JSON.parse(answer).rejectedCount > 0) process.exit(1)

/** A browser takes `.` and `..` for steps in a path. */
const page = /^\.{1,2}$/.test(service) ? '/services' : `/services/${encodeURIComponent(service)}`
const address = new URL(page, url)
if (page === '/services') address.searchParams.set('name', service)
if (environment !== 'production') address.searchParams.set('env', environment)
process.stdout.write(`See ${address}\n`)
