import * as z from 'zod'

const text = z.string().nullish()
const DigestSet = z.record(z.string(), z.unknown())

/** Something that a build was made of, or where its recipe stands. */
const Material = z.object({ uri: text, name: text, digest: DigestSet.nullish() })
export type Material = z.infer<typeof Material>

const materials = z.array(Material).max(10_000).nullish()

/** What BuildKit knows of the folder that it built: its words are hints of whoever called it. */
const Vcs = z.object({ vcs: z.object({ source: text, revision: text }).nullish() }).nullish()

const buildkit = 'https://mobyproject.org/buildkit@v1#metadata'

/** An in-toto statement; the digests of its subjects are what it speaks of. */
export const Statement = z.object({
  _type: z.string().regex(/^https:\/\/in-toto\.io\/Statement\/v\d/),
  subject: z
    .array(z.object({ name: text, digest: DigestSet.nullish() }))
    .min(1)
    .max(1_000),
  predicateType: z.string(),
  predicate: z.unknown(),
})
export type Statement = z.infer<typeof Statement>

/** `https://slsa.dev/provenance/v1` */
export const PredicateV1 = z.object({
  buildDefinition: z.object({
    buildType: text,
    externalParameters: z
      .object({
        workflow: z.object({ repository: text }).nullish().catch(null),
        /** Of BuildKit. */
        configSource: Material.nullish().catch(null),
        /** Of generators of SLSA. */
        source: Material.nullish().catch(null),
      })
      .nullish(),
    resolvedDependencies: materials,
  }),
  runDetails: z
    .object({
      builder: z.object({ id: text }).nullish(),
      metadata: z.object({ invocationId: text, startedOn: text, finishedOn: text, buildkit_metadata: Vcs }).nullish(),
    })
    .nullish(),
})

/** `https://slsa.dev/provenance/v0.2` */
export const PredicateV02 = z.object({
  buildType: text,
  builder: z.object({ id: text }).nullish(),
  invocation: z.object({ configSource: Material.nullish() }).nullish(),
  materials,
  metadata: z
    .object({ buildInvocationId: text, buildStartedOn: text, buildFinishedOn: text, [buildkit]: Vcs })
    .transform(({ [buildkit]: local, ...rest }) => ({ ...rest, local }))
    .nullish(),
})

/** A DSSE envelope; whose signatures they are is not looked into. */
export const Envelope = z.object({ payloadType: z.string(), payload: z.string() })

/** A bundle of Sigstore around an envelope; entries of the transparency log say when, in seconds since 1970. */
export const Bundle = z.object({
  dsseEnvelope: Envelope,
  verificationMaterial: z
    .object({
      tlogEntries: z.array(z.object({ integratedTime: z.union([z.string(), z.number()]).nullish() })).nullish(),
    })
    .nullish(),
})

/** A bundle as the API of GitHub lists it. */
export const Listed = z.object({ bundle: Bundle })
