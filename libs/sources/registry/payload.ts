import * as z from 'zod'

const text = z.string().nullish()
const texts = z.record(z.string(), z.unknown()).nullish()
const digest = z.string().regex(/^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/)

/** What a manifest points to. */
export const Descriptor = z.object({
  mediaType: text,
  artifactType: text,
  digest,
  size: z.number().nullish(),
  annotations: texts,
  platform: z.object({ os: text, architecture: text }).nullish(),
})
export type Descriptor = z.infer<typeof Descriptor>

/** A manifest of one image, or an index of several. */
export const Manifest = z.object({
  config: Descriptor.nullish(),
  layers: z.array(Descriptor).max(1_000).nullish(),
  manifests: z.array(Descriptor).max(1_000).nullish(),
  annotations: texts,
})
export type Manifest = z.infer<typeof Manifest>

/** What an image says of itself. */
export const ImageConfig = z.object({
  created: text,
  config: z.object({ Labels: texts }).nullish(),
})

/** What was found of one image at its registry. */
export const Found = z.object({
  /** As the deployment names it. */
  image: z.string().min(1),
  /** By which it was asked for; null where that was a digest. */
  tag: text,
  digest,
  /** By when it was deployed, hence published. */
  deployedAt: z.string(),
  manifest: Manifest,
  /** The image itself, or of an index those of its platforms that were looked at. */
  images: z.array(z.object({ digest, manifest: Manifest, config: ImageConfig.nullish() })).max(100),
})
export type Found = z.infer<typeof Found>
