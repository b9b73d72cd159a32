import { placeholder } from './templates.ts'
import { environmentIn } from './environment-word.ts'
import { shortImage } from './image-name.ts'
import type { ImageReference } from './image-reference.ts'

/** Names that a reference's service may have. */
export interface ServiceNames {
  /** What it is called when nothing else is called so. */
  readonly first: string
  /** What tells it apart from another of the same name, the most telling first. */
  readonly apart: readonly string[]
}

/** Words that every repository has, and that name no service. */
const general = new Set(
  [
    'app apps application applications service services deploy deployment deployments deployer workload workloads',
    'image images img tag tags image-tag image-tags image_tags docker container containers controller controllers main',
    'value values version versions config configs configuration settings override overrides variable variables vars env',
    'envs environment environments overlay overlays base bases stage stages cluster clusters region regions placement',
    'placements target targets tenant tenants namespace namespaces chart charts helm helmfile release releases helmrelease',
    'helm-release helm-releases argocd argo flux gitops k8s kubernetes kustomize kustomization kustomizations manifest',
    'manifests resource resources component components patch patches infra infrastructure default global common shared',
    'statefulset daemonset cronjob job jobs rollout rollouts pod server git latest spec template templates project',
    'projects source sources src list set dependencies repository registry data root production staging',
  ]
    .join(' ')
    .split(' '),
)

/** Whether a name may be a service's. */
export function namesService(name: string): boolean {
  return /[a-z]/i.test(name) && name.length <= 300 && !general.has(name.toLowerCase()) && !name.includes(placeholder)
}

/** `api` of `api-prod`; the name itself where no environment ends it. */
function withoutEnvironment(name: string): string {
  const within = environmentIn(name, 'CAREFUL')
  return within !== null && within.beside !== '' && name.endsWith(within.environment) ? within.beside : name
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)]
}

/**
 * Names for the service of a reference: those inside the file (image, path of values, variable, release), then those of
 * the path from its end. An image's own name comes first, because it is mostly the repository's too; general words such
 * as `app` or `values` are passed over.
 *
 * @param rest of the path, without environment and placement.
 * @returns null where no name tells the service.
 */
export function serviceNamesOf(reference: ImageReference, rest: readonly string[]): ServiceNames | null {
  const { image, names, form } = reference
  const [stem, ...folders] = rest.toReversed()
  const ofPath = [...(stem === undefined ? [] : [stem]), ...folders].map(withoutEnvironment).filter(namesService)
  const inside = names.map((name) => (name === (image && shortImage(image)) ? name : withoutEnvironment(name)))
  const [first] = [...inside.filter(namesService), ...ofPath]
  if (first === undefined) return null
  // Files of one folder that run one image are workloads of one service; each file of values is a service.
  const telling = form === 'MANIFEST' ? folders.map(withoutEnvironment).filter(namesService) : ofPath
  const longer = image === undefined ? [] : [shortImage(image, 2)]
  return { first, apart: distinct([...longer, ...telling].filter((name) => name !== first)) }
}
