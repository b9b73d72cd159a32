import { expect, it } from 'vitest'
import { designEffect } from '#metrics/statistics/design-effect'
import { summarizeDurations } from '#metrics/statistics/duration-summary'
import { dispersion, quasiPoissonInterval } from '#metrics/statistics/quasi-poisson-interval'
import { wilsonInterval } from '#metrics/statistics/wilson-interval'

/** Seeded, so that the test says the same every time (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface Week {
  readonly deployments: number
  readonly hours: number[]
  readonly failed: number
}

/**
 * Week-correlated delivery: deployments a day Poisson with Gamma(1.5) mixing, one or more changes each, log-normal lead
 * times with effects of the week (carried over), of the deployment and of the change, some twenty times as long;
 * failures with odds that differ by week.
 */
function history(random: () => number, weeks: number, perWeek: number): Week[] {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  let effect = 0.35 * normal()
  return Array.from({ length: weeks }, () => {
    effect = 0.3 * effect + Math.sqrt(1 - 0.09) * 0.35 * normal()
    const failing = 1 / (1 + Math.exp(1.73 - 0.8 * normal()))
    const week = { deployments: 0, hours: [] as number[], failed: 0 }
    for (let day = 0; day < 5; day += 1) {
      const mean = (perWeek / 5) * ((-Math.log(1 - random()) + normal() ** 2 / 2) / 1.5)
      for (let left = Math.exp(-mean), chance = random(); chance > left; chance *= random()) {
        week.deployments += 1
        if (random() < failing) week.failed += 1
        const own = 0.6 * normal()
        do week.hours.push(Math.exp(Math.log(24) + effect + own + normal()) * (random() < 0.03 ? 20 : 1))
        while (random() < 0.5)
      }
    }
    return week
  })
}

it.each([
  { weeks: 13, perWeek: 3 },
  { weeks: 13, perWeek: 10 },
  { weeks: 13, perWeek: 40 },
  { weeks: 26, perWeek: 10 },
])(
  'intervals of $weeks weeks with $perWeek deployments a week hold the truth 85 to 95 times in 100',
  ({ weeks, perWeek }) => {
    const random = randomOf(weeks * 1_000 + perWeek)
    const long = history(random, 30_000, 10)
    const sum = (pick: (week: Week) => number, list = long): number =>
      list.reduce((total, week) => total + pick(week), 0)
    const median = summarizeDurations([long.map(({ hours }) => hours)], 0).median ?? 0
    const rate = sum(({ failed }) => failed) / sum(({ deployments }) => deployments)
    const frequency = (perWeek * sum(({ deployments }) => deployments)) / long.length / 10
    const covered = { median: 0, rate: 0, frequency: 0 }
    const runs = 400
    for (let run = 0; run < runs; run += 1) {
      const seen = history(random, weeks, perWeek)
      const holds = (interval: { low: number | null; high: number | null } | null, value: number): number =>
        interval !== null && (interval.low ?? 0) <= value && value <= (interval.high ?? Number.POSITIVE_INFINITY)
          ? 1
          : 0
      const deployments = sum((week) => week.deployments, seen)
      const failed = sum((week) => week.failed, seen)
      covered.median += holds(
        summarizeDurations(
          seen.map(({ hours }) => [hours]),
          10,
        ).interval,
        median,
      )
      const design = designEffect(
        seen.map((week) => ({ size: week.deployments, hits: week.failed })),
        failed / deployments,
      )
      covered.rate += holds(wilsonInterval(failed, deployments, design), rate)
      const spread = dispersion(
        seen.map((week) => week.deployments),
        deployments / weeks,
      )
      covered.frequency += holds(quasiPoissonInterval(deployments, weeks, spread), frequency)
    }
    for (const [metric, count] of Object.entries(covered)) {
      expect(count / runs, metric).toBeGreaterThan(0.85)
      expect(count / runs, metric).toBeLessThan(0.95)
    }
  },
)
