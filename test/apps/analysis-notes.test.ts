import { describe, expect, it } from 'vitest'
import { guessNote, sharedNote, whyNone, whyNoRelease } from '#apps/cli/analysis/notes'

const found = { config: 'deployments', app: 'shop', commits: 3, services: ['checkout', 'storefront'], only: null }

describe('notes of an analysis', () => {
  it.each([
    [{ ...found, services: [] }, 'In 3 commits of deployments stands no version of anything. Is deployments the'],
    [{ ...found, only: 'check' }, 'deployments knows no service check; it has versions of checkout, storefront.'],
    [{ ...found, only: 'chekout' }, 'Did you mean checkout?'],
    [found, 'of none enough are commits or tags of shop'],
  ])('say why a configuration repository told no deployment', (known, words) => {
    expect(whyNone(known)).toContain(words)
  })

  it('say what several services of one repository share', () => {
    expect(sharedNote(['storefront', 'checkout'], 'shop')).toMatch(/^checkout, storefront are built from one/)
    expect(sharedNote(['checkout'], 'shop')).toBeNull()
  })

  it('say which versions were guessed', () => {
    const guess = { service: 'shop', version: '1.2.0', sha: '3f9a2c1'.padEnd(40, '0') }
    expect(guessNote([])).toBeNull()
    expect(guessNote([guess, guess])).toMatch(/^The commit of one version is guessed, such as shop 1\.2\.0 = 3f9a2c1/)
    expect(guessNote([guess, { ...guess, version: '1.3.0' }])).toContain('2 versions are guessed, such as shop 1.2.0')
  })

  it('say which tags there are where none matches', () => {
    const tags = Array.from({ length: 14 }, (_, at) => `r${at}`)
    expect(whyNoRelease('shop', 'v*', tags)).toMatch(/No tag of shop matches v\*; its tags are r0, .*r11 and 2 more\./)
    expect(whyNoRelease('shop', 'v*', [])).toContain('git fetch --tags')
    expect(whyNoRelease('shop', null, [])).toContain('neither tags')
  })
})
