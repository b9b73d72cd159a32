import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { markOf } from '#domain/written-by'
import { coAuthorsOf, personOf, writtenBy } from '#sources/git/authorship'
import { gitCommit } from '../../../support/git-commit.ts'
import { root } from '../../../support/source-files.ts'

const coAuthored = (value: string) => gitCommit({ trailers: [{ key: 'Co-authored-by', value }] })

describe('an agent', () => {
  it.each([
    ['Claude <noreply@anthropic.com>', 'Claude Code'],
    ['Any Model 9 <NoReply@Anthropic.com>', 'Claude Code'],
    ['Copilot <198982749+Copilot@users.noreply.github.com>', 'GitHub Copilot'],
    ['renamed <223556219+whatever@users.noreply.github.com>', 'GitHub Copilot'],
    ['Cursor <cursoragent@cursor.com>', 'Cursor'],
    ['ChatGPT Codex <codex@openai.com>', 'OpenAI Codex'],
    ['Devin <bot@devin.ai>', 'Devin'],
    ['aider (gemini/gemini-2.5-pro) <aider@aider.chat>', 'Aider'],
    ['google-labs-jules[bot] <google-labs-jules[bot]@users.noreply.github.com>', 'Jules'],
  ])('is known by %s', (value, name) => {
    expect(writtenBy(coAuthored(value))).toEqual({ kind: 'AGENT', name, rule: 'CO_AUTHOR' })
  })

  it.each([
    ['Claude Dupont <claude@example.com>'],
    ['Devin Smith <devin@example.com>'],
    ['Jules <jules@example.com>'],
    ['Cursor <someone@example.com>'],
    ['claude <12345+claude@users.noreply.github.com>'],
    ['Copilot Autofix powered by AI <175728472+copilot@users.noreply.github.com>'],
    ['coderabbitai[bot] <136622811+coderabbitai[bot]@users.noreply.github.com>'],
    ['nobody'],
    [''],
  ])('is not seen in %j', (value) => {
    expect(writtenBy(coAuthored(value))).toBeNull()
  })

  it('may be the author, the committer, a trailer or a line of the text', () => {
    const claude = { name: 'claude[bot]', email: '209825114+claude[bot]@users.noreply.github.com' }
    expect(writtenBy(gitCommit({ author: claude }))).toMatchObject({ name: 'Claude Code', rule: 'AUTHOR' })
    expect(writtenBy(gitCommit({ committer: claude }))).toMatchObject({ rule: 'COMMITTER' })
    expect(writtenBy(gitCommit({ author: { name: 'Ada (aider)', email: 'ada@example.com' } }))).toMatchObject({
      name: 'Aider',
    })
    expect(writtenBy(gitCommit({ trailers: [{ key: 'Assisted-by', value: 'Model X' }] }))).toEqual({
      kind: 'AGENT',
      name: 'Model X',
      rule: 'TRAILER',
    })
    const message = 'Add it\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)'
    expect(writtenBy(gitCommit({ message }))).toMatchObject({ name: 'Claude Code', rule: 'TEXT' })
  })
})

describe('a bot', () => {
  it.each([
    ['dependabot[bot]', '49699333+dependabot[bot]@users.noreply.github.com', 'Dependabot'],
    ['Renovate Bot', 'bot@renovateapp.com', 'Renovate'],
    ['renovate[bot]', 'renovate[bot]@users.noreply.github.com', 'Renovate'],
    ['argoproj-renovate[bot]', '161757507+argoproj-renovate[bot]@users.noreply.github.com', 'argoproj-renovate'],
    ['argocd-image-updater', 'noreply@argoproj.io', 'Argo CD Image Updater'],
    ['project_12_bot_abc', 'project_12_bot_abc@noreply.gitlab.com', 'project_12_bot_abc'],
  ])('%s <%s> is %s', (name, email, known) => {
    expect(markOf({ name, email }, 'AUTHOR')).toEqual({ kind: 'BOT', name: known, rule: 'AUTHOR' })
    expect(personOf({ name, email })).toMatchObject({ bot: true })
  })

  it('is no person whose name ends so, and no agent', () => {
    expect(markOf({ name: 'Abbot', email: 'abbot@example.com' }, 'AUTHOR')).toBeNull()
    const agent = { name: 'cursor[bot]', email: '206951365+cursor[bot]@users.noreply.github.com' }
    expect(personOf(agent)).not.toHaveProperty('bot')
  })
})

it('people keep their login, and names are cut to what the contract takes', () => {
  expect(personOf({ name: 'Ada', email: '12+ada@users.noreply.github.com' })).toEqual({
    name: 'Ada',
    email: '12+ada@users.noreply.github.com',
    login: 'ada',
  })
  const long = personOf({ name: `${'x'.repeat(319)}😀`, email: 'y'.repeat(900) })
  expect([long.name?.length, long.email?.length, long.name?.isWellFormed()]).toEqual([320, 320, true])
})

it('co-authors are named once, and never the author', () => {
  const trailers = ['Bo <bo@example.com>', 'bo <BO@example.com>', 'Ada L <ADA@example.com>', 'Cy'].map((value) => ({
    key: 'co-authored-by',
    value,
  }))
  expect(coAuthorsOf(gitCommit({ trailers }))).toEqual([
    { name: 'Bo', email: 'bo@example.com' },
    { name: 'Cy', email: '' },
  ])
})

/** Identities of machines in 10 public repositories; not part of this repository, and not looked at where absent. */
const identities = join(root, '../shared/samples/git/agent-and-bot-identities.json')

it.runIf(existsSync(identities))('knows every machine of the sample for what it is', () => {
  const sample = JSON.parse(readFileSync(identities, 'utf8')) as { identity: string }[]
  const unknown = sample.filter(({ identity }) => {
    const [, name = '', email = ''] = /^(.*?) <?([^<>\s]+@[^<>\s]+?)>?$/.exec(identity) ?? []
    return markOf({ name, email }, 'AUTHOR') === null
  })
  expect(unknown).toEqual([])
})
