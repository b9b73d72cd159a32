import { createServer } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { answer } from '#apps/cli/private-leadline'
import { blockingError } from '#dashboards/blocking-error'
import { askEmbed } from '#dashboards/embed/ask-embed'

const ambiguous = { message: 'several', extensions: { code: 'AMBIGUOUS_ENVIRONMENT' } }
const ofOne = { ...ambiguous, path: ['services', 'nodes', '3', 'metrics'] }
const fault = { message: 'ours', path: ['services', 'nodes', '3'], extensions: { code: 'INTERNAL' } }

it('shows a list of which one entry has no answer', () => {
  expect(blockingError({ data: {}, errors: [ofOne] })).toBeUndefined()
  expect(blockingError({ data: {} })).toBeUndefined()
})

it('shows nothing for any other error, nor without data, nor where the one is all that was asked for', () => {
  expect(blockingError({ data: {}, errors: [ofOne, fault] })).toBe(fault)
  expect(blockingError({ data: null, errors: [ofOne] })).toBe(ofOne)
  const alone = { ...ambiguous, path: ['service', 'metrics'] }
  expect(blockingError({ data: {}, errors: [alone] })).toBe(alone)
})

/** A server that answers every question with this. */
async function answering(envelope: object): Promise<string> {
  const server = createServer((_request, response) => response.end(JSON.stringify(envelope)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

it('gives a command and an embed such a list too, and neither an answer that has another fault', async () => {
  const data = { compare: { rows: [{}] } }
  const asking = new AbortController().signal
  const url = await answering({ data, errors: [ofOne] })
  await expect(answer(url, 'token', {})).resolves.toEqual(data)
  await expect(askEmbed(url, 'abc', 'token', asking)).resolves.toEqual(data)
  const broken = await answering({ data, errors: [ofOne, fault] })
  await expect(answer(broken, 'token', {})).rejects.toThrow('ours')
  await expect(askEmbed(broken, 'abc', 'token', asking)).rejects.toThrow('ours')
})
