const scheme = /^[a-z][a-z0-9+.-]*:\/\//i
const user = /^[^/@]*@/
const scpColon = /^([^/:[]+):(?!\d+(?:\/|$))\/*/
const standardPort = /^([^/:]+):(?:22|443)(?=\/|$)/
const tail = /(?:\/+|\.git)$/i

/** A first part with a dot or a port, or `localhost`, is a host; anything else is an owner. */
function lowerHost(name: string): string {
  const slash = name.indexOf('/')
  if (slash === -1) return name
  const first = name.slice(0, slash)
  if (!/[.:]/.test(first) && first.toLowerCase() !== 'localhost') return name
  return first.toLowerCase() + name.slice(slash)
}

/** Azure DevOps has one repository at many addresses: by SSH, of the name that it had before, without a project of the same name. */
const azureDevops: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:ssh\.dev\.azure\.com|vs-ssh\.visualstudio\.com)\/v3\/([^/]+)\/([^/]+)\/([^/]+)$/,
    'dev.azure.com/$1/$2/_git/$3',
  ],
  [/^([^./]+)\.visualstudio\.com\/(?:DefaultCollection\/)?((?:[^/]+\/)?_git\/[^/]+)$/, 'dev.azure.com/$1/$2'],
  [/^dev\.azure\.com\/([^/]+)\/_git\/([^/]+)$/, 'dev.azure.com/$1/$2/_git/$2'],
]

function ofAzureDevops(name: string): string {
  return azureDevops.reduce((read, [pattern, written]) => read.replace(pattern, written), name)
}

function once(name: string): string {
  const bare = name
    .trim()
    .replace(/[?#].*$/, '')
    .replace(scheme, '')
    .replace(user, '')
    .replace(scpColon, '$1/')
    .replace(standardPort, '$1')
    .replaceAll(/\/{2,}/g, '/')
    .replace(tail, '')
    .replace(/^\/+/, '')
  return ofAzureDevops(lowerHost(bare))
}

/**
 * The one spelling of a repository's name, `host/owner/name`: host in lower case; no scheme, user, port 22 or 443,
 * `.git` or trailing slash, and no credentials. All spellings that git takes give the same name; a name without a host
 * stays without one. Empty where nothing is left.
 */
export function normaliseRepository(sent: string): string {
  let name = sent
  for (;;) {
    const next = once(name)
    if (next === name) return name
    name = next
  }
}
