import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sendEmail } from '#alerts/notifiers/email/send'
import { askOnce } from '#apps/server/registries/bounded-request'
import { Reach } from '#apps/server/registries/network'
import { within } from '#domain/time-limit'
import { collectingGarbage } from '../support/garbage.ts'
import { SmtpServer } from '../support/smtp-server.ts'

let silent: Server
let url: URL
let smtp: SmtpServer
const goesOn = new AbortController().signal

/** An answer that begins, goes on and has no end. */
beforeAll(async () => {
  silent = createServer((_request, response) => {
    const drops = setInterval(() => response.write('.'), 10)
    response.on('close', () => clearInterval(drops))
  })
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  url = new URL(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`)
  smtp = await SmtpServer.begin()
})
afterAll(async () => {
  silent.closeAllConnections()
  await new Promise((resolve) => silent.close(resolve))
  await smtp.end()
})

it('a question ends in time however much garbage was collected, while its answer comes', async () => {
  const read = (ends: AbortSignal) => fetch(url, { signal: ends }).then((response) => response.text())
  const asked = collectingGarbage(() => within(300, goesOn, read))
  await expect(asked).rejects.toThrow('no answer within 0.3 s')
})

it('a question to a registry does', async () => {
  const bounds = { headers: {}, largest: 1_000_000, reach: new Reach(url.hostname), patience: 300, signal: goesOn }
  const answer = await collectingGarbage(() => askOnce(url, bounds))
  expect(answer).toEqual({ unanswered: 'it took longer than 0.3 seconds' })
})

it('a mail does', async () => {
  smtp.silentAt = 'RCPT'
  const notification = { kind: 'test' as const, subject: 'Weekly', text: 'All well.', data: {}, attachments: [] }
  const sent = await collectingGarbage(() =>
    sendEmail(
      { url: smtp.url, from: 'leadline@shop.example' },
      ['ada@shop.example'],
      { id: 'm', at: 0, tries: 1, notification },
      { within: 300, signal: goesOn },
    ),
  )
  expect(sent).toEqual({ state: 'LATER', message: 'The mail server takes too long.' })
})

it('what was stopped before it began is told so', async () => {
  const stopped = AbortSignal.abort(new Error('stopped'))
  const asked = within(60_000, stopped, async (ends) => ends.throwIfAborted())
  await expect(asked).rejects.toThrow('stopped')
})
