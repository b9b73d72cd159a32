import { normaliseRepository } from '#domain/repository-name'
import { parseImage, tagOf } from '#domain/naming/image-name'
import type { Translation } from '../source.ts'
import { metadataOf, type FluxEvent, recordOf, textOf, timeOf } from './payload.ts'
import { precedence } from './precedence.ts'
import { revisionOf } from './revision.ts'

const from = /\bfrom 'oci:\/\/([^'\s]{1,500})'/
const originSource = /\borigin source '([^'\s]{1,500})'/
const originRevision = /\borigin revision '([^'\s]{1,300})'/

/** Where a bundle of manifests is from; null where that is not said. */
export interface Origin {
  /** As it is pulled, without tag and digest. */
  readonly image: string | null
  /** Address of the repository that it was built from. */
  readonly source: string | null
  /** Of that repository. */
  readonly revision: string | null
}

/** What source-controller says of it in a message; null where it says none of it. */
export function originIn(message: string | null): Origin | null {
  const [image = null, source = null, revision = null] = [from, originSource, originRevision].map((pattern) =>
    textOf(pattern.exec(message ?? '')?.[1]),
  )
  return image === null && source === null && revision === null ? null : { image, source, revision }
}

/** That a bundle was built from a commit: its digest leads to that commit. */
function artifact(revision: string | null, origin: Origin | null, at: string | null): Translation {
  const { digest, ref } = revisionOf(revision ?? '')
  const repository = normaliseRepository(origin?.source ?? '').slice(0, 500)
  const { sha } = revisionOf(origin?.revision ?? '')
  const image = parseImage(origin?.image ?? null)?.image
  if (digest === null || image === undefined || repository === '' || sha === null || at === null)
    return { ignored: 'the artifact does not say from which commit it was built' }
  const tag = tagOf(ref)
  // It was seen then; whoever saw its push knows better.
  const updatedAt = precedence(3, at)
  return {
    statements: [
      { type: 'artifact', image, ...(tag !== null && { tag }), digest, repository, sha, publishedAt: at, updatedAt },
    ],
  }
}

/** An event of an OCIRepository in the words of the event contract. */
export function artifactEvent(event: FluxEvent): Translation {
  return artifact(metadataOf(event, 'revision'), originIn(event.message ?? null), timeOf(event.timestamp))
}

/** What an OCIRepository, as the cluster holds it, says of the artifact that it fetched. */
export function ociRepositoryObject(value: unknown): Translation {
  const { spec, status } = recordOf(value)
  const fetched = recordOf(recordOf(status)['artifact'])
  const annotations = recordOf(fetched['metadata'])
  const origin = {
    image: textOf(recordOf(spec)['url'])?.replace(/^oci:\/\//, '') ?? null,
    source: textOf(annotations['org.opencontainers.image.source']),
    revision: textOf(annotations['org.opencontainers.image.revision']),
  }
  return artifact(textOf(fetched['revision']), origin, timeOf(fetched['lastUpdateTime']))
}
