import type { Database } from '#storage/database'
import { channelUsers, removeChannel } from '#storage/stores/channels'

/** Why a channel stays. */
export interface NotRemoved {
  readonly code: 'NOT_FOUND' | 'IN_USE'
  readonly message: string
}

const mostNamed = 10

function named(names: readonly string[]): string {
  const more = names.length - mostNamed
  return `${names.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Takes a channel away, with its schedules only where that is asked for; gives why it stays, null where it is gone. */
export async function takeChannelAway(db: Database, name: string, withSchedules: boolean): Promise<NotRemoved | null> {
  if (await removeChannel(db, name, withSchedules)) return null
  const users = await channelUsers(db, name)
  if (users === null) return { code: 'NOT_FOUND', message: `There is no channel ${name}.` }
  const { schedules, rules } = users
  const alsoNamed = rules.length === 0 ? '' : ` Alert rules that name it, and would tell it no more: ${named(rules)}.`
  return {
    code: 'IN_USE',
    message: `These schedules go to ${name}, and would end with it: ${named(schedules)}.${alsoNamed}`,
  }
}
