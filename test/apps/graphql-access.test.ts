import { isObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { may, type Scope, scopes } from '#access/scope'
import { actionOf } from '#graphql/limits/guard'
import { productSchema } from '#graphql/product-schema'
import { type Api, startApi } from '../support/graphql-api.ts'
import { hear, openSocket } from '../support/graphql-socket.ts'
import { until } from '../support/leadline-process.ts'

let api: Api

beforeAll(async () => {
  api = await startApi(() => Date.parse('2026-03-20T00:00:00Z'))
})
afterAll(() => api.close())

/** A question for each field of the roots, with arguments that do not matter. */
const questions: Readonly<Record<string, string>> = {
  'Query.alertRules': '{ alertRules { name } }',
  'Query.alert': '{ alert(id: "WyJBbGVydCIsIjEiXQ") { id } }',
  'Query.alerts': '{ alerts { totalCount } }',
  'Query.change': '{ change(repository: "a/b", number: 1) { id } }',
  'Query.changesOfCommit': '{ changesOfCommit(sha: "abcdef0") { id } }',
  'Query.channels': '{ channels { name } }',
  'Query.compare': '{ compare(window: { last: "P1D" }) { rows { service { id } } } }',
  'Query.coverage': '{ coverage { deployments } }',
  'Query.coverageOfStreams': '{ coverageOfStreams { totalCount } }',
  'Query.dashboard': '{ dashboard(name: "x") { name } }',
  'Query.dashboards': '{ dashboards { name } }',
  'Query.deployment': '{ deployment(id: "x") { id } }',
  'Query.deployments': '{ deployments(filter: {}) { totalCount } }',
  'Query.difference': '{ difference { commits } }',
  'Query.embeds': '{ embeds { id } }',
  'Query.environments': '{ environments { id } }',
  'Query.freezeWindows': '{ freezeWindows { name } }',
  'Query.incident': '{ incident(id: "x") { id } }',
  'Query.incidents': '{ incidents(filter: {}) { totalCount } }',
  'Query.ingest': '{ ingest { pending } }',
  'Query.leadTimeDifference': '{ leadTimeDifference(service: "x", window: { last: "P1D" }) { unavailableReason } }',
  'Query.node': '{ node(id: "x") { id } }',
  'Query.notifyRules': '{ notifyRules { name } }',
  'Query.overridePreview':
    '{ overridePreview(input: { reason: "" }, window: { last: "P1D" }) { userErrors { code } } }',
  'Query.overrideRevokePreview': '{ overrideRevokePreview(id: "x", window: { last: "P1D" }) { userErrors { code } } }',
  'Query.overrides': '{ overrides { totalCount } }',
  'Query.reportSchedules': '{ reportSchedules { name } }',
  'Query.running': '{ running { since } }',
  'Query.service': '{ service(name: "x") { id } }',
  'Query.services': '{ services { totalCount } }',
  'Query.sourceHistory': '{ sourceHistory(id: "x") { canRead } }',
  'Query.sourcePreview': '{ sourcePreview(id: "x", repository: "a/b") { problem } }',
  'Query.sourceRepositories': '{ sourceRepositories(id: "x") { isAll } }',
  'Query.sources': '{ sources { id } }',
  'Query.sourceSystems': '{ sourceSystems { id } }',
  'Query.team': '{ team(name: "x") { id } }',
  'Query.teams': '{ teams { totalCount } }',
  'Query.tokens': '{ tokens { id } }',
  'Query.unattributed': '{ unattributed { totalCount } }',
  'Query.unattributedBefore': '{ unattributedBefore }',
  'Query.viewer': '{ viewer { mayAdminister } }',
  'Query.watching': '{ watching(service: "x") { state } }',
  'Mutation.embedCreate':
    'mutation { embedCreate(input: { address: "x", part: SERVICE, service: "x", origins: [] }) { userErrors { code } } }',
  'Mutation.embedRevoke': 'mutation { embedRevoke(id: "x") { userErrors { code } } }',
  'Mutation.alertRuleCreate': 'mutation { alertRuleCreate(input: { name: "" }) { userErrors { code } } }',
  'Mutation.alertRuleRemove': 'mutation { alertRuleRemove(name: "x") { userErrors { code } } }',
  'Mutation.alertRuleUpdate': 'mutation { alertRuleUpdate(input: { name: "x" }) { userErrors { code } } }',
  'Mutation.notifyRuleCreate':
    'mutation { notifyRuleCreate(input: { name: "", channels: [] }) { userErrors { code } } }',
  'Mutation.notifyRuleRemove': 'mutation { notifyRuleRemove(name: "x") { userErrors { code } } }',
  'Mutation.notifyRuleUpdate':
    'mutation { notifyRuleUpdate(input: { name: "x", channels: [] }) { userErrors { code } } }',
  'Mutation.freezeWindowCreate':
    'mutation { freezeWindowCreate(input: { name: "", from: "", to: "", reason: "" }) { userErrors { code } } }',
  'Mutation.freezeWindowRemove': 'mutation { freezeWindowRemove(name: "x") { userErrors { code } } }',
  'Mutation.alertAcknowledge': 'mutation { alertAcknowledge(id: "WyJBbGVydCIsIjEiXQ") { userErrors { code } } }',
  'Mutation.channelCreate': 'mutation { channelCreate(input: { name: "x", kind: EMAIL }) { userErrors { code } } }',
  'Mutation.channelRemove': 'mutation { channelRemove(name: "x") { userErrors { code } } }',
  'Mutation.channelTest': 'mutation { channelTest(name: "x") { userErrors { code } } }',
  'Mutation.channelUpdate': 'mutation { channelUpdate(input: { name: "x" }) { userErrors { code } } }',
  'Mutation.reportScheduleCreate':
    'mutation { reportScheduleCreate(input: { name: "x", channel: "x", every: DAY, at: "09:00" }) { userErrors { code } } }',
  'Mutation.reportScheduleRemove': 'mutation { reportScheduleRemove(name: "x") { userErrors { code } } }',
  'Mutation.reportScheduleRun': 'mutation { reportScheduleRun(name: "x") { userErrors { code } } }',
  'Mutation.eventsRecord': 'mutation { eventsRecord(events: []) { accepted } }',
  'Mutation.overrideCreate': 'mutation { overrideCreate(input: { reason: "" }) { userErrors { code } } }',
  'Mutation.overrideRevoke': 'mutation { overrideRevoke(id: "x", reason: "") { userErrors { code } } }',
  'Mutation.serviceUpdate': 'mutation { serviceUpdate(name: "x") { userErrors { code } } }',
  'Mutation.sourceChooseRepositories':
    'mutation { sourceChooseRepositories(id: "x", repositories: []) { userErrors { code } } }',
  'Mutation.sourceCreate': 'mutation { sourceCreate(system: "no", name: "x") { userErrors { code } } }',
  'Mutation.sourceChangePlaces': 'mutation { sourceChangePlaces(id: "x", places: {}) { userErrors { code } } }',
  'Mutation.sourceChangeRules': 'mutation { sourceChangeRules(id: "x", rules: "") { userErrors { code } } }',
  'Mutation.sourceGiveToken': 'mutation { sourceGiveToken(id: "x", token: "x") { userErrors { code } } }',
  'Mutation.sourceReadHistory': 'mutation { sourceReadHistory(id: "x") { userErrors { code } } }',
  'Mutation.sourceRotateSecret': 'mutation { sourceRotateSecret(id: "x") { userErrors { code } } }',
  'Mutation.tokenCreate': 'mutation { tokenCreate(name: "", scopes: []) { userErrors { code } } }',
  'Mutation.tokenRevoke': 'mutation { tokenRevoke(id: "x") { userErrors { code } } }',
  'Subscription.alertChanged': 'subscription { alertChanged { id } }',
  'Subscription.deploymentRecorded': 'subscription { deploymentRecorded { id } }',
}

const allowed: Readonly<Record<string, readonly Scope[]>> = {
  Query: ['read', 'admin'],
  Mutation: ['admin'],
  Subscription: ['read', 'admin'],
  'Query.embeds': ['admin'],
  'Query.channels': ['admin'],
  'Query.overridePreview': ['admin'],
  'Query.overrideRevokePreview': ['admin'],
  'Query.reportSchedules': ['admin'],
  'Query.sourceHistory': ['admin'],
  'Query.sourcePreview': ['admin'],
  'Query.sourceRepositories': ['admin'],
  'Query.tokens': ['admin'],
  'Mutation.eventsRecord': ['ingest', 'ingest:*', 'admin'],
}
const lets = (place: string, scope: Scope): boolean =>
  (allowed[place] ?? allowed[place.split('.')[0] ?? ''] ?? []).includes(scope)

const matrix = Object.keys(questions).flatMap((place) =>
  scopes.map((scope) => ({ place, scope, let: lets(place, scope) })),
)

describe('the policy', () => {
  it('knows every field of the roots', async () => {
    const schema = await productSchema()
    const fields = ['Query', 'Mutation', 'Subscription'].flatMap((name) => {
      const root = schema.getType(name)
      return isObjectType(root) ? Object.keys(root.getFields()).map((field) => `${name}.${field}`) : []
    })
    expect(Object.keys(questions).toSorted()).toEqual(fields.toSorted())
  })

  it.each(matrix)('$place with scope $scope: $let', async ({ place, scope, let: may_ }) => {
    const [root = '', field = ''] = place.split('.')
    expect(may({ tokenId: 1, source: 'api', scopes: new Set([scope]) }, actionOf(root, field))).toBe(may_)
    const refusal = { extensions: { code: 'FORBIDDEN', field } }
    if (root !== 'Subscription') {
      const { body } = await api.ask(questions[place] ?? '', {}, api.tokens[scope])
      const forbidden = (body.errors ?? []).filter((error) => error.extensions['code'] === 'FORBIDDEN')
      expect(forbidden).toMatchObject(may_ ? [] : [refusal])
      return
    }
    const client = openSocket(api.url, api.tokens[scope])
    const heard = hear(client, questions[place] ?? '')
    if (!may_) {
      await until('a refusal', 10, async () => (heard.ended ? true : null))
      expect(heard.errors).toMatchObject([refusal])
    } else {
      expect(await client.iterate({ query: '{ ingest { pending } }' }).next()).toMatchObject({ value: { data: {} } })
      expect(heard).toMatchObject({ errors: [], ended: false })
    }
    await client.dispose()
  })
})

describe('nobody', () => {
  it.each([
    ['no token', null],
    ['a wrong token', 'll_aaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaa'],
    ['nonsense', '%'],
  ])('is answered 401 with %s, introspection too', async (_what, token) => {
    for (const query of [
      '{ ingest { pending } }',
      '{ __schema { queryType { name } } }',
      '{ __typename }',
      '{ nonsense',
    ]) {
      const { status, headers, body } = await api.ask(query, {}, token)
      expect(status).toBe(401)
      expect(headers.get('www-authenticate')).toBe('Bearer')
      expect(body).toMatchObject({ data: null, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
    }
  })

  it('is answered nothing by WebSocket', async () => {
    for (const token of [null, 'wrong']) {
      const client = openSocket(api.url, token)
      const heard = hear(client, '{ ingest { pending } }')
      await until('the end of the connection', 10, async () => (heard.ended ? true : null))
      expect(heard.values).toEqual([])
      await client.dispose()
    }
  })

  it('is whoever holds a token that was revoked or has ended, from that moment on', async () => {
    const made = await api.ask(
      'mutation { tokenCreate(name: "short", scopes: ["read"]) { id token userErrors { code } } }',
      {},
      api.tokens.admin,
    )
    const { id, token } = (made.body.data as { tokenCreate: { id: string; token: string } }).tokenCreate
    expect((await api.ask('{ ingest { pending } }', {}, token)).status).toBe(200)
    const revoked = await api.ask(
      'mutation ($id: ID!) { tokenRevoke(id: $id) { userErrors { code } } }',
      { id },
      api.tokens.admin,
    )
    expect(revoked.body.data).toEqual({ tokenRevoke: { userErrors: [] } })
    expect((await api.ask('{ ingest { pending } }', {}, token)).status).toBe(401)

    const listed = await api.ask(
      '{ tokens { id name source scopes state isOwn createdAt lastUsedAt expiresAt revokedAt } }',
      {},
      api.tokens.admin,
    )
    const { tokens } = listed.body.data as { tokens: readonly { id: string; isOwn: boolean }[] }
    expect(tokens[0]).toMatchObject({ id, name: 'short', source: 'api', scopes: ['read'], state: 'REVOKED' })
    expect(tokens.filter(({ isOwn }) => isOwn)).toMatchObject([{ name: 'admin', state: 'VALID', revokedAt: null }])
    expect(JSON.stringify(listed.body)).not.toContain(token.slice(10))
  })
})

describe('everybody who holds a token', () => {
  it('may see the schema', async () => {
    const { body } = await api.ask(
      '{ __schema { queryType { name } types { name fields { name } } } }',
      {},
      api.tokens.ingest,
    )
    expect(body).toMatchObject({ data: { __schema: { queryType: { name: 'Query' } } } })
  })

  it('may see nothing of what another field in the same question refuses', async () => {
    const { body } = await api.ask(
      'mutation { eventsRecord(events: []) { accepted } tokenRevoke(id: "x") { token } }',
      {},
      api.tokens.ingest,
    )
    expect(body.data).toBeNull()
  })
})
