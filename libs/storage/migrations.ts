import { FirstSchema1763700000000 } from '#migrations/1763700000000-first-schema'

/** Every migration, oldest first: listed, not searched for, so that a bundle holds them too. */
export const migrations = [FirstSchema1763700000000] as const
