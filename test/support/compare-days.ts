import { expect } from 'vitest'
import { type Bucket, bucketUnits } from '#domain/window'
import type { Digest } from '#metrics/digest'
import type { Facts } from '#metrics/facts'
import { metrics } from '#metrics/index'
import type { MeasureScope } from '#metrics/metric'

/** What days answer is what facts answer, for every metric and bucket; `seen` learns which metrics and doubts there were. */
export function expectDaysOfFacts(
  digest: Digest,
  facts: Facts,
  asked: MeasureScope,
  seen: Set<string>,
  buckets: readonly Bucket[] = bucketUnits,
): void {
  for (const metric of Object.values(metrics)) {
    const measured = metric.measure(facts, asked)
    const { failures: _, ...fromDays } = { failures: null, ...metric.measureDays(digest, asked) }
    expect(bare(measured)).toMatchObject(bare(fromDays))
    for (const by of buckets) expect(metric.seriesOfDays(digest, asked, by)).toEqual(metric.series(facts, asked, by))
    if (measured.sampleSize > 0) seen.add(metric.id)
    for (const { code } of measured.flags) seen.add(code)
  }
}

/** Samples of restore are the records themselves: they may hold more than is asked of them. */
function bare(measured: object): object {
  return Object.fromEntries(Object.entries(measured).filter(([name]) => name !== 'samples'))
}
