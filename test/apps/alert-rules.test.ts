import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { addAlertRule, listAlertRules } from '#storage/stores/alert-rules'
import { addChannel } from '#storage/stores/channels'
import { listFreezes } from '#storage/stores/freezes'
import { applyCatalogue } from '../support/apply-catalogue.ts'
import type { Api } from '../support/graphql-api.ts'
import { smallWorld, worldNow } from '../support/graphql-world.ts'

const page = readFileSync('docs/alert-rules.md', 'utf8')
const documents = [...page.matchAll(/^```graphql\n([\s\S]*?)^```/gm)].map(([, block = '']) => block)

let api: Api
beforeAll(async () => {
  api = await smallWorld()
  for (const name of ['on-call', 'payments-chat']) {
    await addChannel(api.db, { name, kind: 'EMAIL', settings: { to: 'a@b.example' }, sealed: null })
  }
})
afterAll(() => api.close())
beforeEach(async () => {
  await api.db.query(sql`delete from alert_rule`)
  await api.db.query(sql`delete from freeze_window`)
})

interface Payload {
  readonly alertRule?: object | null
  readonly freezeWindow?: object | null
  readonly userErrors: readonly { readonly code: string; readonly field: readonly string[]; readonly message: string }[]
}

const ruleFields = `name origin services teams environment metrics falseAlarmsPerServiceYear isOn channels
  threshold { metric above below last } quietHours { from to timeZone days }`
const freezeFields = 'name origin services teams from to timeZone reason'

