import { describe, expect, it } from 'vitest'
import { azureDevops } from '#sources/azure-devops/source'

const { webhook } = azureDevops
if (webhook === undefined) throw new Error('Azure DevOps delivers')
const { deliveryId, isAuthentic, redacted } = webhook

const body = Buffer.from('{"eventType":"git.push","subscriptionId":"7c9a5d52","notificationId":12}')
const now = Date.UTC(2026, 2, 2)
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })

describe('a delivery of Azure DevOps', () => {
  it('is proven by the password of Basic authentication, whatever the user', () => {
    expect(isAuthentic(body, basic('leadline:of the hook'), 'of the hook', now)).toBe(true)
    expect(isAuthentic(body, basic(':of the hook'), 'of the hook', now)).toBe(true)
    expect(isAuthentic(body, basic('leadline:of another'), 'of the hook', now)).toBe(false)
    expect(isAuthentic(body, {}, 'of the hook', now)).toBe(false)
  })

  it('is proven by a header of its own', () => {
    expect(isAuthentic(body, { 'x-leadline-token': 'of the hook' }, 'of the hook', now)).toBe(true)
    expect(isAuthentic(body, { 'x-leadline-token': 'of another' }, 'of the hook', now)).toBe(false)
  })

  it('is known again by its number in its subscription', () => {
    expect(deliveryId({}, body)).toBe('7c9a5d52/12')
    expect(deliveryId({}, Buffer.from('{"notificationId":12}'))).toBeNull()
    expect(deliveryId({}, Buffer.from('{"subscriptionId":"a b","notificationId":12}'))).toBeNull()
    expect(deliveryId({}, Buffer.from('no JSON'))).toBeNull()
  })
})

describe('what is stored of Azure DevOps', () => {
  const stored = (value: object): unknown => JSON.parse(String(redacted?.(Buffer.from(JSON.stringify(value)))))
  const repository = { name: 'checkout', remoteUrl: 'https://dev.azure.com/acme/Shop/_git/checkout' }
  const ann = { id: '1', displayName: 'Ann Author', uniqueName: 'ann@acme.example', imageUrl: 'https://x/ann' }
  const rob = { id: '2', displayName: 'Rob Reviewer', uniqueName: 'rob@acme.example', imageUrl: 'https://x/rob' }
  const request = { repository, pullRequestId: 7, status: 'active', creationDate: '2026-03-02T09:00:00Z' }

  it('names who opened a request, and nobody else around it', () => {
    const threads = [
      { identities: { 1: rob }, comments: [{ author: rob, content: 'Look at this', commentType: 'text' }] },
    ]
    const given = { ...request, createdBy: ann, reviewers: [{ ...rob, vote: 10 }], threads, description: 'Of ours' }
    expect(stored({ eventType: 'git.pullrequest.updated', message: { text: 'Rob voted' }, resource: given })).toEqual({
      eventType: 'git.pullrequest.updated',
      resource: {
        ...request,
        createdBy: { id: '1', displayName: 'Ann Author', uniqueName: 'ann@acme.example' },
        reviewers: [{ id: '2', vote: 10 }],
        threads: [{ identities: { 1: { id: '2' } }, comments: [{ author: { id: '2' }, commentType: 'text' }] }],
      },
    })
  })

  it('names no one who comments, and holds nothing of what was said', () => {
    const comment = { id: 3, author: rob, content: 'Look at this', publishedDate: '2026-03-02T10:00:00Z' }
    const eventType = 'ms.vss-code.git-pullrequest-comment-event'
    expect(stored({ eventType, resource: { comment, pullRequest: request } })).toEqual({
      eventType,
      resource: { comment: { author: { id: '2' }, publishedDate: '2026-03-02T10:00:00Z' }, pullRequest: request },
    })
  })

  it('holds nothing of parameters, variables and work items', () => {
    const build = { id: 1, status: 'completed', parameters: '{"password":"x"}', requestedFor: ann }
    expect(stored({ eventType: 'build.complete', resource: build })).toEqual({
      eventType: 'build.complete',
      resource: { id: 1, status: 'completed' },
    })
    expect(stored({ eventType: 'workitem.updated', resource: { fields: { Title: 'Leak' } } })).toEqual({
      eventType: 'workitem.updated',
    })
  })
})
