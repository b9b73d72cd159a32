import { describe, expect, it } from 'vitest'
import { markAttributes, markOfCommit, writtenOf } from '#attribution/authorship'
import type { CommitEvent, PullRequestEvent } from '#domain/delivery-event'
import type { EntityState } from '#domain/entity-state'
import { slim } from '#ingest/state-reader'

const known = { entity: 'e', statements: ['s'], sources: ['git'] }
const commit = (given: Partial<CommitEvent> = {}): EntityState<CommitEvent> => ({
  ...known,
  event: { type: 'commit', source: 'git', sha: 'a', authoredAt: 0, author: { name: 'Ada' }, ...given },
})
const request = (author: object): EntityState<PullRequestEvent> => ({
  ...known,
  event: { type: 'pull_request', source: 'github', openedAt: 0, author },
})
const bot = commit({ author: { login: 'renovate[bot]' } })
const helped = commit({ message: 'x\n\nCo-authored-by: Any <noreply@anthropic.com>' })
const nobody: EntityState<CommitEvent> = { ...known, event: { type: 'commit', source: 'git', sha: 'a', authoredAt: 0 } }

describe('who wrote a change', () => {
  it.each([
    ['people', [commit(), commit()], 'HUMAN', undefined],
    ['a person with a bot', [commit(), bot], 'HUMAN', undefined],
    ['bots alone', [bot, bot], 'BOT', 'AUTHOR'],
    ['a bot and somebody unknown', [bot, nobody], 'HUMAN', undefined],
    ['a person whom an agent helped once', [commit(), helped, bot], 'AGENT', 'CO_AUTHOR'],
    ['an agent without author', [commit({ message: 'Generated with Codex' })], 'AGENT', 'TEXT'],
    ['nobody who is named', [nobody], 'UNKNOWN', undefined],
    ['nobody at all', [], 'UNKNOWN', undefined],
  ])('%s', (_, commits, authorship, rule) => {
    const written = writtenOf(commits)
    expect([written.authorship, written.mark?.rule]).toEqual([authorship, rule])
    // Projection has commits without their messages: it comes to the same.
    expect(writtenOf(commits.map((each) => slim(each, false)))).toEqual(written)
  })

  it('is an agent where one asked for the merge, and the person who asked for that of a bot is none', () => {
    expect(writtenOf([commit()], request({ login: 'Copilot', bot: true }))).toMatchObject({
      authorship: 'AGENT',
      mark: { name: 'GitHub Copilot', rule: 'REQUEST' },
    })
    expect(writtenOf([commit()], request({ login: 'renovate[bot]' })).authorship).toBe('HUMAN')
    expect(writtenOf([bot], request({ login: 'ada' })).authorship).toBe('BOT')
  })

  it('follows own addresses, on authors, co-authors and requests', () => {
    const own = ['*+claude-code@acme.example', 'acme-ai-*']
    const mine = commit({ author: { name: 'Ada', email: 'Ada+Claude-Code@ACME.example' } })
    const beside = commit({ message: 'x\n\nCo-authored-by: Bo <bo+claude-code@acme.example>' })
    for (const commits of [[mine], [beside], [slim(beside, false)]])
      expect(writtenOf(commits, null, own)).toMatchObject({ authorship: 'AGENT', mark: { rule: 'OWN' } })
    expect(writtenOf([commit()], request({ login: 'acme-ai-7' }), own).authorship).toBe('AGENT')
    expect(writtenOf([commit({ author: { email: 'ada+claude-codeXacme.example' } })], null, own).authorship).toBe(
      'HUMAN',
    )
    expect(writtenOf([mine]).authorship).toBe('HUMAN')
  })
})

it('keeps the mark that a source found, and lets no text that anybody posted be another kind', () => {
  const mark = { kind: 'AGENT', name: 'Jules', rule: 'COMMITTER' } as const
  expect(markOfCommit(commit({ attributes: markAttributes(mark) }))).toEqual(mark)
  const odd = { 'leadline.writtenBy': 'ROBOT', 'leadline.writerRule': 'X' }
  expect(markOfCommit(commit({ attributes: odd }))).toBeNull()
  expect(markOfCommit(commit({ attributes: { 'leadline.writtenBy': 'BOT', 'leadline.writerRule': 'X' } }))).toEqual({
    kind: 'BOT',
    name: '',
    rule: 'AUTHOR',
  })
})
