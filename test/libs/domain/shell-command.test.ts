import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { leadlineCommand, shellWord } from '#domain/shell-command'

const run = promisify(execFile)

describe('a word of a shell', () => {
  it.each([
    ['acme', 'acme'],
    ["Bob's", String.raw`'Bob'\''s'`],
    ['$(id)', "'$(id)'"],
    ['', "''"],
    ['~/src/shop', "'~/src/shop'"],
    ['owner/name', 'owner/name'],
    ['--choose', '--choose'],
  ])('%s is written %s', (text, word) => {
    expect(shellWord(text)).toBe(word)
  })

  it('comes out of a shell as it went in', async () => {
    const texts = ['a b', "it's", '`id` $HOME "x" \\ \n;|&<>*?[]{}!#=~', '=ls', '-']
    const { stdout } = await run('sh', ['-c', `printf '%s\\0' ${texts.map(shellWord).join(' ')}`])
    expect(stdout.split('\0').slice(0, -1)).toEqual(texts)
  })
})

it('a command is pasted in a clone, whatever its source is called', () => {
  expect(leadlineCommand('source', 'read', 'my shop')).toBe("npx leadline source read 'my shop'")
})
