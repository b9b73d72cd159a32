import type { Instant } from '#domain/instant'
import { until, within } from '#domain/window'
import type { DataQualityFlag, MeasureScope } from '#metrics/metric'
import type { StreamRow } from '#storage/queries/streams'
import type { Asked } from '../asked.ts'
import type { NamedStream } from '../environment/environment-named.ts'

/**
 * Reads what the numbers of these streams leave out because an environment is called as its tier is; null, as nearly
 * always, where nothing can be left out.
 *
 * @param asOf null: as it is known now
 */
export function flagsBeside(
  asked: Asked,
  streams: readonly NamedStream[],
  scope: MeasureScope,
  asOf: Instant | null,
): (() => Promise<readonly DataQualityFlag[]>) | null {
  const beside = streams.filter(({ leftOut = [] }) => leftOut.length > 0)
  if (beside.length === 0) return null
  const read = async (): Promise<readonly DataQualityFlag[]> => {
    const flags = await Promise.all(
      beside.map(async (stream) => flagOf(stream, await deployedOf(asked, stream.leftOut ?? [], scope, asOf))),
    )
    return flags.filter((flag) => flag !== null)
  }
  let found: ReturnType<typeof read> | null = null
  return () => (found ??= read())
}

/** Which of these streams were deployed to in the window, as far as was known. */
async function deployedOf(
  { reads, outside }: Asked,
  streams: readonly StreamRow[],
  { window, now }: MeasureScope,
  asOf: Instant | null,
): Promise<readonly StreamRow[]> {
  const span = until(window, now)
  const { from, to } = span
  const isDeployed = await Promise.all(
    streams.map(({ id }) => reads.deployments.within.load({ streamId: id, from, to })),
  )
  const deployed = streams.filter((_, index) => isDeployed[index] === true)
  if (asOf === null || deployed.length === 0) return deployed
  const histories = await outside.histories(deployed, { asOf, rules: {} })
  return deployed.filter(({ id }) => histories.get(id)?.deployments.some(({ at }) => within(span, at)))
}

function flagOf({ service, environment }: StreamRow, leftOut: readonly StreamRow[]): DataQualityFlag | null {
  if (leftOut.length === 0) return null
  const names = leftOut.map((stream) => stream.environment).join(', ')
  return {
    code: 'OTHER_ENVIRONMENT',
    count: leftOut.length,
    message: `${service} also went to ${names} in this window, of the same tier, which is not counted as ${environment}: choose it by its name, or let all senders use one name.`,
  }
}
