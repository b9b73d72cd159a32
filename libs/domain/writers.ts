/** Somebody who is no person, by what they leave in commits. */
export interface Writer {
  readonly name: string
  /** Ids of GitHub accounts: logins change, these do not. */
  readonly ids?: readonly number[]
  /** Logins without `[bot]`. */
  readonly logins?: readonly string[]
  readonly emails?: readonly string[]
  readonly domains?: readonly string[]
}

/**
 * Agents that write code, by marks that nothing else leaves (names alone are not: Devin and Claude are people too). The
 * marks are as public detectors list them and as 13 public repositories show them; many tools leave none.
 */
export const agents: readonly Writer[] = [
  { name: 'Claude Code', ids: [209825114], logins: ['claude'], emails: ['noreply@anthropic.com'] },
  {
    name: 'GitHub Copilot',
    ids: [198982749, 175728472, 223556219],
    logins: ['copilot-swe-agent', 'copilot'],
    emails: ['copilot@github.com', 'copilot@users.noreply.github.com'],
  },
  { name: 'Cursor', ids: [206951365], logins: ['cursor'], emails: ['cursoragent@cursor.com'] },
  {
    name: 'OpenAI Codex',
    ids: [199175422, 215057067],
    logins: ['chatgpt-codex-connector'],
    emails: ['codex@openai.com'],
  },
  { name: 'Devin', ids: [158243242], logins: ['devin-ai-integration'], domains: ['devin.ai'] },
  { name: 'Jules', logins: ['google-labs-jules'] },
  { name: 'Aider', emails: ['noreply@aider.chat', 'aider@aider.chat'] },
  { name: 'Amazon Q', ids: [208079219], logins: ['amazon-q-developer'] },
  { name: 'Junie', logins: ['jetbrains-junie'] },
  { name: 'Cline', ids: [205137888] },
  { name: 'OpenCode', emails: ['noreply@opencode.ai'] },
  { name: 'Amp', emails: ['amp@ampcode.com'] },
  { name: 'Windsurf', emails: ['windsurf@codeium.com'] },
  { name: 'OpenHands', emails: ['openhands@all-hands.dev'] },
]

/** Machines that carry versions and files around; besides these, all that call themselves `[bot]`. */
export const bots: readonly Writer[] = [
  { name: 'Dependabot', ids: [49699333], logins: ['dependabot', 'dependabot-preview'] },
  { name: 'Renovate', ids: [29139614], logins: ['renovate', 'renovate-bot'], emails: ['bot@renovateapp.com'] },
  { name: 'GitHub Actions', ids: [41898282], logins: ['github-actions'], emails: ['action@github.com'] },
  { name: 'Argo CD Image Updater', logins: ['argocd-image-updater'], emails: ['noreply@argoproj.io'] },
  { name: 'Flux', logins: ['fluxcdbot'], emails: ['fluxcdbot@users.noreply.github.com'] },
  { name: 'semantic-release', logins: ['semantic-release-bot'], emails: ['semantic-release-bot@martynus.net'] },
]

/** Reads code of others: no author, though some of them sign as one. */
export const reviewers: readonly string[] = [
  'copilot autofix',
  'coderabbitai',
  'greptile-apps',
  'qodo-merge',
  'gemini-code-assist',
]
