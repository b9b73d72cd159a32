#!/usr/bin/env node
// Compares the lead times of services over the last 30 days with those of the 30 days before.
//
//   LEADLINE_URL=http://127.0.0.1:4000 LEADLINE_TOKEN=ll_… node lead-times.mjs [SERVICE …]
const services = process.argv.slice(2)
const { LEADLINE_URL: url = 'http://127.0.0.1:4000', LEADLINE_TOKEN: token } = process.env
if (!token) {
  process.stderr.write(
    'Usage: LEADLINE_URL=http://127.0.0.1:4000 LEADLINE_TOKEN=ll_… node lead-times.mjs [SERVICE …]\n',
  )
  process.exit(2)
}

const query = `query ($services: [String!]) {
  compare(services: $services, window: { last: "P30D" }, against: PREVIOUS_WINDOW) {
    rows {
      service { name }
      metrics { leadTimeForChanges { ...LeadTime } }
      before { leadTimeForChanges { ...LeadTime } }
    }
  }
}
fragment LeadTime on LeadTimeForChanges { medianSeconds sampleSize unavailableReason interval { low high } }`

const response = await fetch(`${url}/graphql`, {
  method: 'POST',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  body: JSON.stringify({ query, variables: { services: services.length > 0 ? services : null } }),
})
const { data, errors, message } = await response.json()
if (!data) {
  process.stderr.write(`${errors?.map((error) => error.message).join('\n') ?? message ?? response.status}\n`)
  process.exit(1)
}

// Two values differ where their intervals lie apart; where they overlap, chance alone explains it.
function verdict(now, before) {
  if (!now.interval || !before?.interval) return 'too little is known to say more'
  if (now.interval.low > before.interval.high) return 'longer than before'
  if (now.interval.high < before.interval.low) return 'shorter than before'
  return 'no clear change'
}

const hours = (seconds) => `${(seconds / 3600).toFixed(1)} h`
const words = (time) =>
  time?.medianSeconds == null
    ? `unknown (${time?.unavailableReason ?? 'nothing before'})`
    : `${hours(time.medianSeconds)} (n = ${time.sampleSize})`

for (const { service, metrics, before } of data.compare.rows) {
  const [now, then] = [metrics.leadTimeForChanges, before?.leadTimeForChanges]
  process.stdout.write(`${service.name}: ${words(now)}, before ${words(then)}: ${verdict(now, then)}\n`)
}
