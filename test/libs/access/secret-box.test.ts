import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { SecretBox } from '#access/secret-box'

const home = mkdtempSync(join(tmpdir(), 'leadline-secrets-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const given = 'a key of one’s own, of at least 32 characters'
const box = new SecretBox({ given, home: null })

describe('a secret box', () => {
  it('opens what it sealed, and seals no text twice alike', async () => {
    const [one, two] = [await box.seal('a', 'llwh_ä'), await box.seal('a', 'llwh_ä')]
    expect(await box.open('a', one)).toBe('llwh_ä')
    expect(one.equals(two)).toBe(false)
    expect(one.includes('llwh_')).toBe(false)
  })

  it('does not open for another purpose, with another key, or what was changed or cut', async () => {
    const sealed = await box.seal('source a', 'secret')
    const other = new SecretBox({ given: 'another key of at least 32 characters', home: null })
    const changed = Buffer.from(sealed)
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
    const tries = [
      box.open('source b', sealed),
      other.open('source a', sealed),
      box.open('source a', changed),
      box.open('source a', sealed.subarray(0, 20)),
      box.open('source a', Buffer.from([2, ...sealed.subarray(1)])),
    ]
    for (const attempt of tries) await expect(attempt).rejects.toThrow(/another key/)
  })

  it('makes its key file once, for its owner alone, however many ask at a time', async () => {
    const folder = join(home, 'new')
    const boxes = [1, 2, 3, 4, 5].map(() => new SecretBox({ given: null, home: folder }))
    const sealed = await Promise.all(boxes.map((each) => each.seal('a', 'secret')))
    for (const each of sealed) expect(await new SecretBox({ given: null, home: folder }).open('a', each)).toBe('secret')
    expect(readdirSync(folder)).toEqual(['secret-key'])
    expect(statSync(join(folder, 'secret-key')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, 'secret-key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/)
  })

  it('opens what was sealed with a key that took the place of the one it just read', async () => {
    const folder = join(home, 'replaced')
    const box = new SecretBox({ given: null, home: folder })
    expect(await box.open('a', await box.seal('a', 'old'))).toBe('old')
    rmSync(join(folder, 'secret-key'))
    const sealed = await new SecretBox({ given: null, home: folder }).seal('a', 'new')
    expect(await box.open('a', sealed)).toBe('new')
  })

  it('makes no key to open with', async () => {
    const folder = join(home, 'none')
    const sealed = await box.seal('a', 'secret')
    await expect(new SecretBox({ given: null, home: folder }).open('a', sealed)).rejects.toThrow(/There is no key/)
    expect(existsSync(folder)).toBe(false)
    await expect(new SecretBox({ given: null, home: null }).seal('a', 'b')).rejects.toThrow('LEADLINE_SECRET_KEY')
  })

  it('says what to do about a key that others may read, or that is too short', async () => {
    const folder = join(home, 'open')
    mkdirSync(folder)
    writeFileSync(join(folder, 'secret-key'), 'x'.repeat(64), { mode: 0o600 })
    chmodSync(join(folder, 'secret-key'), 0o644)
    await expect(new SecretBox({ given: null, home: folder }).seal('a', 'b')).rejects.toThrow(/chmod 600/)
    writeFileSync(join(folder, 'secret-key'), 'short')
    chmodSync(join(folder, 'secret-key'), 0o600)
    await expect(new SecretBox({ given: null, home: folder }).seal('a', 'b')).rejects.toThrow(/32 characters/)
  })

  it('says where no key can be kept', async () => {
    writeFileSync(join(home, 'file'), '')
    const attempt = new SecretBox({ given: null, home: join(home, 'file', 'folder') }).seal('a', 'b')
    await expect(attempt).rejects.toThrow(/ENOTDIR|set LEADLINE_SECRET_KEY/)
  })
})
