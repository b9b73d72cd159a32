import { describe, expect, it } from 'vitest'
import { faultsOf } from '#dashboards/url-faults'

describe('an address that is not understood', () => {
  it.each([
    [
      '?from=2026-03-09&to=2026-03-02',
      /^from=2026-03-09 and to=2026-03-02 .* ends before it begins\. .* last 90 days\.$/,
    ],
    ['?from=abc&to=2026-03-02&last=P30D', /^from=abc and to=2026-03-02 is no window: .* instead: the last 30 days\.$/],
    ['?to=2026-03-02', /^to=2026-03-02 is no window: it takes both/],
    ['?last=soon', /^last=soon is no length of time: .* instead: the last 90 days\.$/],
    ['?tz=Mars/Phobos', /^tz=Mars\/Phobos is no time zone .* in UTC\.$/],
    ['?focus=a~b', /^focus=a~b is no step\. The rows are of the whole window\.$/],
  ])('%s is told, and what is shown instead', (search, words) => {
    expect(faultsOf('/services/shop', search)).toEqual([expect.stringMatching(words)])
    expect(faultsOf('/', search)).toHaveLength(1)
    expect(faultsOf('/setup', search)).toEqual([])
  })

  it('of a moment is told where one is looked at', () => {
    expect(faultsOf('/running', '?at=yesterday')).toEqual([
      expect.stringMatching(/^at=yesterday is no moment: .* now\.$/),
    ])
    expect(faultsOf('/running', '?at=2026-03-02T09:30:00Z&last=soon')).toEqual([])
    expect(faultsOf('/running', '?tz=Mars/Phobos')).toHaveLength(1)
  })

  it('is each of its parts, and none of those that are understood', () => {
    expect(faultsOf('/', '?from=2026-03-09&to=2026-03-02&last=x&tz=y')).toHaveLength(3)
    expect(faultsOf('/', '?from=2026-03-02&to=2026-03-09&tz=Europe/Berlin&last=x&q=z&env=moon')).toEqual([])
    expect(faultsOf('/services/shop', '')).toEqual([])
  })
})
