import type { Delivered, Translation } from '../source.ts'
import { artifactEvent } from './artifact.ts'
import { helmReleaseEvent } from './helm-release.ts'
import { kustomizationEvent } from './kustomization.ts'
import { FluxEvent } from './payload.ts'
import { terraformEvent } from './terraform.ts'

/** What the kinds do that deploy nothing. */
const others: Readonly<Record<string, string>> = {
  ImageUpdateAutomation: 'what it pushed is read from the repository',
  GitRepository: 'a fetched commit is not applied yet',
  HelmChart: 'a fetched chart is not released yet',
  HelmRepository: 'a fetched index is not released yet',
  Bucket: 'what was fetched is not applied yet',
}

/** An event of Flux's notification-controller, in the words of the event contract. */
export function translate(body: unknown, delivered?: Pick<Delivered, 'settings'>): Translation {
  const read = FluxEvent.safeParse(body)
  if (!read.success) {
    const [issue] = read.error.issues
    const where = issue === undefined || issue.path.length === 0 ? 'the body' : issue.path.join('.')
    return { ignored: `${where} is not as Flux sends it: ${issue?.message ?? ''}`, unreadable: true }
  }
  const event = read.data
  const { kind } = event.involvedObject
  if (kind === 'Kustomization') return kustomizationEvent(event, delivered?.settings)
  if (kind === 'HelmRelease') return helmReleaseEvent(event, delivered?.settings)
  if (kind === 'Terraform') return terraformEvent(event, delivered?.settings)
  if (kind === 'OCIRepository') return artifactEvent(event)
  return { ignored: others[kind] ?? `events of the kind ${kind.slice(0, 100)} say nothing that is measured` }
}
