/** Makes a correction, or takes one back, and waits until the numbers follow. */
import { ask } from './api.ts'
import { type Correction, inputOf } from './corrections-of.ts'
import overrideCreate from './queries/override-create.graphql?raw'
import overrideRevoke from './queries/override-revoke.graphql?raw'
import stillPending from './queries/still-pending.graphql?raw'

interface Payload {
  readonly userErrors: readonly { readonly message: string }[]
}

/** Sent, bubbling, once a correction is worked in; its detail says what was done. */
export const corrected = 'leadline-corrected'

/** How often it is asked whether a correction is worked in, in milliseconds, and how many times. */
const [pause, patience] = [250, 80]

/** Why it was not made; null where it was. */
export async function makeCorrection(correction: Correction, value: string, reason: string): Promise<string | null> {
  const payload =
    correction.form === 'UNDO'
      ? (await ask<{ overrideRevoke: Payload }>(overrideRevoke, { id: correction.override.id, reason })).data
          .overrideRevoke
      : (await ask<{ overrideCreate: Payload }>(overrideCreate, { input: inputOf(correction, value, reason) })).data
          .overrideCreate
  return payload.userErrors[0]?.message ?? null
}

/** Whether the numbers followed before patience ended; else they follow later, as everything that is told. */
export async function followed(): Promise<boolean> {
  for (let times = 0; times < patience; times += 1) {
    const { data } = await ask<{ ingest: { pending: number } }>(stillPending, {})
    if (data.ingest.pending === 0) return true
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  return false
}
