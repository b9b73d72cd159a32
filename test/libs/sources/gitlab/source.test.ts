import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { gitlab } from '#sources/gitlab/source'

const { webhook } = gitlab
if (webhook === undefined) throw new Error('GitLab delivers')
const { deliveryId, isAuthentic, redacted } = webhook

const body = Buffer.from('{"object_kind":"push"}')
const now = Date.UTC(2026, 2, 2)

describe('a delivery of GitLab', () => {
  it('is proven by the secret token', () => {
    expect(isAuthentic(body, { 'x-gitlab-token': 'of the webhook' }, 'of the webhook', now)).toBe(true)
    expect(isAuthentic(body, { 'x-gitlab-token': 'of another' }, 'of the webhook', now)).toBe(false)
    expect(isAuthentic(body, {}, 'of the webhook', now)).toBe(false)
  })

  it('is proven by the signing token', () => {
    const key = Buffer.from('twenty-four bytes of key')
    const signed = createHmac('sha256', key)
      .update(`one.${now / 1_000}.`)
      .update(body)
      .digest('base64')
    const headers = {
      'webhook-id': 'one',
      'webhook-timestamp': String(now / 1_000),
      'webhook-signature': `v1,${signed}`,
    }
    const secret = `whsec_${key.toString('base64')}`
    expect(isAuthentic(body, headers, secret, now)).toBe(true)
    expect(isAuthentic(Buffer.from('{}'), headers, secret, now)).toBe(false)
  })

  it('is known again by the key that stays when it is sent again, else by its event', () => {
    expect(deliveryId({ 'idempotency-key': 'key', 'x-gitlab-event-uuid': 'event' }, body)).toBe('key')
    expect(deliveryId({ 'x-gitlab-event-uuid': 'event' }, body)).toBe('event')
    expect(deliveryId({}, body)).toBeNull()
  })
})

describe('what is stored of GitLab', () => {
  const stored = (value: object): unknown => JSON.parse(String(redacted?.(Buffer.from(JSON.stringify(value)))))
  const project = { path_with_namespace: 'shop/checkout', web_url: 'https://gitlab.acme.example/shop/checkout' }
  const ann = { id: 1, name: 'Ann Author', username: 'ann', email: 'ann@acme.example', avatar_url: 'https://x/ann' }
  const rob = { id: 2, name: 'Rob Reviewer', username: 'rob', email: 'rob@acme.example', avatar_url: 'https://x/rob' }

  it('names the author of a request, and nobody else around it', () => {
    const request = { iid: 7, author_id: 1, action: 'update' }
    const given = { object_kind: 'merge_request', user: rob, project, object_attributes: request }
    expect(stored({ ...given, assignees: [ann, rob], reviewers: [rob] })).toEqual({
      object_kind: 'merge_request',
      user: { id: 2 },
      project,
      object_attributes: request,
      assignees: [{ id: 1, username: 'ann' }],
      reviewers: [],
    })
  })

  it('names no one who comments, and holds nothing of what was said', () => {
    const note = { note: 'Look at this', noteable_type: 'MergeRequest', author_id: 2, action: 'create' }
    expect(stored({ object_kind: 'note', user: rob, project, object_attributes: note })).toEqual({
      object_kind: 'note',
      user: { id: 2 },
      project,
      object_attributes: { noteable_type: 'MergeRequest', author_id: 2, action: 'create' },
    })
  })

  it('holds no title of what is confidential', () => {
    const issue = { id: 3, title: 'Leak of cards', description: 'All of them', confidential: true }
    const told = { object_kind: 'issue', project, object_attributes: { id: 3, confidential: true } }
    expect(stored({ object_kind: 'issue', project, object_attributes: issue })).toEqual(told)
  })

  it('holds nothing of an event that says nothing but what it is', () => {
    expect(stored({ object_kind: 'wiki_page', user: ann, project, wiki: {} })).toEqual({ object_kind: 'wiki_page' })
  })
})
