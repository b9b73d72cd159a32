import { seeded } from './seeded.ts'

const hour = 3_600_000
const day = 24 * hour

/** The end of what is told: the last midnight, so that a page and a test ask about the same window. */
export const comparedEnd = Math.floor(Date.now() / day) * day
export const comparedRange = {
  from: new Date(comparedEnd - 60 * day).toISOString().slice(0, 10),
  to: new Date(comparedEnd).toISOString().slice(0, 10),
}

/** Names that a spreadsheet, Markdown or HTML would take for something else are among them. */
export const comparedServices = [
  '=1+1|<b>bold</b>',
  '@sum, "quoted"',
  ...Array.from({ length: 18 }, (_, at) => `service-${String(at + 1).padStart(2, '0')}`),
]

const iso = (at: number): string => new Date(at).toISOString()

function sha(service: number, change: number): string {
  return `${service.toString(16).padStart(2, '0')}${change.toString(16).padStart(38, 'a')}`
}

/** 120 days of twenty services, the same with each run: requests, deployments, failures with their incidents. */
export function comparedWorld(): object[] {
  const random = seeded(20)
  return comparedServices.flatMap((service, number) => {
    const repository = `github.com/acme/compared-${number}`
    const deployments = number === 19 ? 0 : 6 + Math.floor(random() * 14)
    const first = {
      type: 'commit',
      repository,
      sha: sha(number, 0),
      parents: [],
      authoredAt: iso(comparedEnd - 121 * day),
    }
    const live = (change: number, at: number) => ({
      type: 'deployment',
      id: `${number}-${change}`,
      service,
      environment: 'production',
      repository,
      sha: sha(number, change),
      liveAt: iso(at),
      outcome: 'succeeded',
    })
    const events: object[] = [first, live(0, comparedEnd - 120 * day)]
    for (let change = 1; change <= deployments; change += 1) {
      const at = comparedEnd - 119 * day + Math.floor((118 * day * (change - random())) / deployments)
      const slow = change > deployments / 2 && number % 3 === 0 ? 6 : 1
      const [authored, merged] = [
        at - Math.floor((2 + random()) * slow * 3 * hour),
        at - Math.floor((1 + random()) * hour),
      ]
      events.push(
        {
          type: 'commit',
          repository,
          sha: sha(number, change),
          parents: [sha(number, change - 1)],
          authoredAt: iso(authored),
        },
        {
          type: 'pull_request',
          repository,
          number: change,
          state: 'merged',
          openedAt: iso(authored + hour),
          mergedAt: iso(merged),
          commits: [sha(number, change)],
        },
        live(change, at),
      )
      if (random() < 0.2)
        events.push({
          type: 'incident',
          id: `${number}-${change}-down`,
          service,
          openedAt: iso(at + hour),
          resolvedAt: iso(at + Math.floor((1 + random()) * 2 * hour)),
          deploymentId: `${number}-${change}`,
        })
    }
    return events
  })
}