async function change(field: string, input: Readonly<Record<string, unknown>>): Promise<Payload> {
  const [type, selection] = field.startsWith('alertRule')
    ? ['AlertRuleInput', `alertRule { ${ruleFields} }`]
    : ['FreezeWindowInput', `freezeWindow { ${freezeFields} }`]
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} userErrors { code field message } } }`
  const { body } = await api.ask(query, { input }, api.tokens.admin)
  expect(body.errors).toBeUndefined()
  return body.data?.[field] as Payload
}

async function remove(field: string, name: string): Promise<Payload['userErrors']> {
  const query = `mutation ($name: String!) { ${field}(name: $name) { userErrors { code field message } } }`
  const { body } = await api.ask(query, { name }, api.tokens.admin)
  return (body.data as Readonly<Record<string, Payload>>)[field]?.userErrors ?? []
}

const nights = {
  name: 'nights',
  services: ['shop'],
  metrics: ['changeFailureRate'],
  threshold: { above: '15%' },
  quietHours: { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin', days: ['FRIDAY'] },
  channels: ['payments-chat', 'on-call'],
}

describe('an alert rule', () => {
  it('is made, listed to readers, changed as a whole, and removed', async () => {
    const made = await change('alertRuleCreate', nights)
    const rule = {
      ...nights,
      origin: 'API',
      teams: [],
      environment: 'production',
      falseAlarmsPerServiceYear: 0.25,
      threshold: { metric: 'changeFailureRate', above: '0.15', below: null, last: 'P28D' },
      channels: ['on-call', 'payments-chat'],
      isOn: true,
    }
    expect(made).toEqual({ alertRule: rule, userErrors: [] })
    const { body } = await api.ask(`{ alertRules { ${ruleFields} } }`, {}, api.tokens.read)
    expect(body.data).toEqual({ alertRules: [rule] })

    const changed = await change('alertRuleUpdate', { name: 'nights', falseAlarmsPerServiceYear: 0.1, isOn: false })
    expect(changed.alertRule).toEqual({
      ...rule,
      services: [],
      metrics: [],
      channels: [],
      threshold: null,
      quietHours: null,
      falseAlarmsPerServiceYear: 0.1,
      isOn: false,
    })
    expect(await remove('alertRuleRemove', 'nights')).toEqual([])
    expect(await remove('alertRuleRemove', 'nights')).toMatchObject([{ code: 'NOT_FOUND', field: ['name'] }])
    expect((await change('alertRuleUpdate', { name: 'nights' })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }])
  })

  it.each([
    [{ name: '' }, 'BAD_NAME', ['name']],
    [{ services: ['shop', 'chart'] }, 'NOT_FOUND', ['services', '1']],
    [{ teams: ['nobody'] }, 'NOT_FOUND', ['teams', '0']],
    [{ channels: ['on-cal'] }, 'NOT_FOUND', ['channels', '0']],
    [{ environment: 'moon' }, 'NOT_FOUND', ['environment']],
    [{ falseAlarmsPerServiceYear: 0.5 }, 'INVALID', ['falseAlarmsPerServiceYear']],
    [{ threshold: null, falseAlarmsPerServiceYear: 2 }, 'INVALID', ['falseAlarmsPerServiceYear']],
    [{ threshold: { above: '101%' } }, 'INVALID', ['threshold', 'above']],
    [{ threshold: {} }, 'INVALID', ['threshold']],
    [{ metrics: ['silence'] }, 'INVALID', ['metrics', '0']],
    [{ quietHours: { from: '22:00', to: '22:00' } }, 'INVALID', ['quietHours']],
    [{ quietHours: { from: '25:00', to: '22:00' } }, 'INVALID', ['quietHours', 'from']],
    [{ threshold: { above: '0%', last: 'PT0S' } }, 'INVALID', ['threshold', 'last']],
  ])('with %j is refused with %s', async (wrong, code, field) => {
    expect((await change('alertRuleCreate', { ...nights, ...wrong })).userErrors).toMatchObject([{ code, field }])
    expect(await listAlertRules(api.db)).toEqual([])
  })

  it('is told all that is wrong with it at once', async () => {
    const wrong = { threshold: { above: '101%' }, quietHours: { from: '22:00', to: '22:00' }, channels: ['on-cal'] }
    expect((await change('alertRuleCreate', { ...nights, ...wrong })).userErrors).toMatchObject([
      { code: 'INVALID', field: ['threshold', 'above'] },
      { code: 'INVALID', field: ['quietHours'] },
      { code: 'NOT_FOUND', field: ['channels', '0'] },
    ])
  })

  it('says which metric was meant, or which there are', async () => {
    const query = 'mutation ($input: AlertRuleInput!) { alertRuleCreate(input: $input) { userErrors { code } } }'
    const told = async (metric: string, text = query) => {
      const { body } = await api.ask(text, { input: { name: 'a', metrics: [metric] } }, api.tokens.admin)
      return body.errors?.[0]?.message
    }
    expect(await told('leadtime')).toBe(
      'Variable "$input" got an invalid value at "input.metrics[0]"; Value "leadtime" does not exist in "WatchedMetric" enum. Did you mean leadTimeForChanges?',
    )
    const there =
      'There are: leadTimeForChanges, pendingAge, deploymentFrequency, silence, changeFailureRate, deploymentReworkRate, timeToRestore, openFailure.'
    expect(await told('weather')).toContain(there)
    const inText = 'mutation { alertRuleCreate(input: { name: "a", metrics: [MTTR] }) { userErrors { code } } }'
    expect(await told('', inText)).toContain('Did you mean timeToRestore?')
  })

  it('says which name was meant, and that another says the same', async () => {
    const [error] = (await change('alertRuleCreate', { ...nights, channels: ['on-cal'] })).userErrors
    expect(error?.message).toBe('no channel is called "on-cal". Did you mean on-call?')
    await change('alertRuleCreate', nights)
    expect((await change('alertRuleCreate', nights)).userErrors).toMatchObject([{ code: 'NAME_TAKEN' }])
    const { userErrors } = await change('alertRuleCreate', { ...nights, name: 'again', channels: ['on-call'] })
    expect(userErrors).toMatchObject([
      { code: 'USELESS', message: 'It says nothing that nights does not say already.' },
    ])
    expect((await change('alertRuleUpdate', nights)).userErrors).toEqual([])
  })

  it('says what of it changes nothing, where it is made and where it is listed', async () => {
    const create = (input: object) =>
      api.ask(
        'mutation ($input: AlertRuleInput!) { alertRuleCreate(input: $input) { alertRule { warning } userErrors { code } } }',
        { input },
        api.tokens.admin,
      )
    const of = { services: ['shop'], metrics: ['silence'] }
    const told = await create({ ...of, name: 'told', channels: ['on-call'] })
    expect(told.body.data).toEqual({ alertRuleCreate: { alertRule: { warning: null }, userErrors: [] } })
    const off = await create({ ...of, name: 'off', isOn: false })
    const warning =
      'It changes nothing: for all that it is about, other rules hold beside it or in its place (told). Take it out, or name other services or metrics.'
    expect(off.body.data).toEqual({ alertRuleCreate: { alertRule: { warning }, userErrors: [] } })
    const freeze =
      'mutation ($input: FreezeWindowInput!) { freezeWindowCreate(input: $input) { freezeWindow { warning } } }'
    const longer = { name: 'longer', from: date(1), to: date(9), reason: 'x' }
    await api.ask(freeze, { input: longer }, api.tokens.admin)
    const made = await api.ask(freeze, { input: { ...longer, name: 'shorter', to: date(5) } }, api.tokens.admin)
    const covered = 'It changes nothing: others freeze the same at least as long (longer). Take it out.'
    expect(made.body.data).toEqual({ freezeWindowCreate: { freezeWindow: { warning: covered } } })
    const listed = await api.ask('{ alertRules { name warning } freezeWindows { name warning } }')
    expect(listed.body.data).toEqual({
      alertRules: [
        { name: 'off', warning },
        { name: 'told', warning: null },
      ],
      freezeWindows: [
        { name: 'longer', warning: null },
        { name: 'shorter', warning: covered },
      ],
    })
  })

  it('of the file is changed in the file alone, which leaves those of the API', async () => {
    await change('alertRuleCreate', nights)
    expect(await applyCatalogue(api, 'alerts: [{ name: all, channels: [on-call] }]\n')).toEqual([])
    expect((await change('alertRuleUpdate', { name: 'all' })).userErrors).toMatchObject([{ code: 'FROM_FILE' }])
    expect(await remove('alertRuleRemove', 'all')).toMatchObject([{ code: 'FROM_FILE' }])
    expect(await applyCatalogue(api, 'alerts: []\n')).toEqual([])
    expect(await listAlertRules(api.db)).toMatchObject([{ name: 'nights', origin: 'API' }])
  })

  it('is one of 500', async () => {
    const rule = { services: [], teams: [], environment: 'production', metrics: [], channels: [], isOn: true } as const
    for (let at = 0; at < 500; at += 1) {
      const more = { falseAlarmsPerServiceYear: 0.25, threshold: null, quietHours: null }
      await addAlertRule(api.db, { ...rule, ...more, name: `r${at}` }, 'API')
    }
    expect((await change('alertRuleCreate', nights)).userErrors).toMatchObject([{ code: 'TOO_MANY' }])
  })
})

const date = (days: number): string => new Date(worldNow + days * 86_400_000).toISOString().slice(0, 10)
const freeze = { name: 'holidays', from: date(7), to: date(9), timeZone: 'UTC', services: ['cart'], reason: 'closed' }

describe('a freeze', () => {
  it('is made, listed to readers, and removed', async () => {
    const { freezeWindow, userErrors } = await change('freezeWindowCreate', freeze)
    const [from, to] = [`${freeze.from}T00:00:00.000Z`, `${freeze.to}T00:00:00.000Z`]
    expect(userErrors).toEqual([])
    expect(freezeWindow).toEqual({ ...freeze, from, to, teams: [], origin: 'API' })
    const { body } = await api.ask(`{ freezeWindows { ${freezeFields} } }`, {}, api.tokens.read)
    expect(body.data).toEqual({ freezeWindows: [freezeWindow] })
    expect((await change('freezeWindowCreate', freeze)).userErrors).toMatchObject([{ code: 'NAME_TAKEN' }])
    expect(await remove('freezeWindowRemove', 'holidays')).toEqual([])
    expect(await remove('freezeWindowRemove', 'holidays')).toMatchObject([{ code: 'NOT_FOUND' }])
  })

  it.each([
    [{ name: '\u202E' }, 'BAD_NAME', ['name']],
    [{ from: 'soon' }, 'INVALID', ['from']],
    [{ to: freeze.from }, 'INVALID', ['to']],
    [{ to: date(400) }, 'INVALID', ['to']],
    [{ from: date(-3), to: date(-1) }, 'INVALID', ['to']],
    [{ timeZone: 'Mars' }, 'INVALID', ['timeZone']],
    [{ services: ['chart'] }, 'NOT_FOUND', ['services', '0']],
    [{ teams: ['nobody'] }, 'NOT_FOUND', ['teams', '0']],
  ])('with %j is refused with %s', async (wrong, code, field) => {
    expect((await change('freezeWindowCreate', { ...freeze, ...wrong })).userErrors).toMatchObject([{ code, field }])
    expect(await listFreezes(api.db)).toEqual([])
  })
})

it('answers the documents of docs/alert-rules.md', async () => {
  expect(documents).toHaveLength(2)
  for (const document of documents) {
    const text = document.replaceAll('"checkout"', '"shop"')
    const { body } = await api.ask(text, {}, api.tokens.admin)
    expect(body.errors).toBeUndefined()
    for (const answer of Object.values(body.data ?? {})) expect(answer).not.toMatchObject({ userErrors: [{}] })
  }
  expect(await listAlertRules(api.db)).toMatchObject([{ services: ['shop'], channels: ['on-call'] }])
})
