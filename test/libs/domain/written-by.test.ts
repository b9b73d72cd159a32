import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { coAuthorsIn, markOf, trailersIn, writtenBy } from '#domain/written-by'
import { root } from '../../support/source-files.ts'

describe('the machine behind a name', () => {
  it.each([
    [{ login: 'copilot-swe-agent[bot]' }, 'AGENT', 'GitHub Copilot'],
    [{ login: 'Copilot', bot: true }, 'AGENT', 'GitHub Copilot'],
    [{ name: 'devin-ai-integration[bot]' }, 'AGENT', 'Devin'],
    [{ name: 'openhands', email: 'openhands@all-hands.dev' }, 'AGENT', 'OpenHands'],
    [{ login: 'dependabot[bot]' }, 'BOT', 'Dependabot'],
    [{ name: 'Release robot', bot: true }, 'BOT', 'Release robot'],
    [{ login: 'coderabbitai[bot]' }, 'BOT', 'coderabbitai[bot]'],
  ])('%j is %s %s', (person, kind, name) => {
    expect(markOf(person, 'AUTHOR')).toEqual({ kind, name, rule: 'AUTHOR' })
  })

  it.each([
    [{ login: 'copilot' }],
    [{ login: 'claude' }],
    [{ name: 'Devin', email: 'devin@example.com', bot: false }],
    [{ bot: false }],
    [{}],
  ])('%j is a person', (person) => {
    expect(markOf(person, 'AUTHOR')).toBeNull()
  })
})

describe('what a commit says of who wrote it', () => {
  const of = (message: string, author?: object, coAuthors: readonly object[] = []) =>
    writtenBy({ author, coAuthors, trailers: trailersIn(message), message })
  const human = { name: 'Ada', email: 'ada@example.com' }

  it('is read from trailers wherever a line begins so, and nowhere else', () => {
    const message =
      'Add it (#7)\n\n* one\n\nCo-authored-by: Bo <bo@example.com>\r\n\nco-authored-by: X <codex@openai.com>'
    expect(coAuthorsIn(trailersIn(message), human).map(({ email }) => email)).toEqual([
      'bo@example.com',
      'codex@openai.com',
    ])
    expect(trailersIn('Say Co-authored-by: X <codex@openai.com>\n> Assisted-by: X')).toEqual([])
  })

  it('takes who assisted for an agent where no address says otherwise', () => {
    expect(of('x\n\nAssisted-by: Some Model', human)).toEqual({ kind: 'AGENT', name: 'Some Model', rule: 'TRAILER' })
    expect(of('x\n\nAssisted-by: Bo <bo@example.com>', human)).toBeNull()
    expect(of('x\n\nGenerated-by: C <noreply@anthropic.com>', human)).toMatchObject({ name: 'Claude Code' })
    expect(of('x\n\nReplit-Commit-Author: Agent', human)).toMatchObject({ name: 'Replit Agent' })
  })

  it('counts an agent that helps before the bot that commits, and a bot before words of its message', () => {
    const bot = { login: 'merge[bot]' }
    expect(of('x', bot, [{ email: 'cursoragent@cursor.com' }])).toMatchObject({ kind: 'AGENT', rule: 'CO_AUTHOR' })
    expect(of('x\n\nAssisted-by: Some Model', bot)).toMatchObject({ kind: 'BOT', rule: 'AUTHOR' })
  })
})

/** Identities of machines in 10 public repositories; not part of this repository, and not looked at where absent. */
const identities = join(root, '../shared/samples/git/agent-and-bot-identities.json')

it.runIf(existsSync(identities))('counts the commits of agents and of bots in the sample as they are', () => {
  const sample = JSON.parse(readFileSync(identities, 'utf8')) as { identity: string; commits: number }[]
  const counts: Record<string, number> = {}
  for (const { identity, commits } of sample) {
    const [, name = '', email = ''] = /^(.*?) <?([^<>\s]+@[^<>\s]+?)>?$/.exec(identity) ?? []
    const mark = markOf({ name: name === 'AUTHOR' ? '' : name, email }, 'AUTHOR')
    const kind = mark?.kind === 'AGENT' ? mark.name : (mark?.kind ?? 'HUMAN')
    counts[kind] = (counts[kind] ?? 0) + commits
  }
  const isOf = (pattern: RegExp): number =>
    sample.filter(({ identity }) => pattern.test(identity)).reduce((sum, { commits }) => sum + commits, 0)
  const { BOT: _, ...agents } = counts
  expect(agents).toEqual({
    'Claude Code': isOf(/anthropic\.com/),
    Cursor: isOf(/cursor/i),
    'GitHub Copilot': isOf(/copilot/i) - isOf(/autofix/i),
    Aider: isOf(/aider/),
    'OpenAI Codex': isOf(/codex/i),
  })
})
