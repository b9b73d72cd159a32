import * as z from 'zod'

/** Where a server sees the releases of a repository, when nothing else tells of deployments. */
const Releases = z.object({
  service: z.string(),
  environment: z.string().optional(),
  /** Pattern of the tags that are releases. */
  tags: z.string().optional(),
  /** Every commit that comes onto this branch is a release. */
  branch: z.string().optional(),
})

/** What a repository that a server reads is set to; everything but its address has a default. */
export const GitSettings = z.object({
  /** Without credentials. */
  url: z.string(),
  /** The address may be a folder of the machine: only who has the machine may say so. */
  allowFile: z.boolean().default(false),
  /** Mirror the contents of files too, so that cherry-picks are known by their patches; else only names are fetched. */
  contents: z.boolean().default(false),
  /** Tell which files each commit changed; they are told anyway once a service has paths of its own. */
  paths: z.boolean().default(false),
  /** Left out: the repository tells commits and no deployments. */
  releases: Releases.optional(),
})
export type GitSettings = z.infer<typeof GitSettings>

/** How far a repository was read. */
export const GitProgress = z.object({
  /** Refs at the end of the reading, with what they stood for. */
  refs: z.array(z.tuple([z.string(), z.string()])),
  /** Where the default branch was told to be, and by which name of the repository. */
  head: z.object({ repository: z.string(), ref: z.string(), sha: z.string() }).nullish(),
  /** In which way it was told: in another way it is told anew. */
  way: z.string(),
  /** Squashes of which nobody told the commits, of all readings. */
  squashesAlone: z.number(),
  /** Where releases were seen the first time; null where none are told. What was told once is not told otherwise later. */
  rule: z.object({ tags: z.string().nullable(), branch: z.string().nullable() }).nullable(),
})
export type GitProgress = z.infer<typeof GitProgress>
