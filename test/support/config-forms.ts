/** What is to run: a service in an environment, in a version. */
export interface Wanted {
  readonly service: string
  readonly environment: string
  readonly version: string
}

/** A way of writing versions into files of a configuration repository. */
export interface ConfigForm {
  readonly name: string
  /** It takes versions such as 1.2.3 alone. */
  readonly semantic: boolean
  /** A name of the place inside the environment that its files imply. */
  readonly placement: (environment: string) => string | null
  /** What a bump of it is called. */
  readonly value: (wanted: Wanted) => { image?: string; tag?: string; chart?: string; ref?: string }
  /** The files for all that is written in this form. */
  readonly files: (wanted: readonly Wanted[]) => Readonly<Record<string, string>>
}

const image = (service: string): string => `registry.example:5000/acme/${service}`
const variable = (service: string): string => service.toUpperCase().replaceAll('-', '_')
const imageValue = ({ service, version }: Wanted) => ({ image: image(service), tag: version })
const tagValue = ({ version }: Wanted) => ({ tag: version })

/** One file for each service and environment. */
function each(path: (wanted: Wanted) => string, text: (wanted: Wanted) => string): ConfigForm['files'] {
  return (wanted) => Object.fromEntries(wanted.map((one) => [path(one), text(one)]))
}

/** One file for each environment, with a part for each service. */
function together(path: (environment: string) => string, head: string, part: (wanted: Wanted) => string) {
  return (wanted: readonly Wanted[]): Record<string, string> => {
    const files: Record<string, string> = {}
    for (const one of wanted) {
      const name = path(one.environment)
      files[name] = `${files[name] ?? head}${part(one)}`
    }
    return files
  }
}

function form(name: string, files: ConfigForm['files'], more: Partial<ConfigForm> = {}): ConfigForm {
  return { name, semantic: false, placement: () => null, value: imageValue, ...more, files }
}

const chartValue = ({ service, version }: Wanted) => ({ chart: service, ref: version })

export const configForms: readonly ConfigForm[] = [
  form(
    'one line',
    each(
      (w) => `image-tags/${w.environment}/${w.service}`,
      (w) => `image_tag: ${w.version}\n`,
    ),
    { value: tagValue },
  ),
  form(
    'JSON',
    each(
      (w) => `tags/${w.environment}/${w.service}.json`,
      (w) => `{\n  "image_tag": "${w.version}"\n}\n`,
    ),
    { value: tagValue },
  ),
  form(
    'variables',
    together(
      (e) => `${e}.env`,
      '# tags\n',
      (w) => `${variable(w.service)}_DOCKER_TAG="${w.version}"\n`,
    ),
    { value: tagValue },
  ),
  form(
    'YAML of variables',
    together(
      (e) => `overrides/${e}.yaml`,
      '---\n',
      (w) => `${variable(w.service)}_IMAGE_TAG: "${w.version}"\n`,
    ),
    { value: tagValue },
  ),
  form(
    'kustomization of an environment',
    together(
      (e) => `envs/${e}/kustomization.yaml`,
      'images:\n',
      (w) => `- name: ${image(w.service)}\n  newTag: "${w.version}"\n`,
    ),
  ),
  form(
    'kustomization of a service',
    each(
      (w) => `apps/${w.service}/overlays/${w.environment}/kustomization.yaml`,
      (w) =>
        `resources: [../../base]\nimages:\n- name: app\n  newName: ${image(w.service)}\n  newTag: '${w.version}'\n`,
    ),
  ),
  form(
    'values of a service',
    each(
      (w) => `charts/${w.service}/values-${w.environment}.yaml`,
      (w) =>
        `replicas: 2\nimage:\n  registry: registry.example:5000\n  repository: acme/${w.service}\n  tag: "${w.version}"\n`,
    ),
  ),
  form(
    'values of an environment',
    together(
      (e) => `environments/${e}/values.yaml`,
      'global: {}\n',
      (w) => `${w.service}:\n  image:\n    repository: ${image(w.service)}\n    tag: "${w.version}"\n`,
    ),
  ),
  form(
    'manifest',
    each(
      (w) => `manifests/${w.environment}/${w.service}/deployment.yaml`,
      (w) =>
        `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${w.service}\nspec:\n  template:\n    spec:\n      containers:\n      - name: main\n        image: ${image(w.service)}:${w.version}\n`,
    ),
  ),
  form(
    'manifest of a cluster',
    each(
      (w) => `clusters/${w.environment}-eu/${w.service}.yaml`,
      (w) =>
        `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: ${w.service}}\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: "${image(w.service)}:${w.version}"}]}}}}}\n`,
    ),
    { placement: (environment) => `${environment}-eu` },
  ),
  form(
    'release of Flux',
    each(
      (w) => `flux/${w.environment}/${w.service}.yaml`,
      (w) =>
        `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ${w.service}, namespace: x}\nspec:\n  values:\n    image: {repository: "${image(w.service)}", tag: "${w.version}"}\n`,
    ),
  ),
  form(
    'chart of Flux',
    each(
      (w) => `flux/${w.environment}/${w.service}-release.yaml`,
      (w) =>
        `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ${w.service}}\nspec: {chart: {spec: {chart: ${w.service}, version: "${w.version}"}}}\n`,
    ),
    { semantic: true, value: chartValue },
  ),
  form(
    'application of Argo CD',
    each(
      (w) => `argo/${w.service}-${w.environment}.yaml`,
      (w) =>
        `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${w.service}-${w.environment}}\nspec:\n  source:\n    repoURL: https://git.example/acme/charts\n    path: ${w.service}\n    targetRevision: HEAD\n    helm:\n      parameters:\n      - {name: image.repository, value: "${image(w.service)}"}\n      - {name: image.tag, value: "${w.version}"}\n`,
    ),
  ),
  form(
    'source of Image Updater',
    each(
      (w) => `argo/${w.environment}/.argocd-source-${w.service}.yaml`,
      (w) => `kustomize:\n  images:\n  - ${image(w.service)}:${w.version}\n`,
    ),
  ),
  form(
    'umbrella chart',
    together(
      (e) => `umbrella/${e}/Chart.yaml`,
      'name: all\nversion: 0.1.0\ndependencies:\n',
      (w) => `- name: ${w.service}\n  version: ${w.version}\n  repository: https://charts.example\n`,
    ),
    { semantic: true, value: chartValue },
  ),
  form(
    'remote base',
    each(
      (w) => `remote/${w.service}/${w.environment}/kustomization.yaml`,
      (w) => `resources:\n- https://git.example/acme/${w.service}.git//deploy?ref=${w.version}\n`,
    ),
    { value: ({ version }) => ({ ref: version }) },
  ),
]
