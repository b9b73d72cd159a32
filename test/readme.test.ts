import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Leadline, startLeadline } from './support/leadline.ts'
import { until } from './support/leadline-process.ts'
import { root } from './support/source-files.ts'

/** What the README pastes into a shell is run as it stands there; only the address of the server is another one. */
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const section = readme.split('\n## A worked day\n')[1]?.split('\n## ')[0] ?? ''

function blocks(language: string): string[] {
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, text = '']) => text,
  )
}

const hasShell = ['bash', 'curl'].every((tool) => spawnSync(tool, ['--version']).status === 0)
if (!hasShell) process.stdout.write('README: bash or curl is missing here; its commands were not tried.\n')

/** Output of a block as a user's shell gives it. */
function paste(block: string, { url, token }: Leadline): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', block.replaceAll('http://127.0.0.1:4000', url)], {
      env: { ...process.env, TOKEN: token },
    })
    let printed = ''
    shell.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    shell.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    shell.once('error', reject)
    shell.once('exit', (code) =>
      code === 0 ? resolve(printed) : reject(new Error(`bash ended with ${code}: ${printed}`)),
    )
  })
}

/** The part of an answer that the README shows: all but what the query cost. */
function dataOf(text: string): unknown {
  return (JSON.parse(text) as { readonly data: unknown }).data
}

describe.skipIf(!hasShell)('the worked day of the README', () => {
  let leadline: Leadline
  const [post = '', pending = '', ask = ''] = blocks('bash')
  const [posted = 'null', answer = 'null'] = blocks('json')

  beforeAll(async () => {
    leadline = await startLeadline()
  })

  afterAll(() => leadline.close())

  it('has three commands and two answers', () => {
    expect([blocks('bash').length, blocks('json').length]).toEqual([3, 2])
  })

  it('gives, pasted, the answers that stand there', async () => {
    expect(JSON.parse(await paste(post, leadline))).toEqual(JSON.parse(posted))
    await until('nothing pending', 60, async () => {
      const status = JSON.parse(await paste(pending, leadline)) as { pending: number }
      return status.pending === 0 ? true : null
    })
    expect(dataOf(await paste(ask, leadline))).toEqual(dataOf(answer))
  })

  it('does no harm when it is pasted twice', async () => {
    expect(JSON.parse(await paste(post, leadline))).toMatchObject({ accepted: 0, duplicates: 12 })
    expect(dataOf(await paste(ask, leadline))).toEqual(dataOf(answer))
  })
})

describe('the README', () => {
  it('starts and tests with the two commands', () => {
    const commands = [...readme.matchAll(/^```\n(npm [^\n]*)\n```/gm)].map(([, command]) => command)
    expect(commands).toEqual(['npm ci && npm start', 'npm ci && npm test'])
  })
})
