import { environmentIn } from './environment-word.ts'

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
  return /[a-z]/i.test(name) && name.length <= 300 && !general.has(name.toLowerCase())
}

/** `api` of `api-prod`; the name itself where no environment ends it. */
export function withoutEnvironment(name: string): string {
  const within = environmentIn(name, 'CAREFUL')
  return within !== null && within.beside !== '' && name.endsWith(within.environment) ? within.beside : name
}
