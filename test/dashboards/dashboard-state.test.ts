import { describe, expect, it } from 'vitest'
import { type Asked, isAnswerTo } from '#dashboards/dashboard-state'
import { defaultState } from '#dashboards/url-state'

describe('what the parts of a dashboard show', () => {
  const shop: Asked = { shown: defaultState, choice: { service: 'shop', team: 'Sales' } }
  const of = (choice: Partial<Asked['choice']>): Asked => ({ ...shop, choice: { ...shop.choice, ...choice } })

  it('never stands under another service or team', () => {
    expect(isAnswerTo(shop, of({}), true)).toBe(true)
    expect(isAnswerTo(shop, of({ service: 'cart' }), false)).toBe(false)
    expect(isAnswerTo(shop, of({ team: 'Stock' }), false)).toBe(false)
  })

  it('stands under another environment or time only until that is answered or fails', () => {
    const staging: Asked = { ...shop, shown: { ...defaultState, environment: 'staging' } }
    expect(isAnswerTo(shop, staging, false)).toBe(true)
    expect(isAnswerTo(shop, staging, true)).toBe(false)
    expect(isAnswerTo(shop, { ...shop, shown: { ...defaultState, range: { last: 'P7D' } } }, true)).toBe(false)
    expect(isAnswerTo(shop, { ...shop, shown: { ...defaultState, open: 'anything' } }, true)).toBe(true)
  })
})
