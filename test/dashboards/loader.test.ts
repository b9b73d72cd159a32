import { beforeEach, describe, expect, it } from 'vitest'
import { type Answer, ApiProblem } from '#dashboards/api'
import { forgetAnswers, Loader } from '#dashboards/loader'

const host = () =>
  Object.assign(new EventTarget(), {
    addController: () => undefined,
    removeController: () => undefined,
    requestUpdate: () => undefined,
    updateComplete: Promise.resolve(true),
  })

const answered = (data: string): Answer<string> => ({ data, answeredAt: '2026-01-01T00:00:00Z' })
const asking = (environment: string, revision = 1) => `compare\n${environment}\n${revision}`
const failing = () => Promise.reject(new ApiProblem('busy', 'Later.'))
/** After all that was answered has been taken. */
const taken = () => new Promise((resolve) => setImmediate(resolve))

describe('the answer to a question', () => {
  beforeEach(forgetAnswers)

  it('is of what it was asked for, while another is being asked and when that one fails', async () => {
    const loader = new Loader<string, string>(host())
    loader.load(asking('production'), async () => answered('42'), 'production')
    expect([loader.scope, loader.isSettled]).toEqual([null, false])
    await taken()
    expect([loader.answer?.data, loader.scope, loader.isSettled]).toEqual(['42', 'production', true])
    loader.load(asking('staging'), failing, 'staging')
    expect([loader.answer?.data, loader.scope, loader.isSettled]).toEqual(['42', 'production', false])
    await taken()
    expect([loader.answer?.data, loader.scope, loader.isSettled]).toEqual(['42', 'production', false])
    loader.load(asking('staging', 2), async () => answered('7'), 'staging')
    await taken()
    expect([loader.answer?.data, loader.scope, loader.isSettled]).toEqual(['7', 'staging', true])
    loader.load(asking('production'), failing, 'production')
    expect([loader.answer?.data, loader.scope]).toEqual(['42', 'production'])
  })

  it('is nobody’s for another question, and follows what does not change it', async () => {
    const loader = new Loader<string, string>(host())
    loader.load('service a\n{}', async () => answered('42'), 'by name')
    await taken()
    loader.load('service a\n{}', failing, 'by team')
    expect([loader.scope, loader.isSettled]).toEqual(['by team', true])
    loader.load('service b\n{}', failing, 'by name')
    expect([loader.answer, loader.scope]).toEqual([null, null])
  })
})
