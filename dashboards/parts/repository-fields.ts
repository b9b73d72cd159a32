import { html, nothing, type TemplateResult } from 'lit'
import type { AddKind } from '../url-state.ts'

/** `SourceRepositoryInput` of the API. */
export interface WantedRepository {
  readonly url: string
  readonly token?: string
  readonly branch?: string
  readonly environment?: string
  readonly releases?: boolean
  readonly tags?: string
  readonly service?: string
  readonly rules?: string
}

const ways = ['nothing', 'versions', 'tags', 'branch'] as const
/** What of a git repository counts as a deployment. */
export type Deploys = (typeof ways)[number]

const wayWords: Readonly<Record<Deploys, string>> = {
  nothing: 'Nothing: something else tells of its deployments',
  versions: 'Tags that look like versions; without any, the default branch',
  tags: 'Tags of a pattern',
  branch: 'What comes onto a branch',
}

interface FieldWords {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly example?: string
  readonly required?: boolean
  readonly type?: 'text' | 'password'
}

function field({ name, label, hint, example = '', required = false, type = 'text' }: FieldWords): TemplateResult {
  return html`<label class="field-name">
    ${label}
    <input
      class="field"
      name=${name}
      type=${type}
      ?required=${required}
      maxlength="2000"
      placeholder=${example}
      autocomplete=${type === 'password' ? 'new-password' : 'off'}
      spellcheck="false"
    />
    ${hint === undefined ? nothing : html`<span class="muted small">${hint}</span>`}
  </label>`
}

const address = {
  name: 'url',
  label: 'Address',
  hint: 'As git clone takes it: https or ssh.',
  example: 'https://git.example.com/acme/shop',
  required: true,
}
const token = {
  name: 'token',
  label: 'Token, if it is not public',
  hint: 'One that may read, and nothing else. It is kept sealed and never shown again.',
  type: 'password',
} as const
const registry = {
  name: 'url',
  label: 'Registry',
  hint: 'Its host, or host and path: only images below it are asked for.',
  example: 'ghcr.io/acme',
  required: true,
}
const pull = {
  ...token,
  hint: 'One that may pull, and nothing else: alone, or as user:token. Kept sealed, never shown again.',
}
const environment = { name: 'environment', label: 'Environment', example: 'production' }

const rules = html`<details>
  <summary>Rules of your own, where its layout says too little</summary>
  <label class="field-name">
    Rules, as YAML
    <textarea
      class="field"
      name="rules"
      rows="6"
      maxlength="100000"
      spellcheck="false"
      autocomplete="off"
      placeholder="rules:&#10;  - path: '^apps/(?<service>[^/]+)/live/'&#10;    environment: production"
    ></textarea>
    <span class="muted small">
      What a file for <code>npx leadline analyze --rules</code> holds. Other rules later take back what was told by these.
    </span>
  </label>
</details>`

/** What must be known of a repository that is read; nothing for other kinds of sources. */
export function repositoryFields(kind: AddKind, deploys: Deploys, choose: (deploys: Deploys) => void) {
  if (kind === 'config-repository') {
    const branch = { name: 'branch', label: 'Branch that is deployed', hint: 'The default branch when left out.' }
    const rest = {
      ...environment,
      label: 'Environment where none is told',
      hint: 'Folders and files mostly name theirs.',
    }
    return html`${field(address)} ${field(token)} ${field(branch)} ${field(rest)} ${rules}`
  }
  if (kind === 'registry') return html`${field(registry)} ${field(pull)}`
  if (kind !== 'git') return nothing
  const chosen = ({ target }: Event) =>
    target instanceof HTMLSelectElement && choose(ways.find((way) => way === target.value) ?? 'nothing')
  return html`
    ${field(address)} ${field(token)}
    <label class="field-name">
      What of it is a deployment?
      <select class="field" @change=${chosen}>
        ${ways.map((way) => html`<option value=${way} ?selected=${way === deploys}>${wayWords[way]}</option>`)}
      </select>
    </label>
    ${deploys === 'tags' ? field({ name: 'tags', label: 'Pattern of the tags', example: 'v*', required: true }) : nothing}
    ${deploys === 'branch' ? field({ name: 'branch', label: 'Branch', example: 'main', required: true }) : nothing}
    ${deploys === 'nothing' ? nothing : [field({ name: 'service', label: 'Service', hint: 'The name of the repository when left out.' }), field({ ...environment, hint: 'production when left out.' })]}
  `
}

/** What was filled in; null for other kinds of sources. */
export function wantedRepository(kind: AddKind, deploys: Deploys, given: FormData): WantedRepository | null {
  if (!['git', 'config-repository', 'registry'].includes(kind)) return null
  const named = ['url', 'token', 'branch', 'environment', 'tags', 'service', 'rules'].flatMap((name) => {
    const value = given.get(name)
    return typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()] as const] : []
  })
  const releases = kind === 'git' && deploys === 'versions' ? { releases: true } : {}
  return { url: '', ...Object.fromEntries(named), ...releases }
}
