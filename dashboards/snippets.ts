import { leadlineCommand } from '../libs/domain/shell-command.ts'

/** Texts to copy into a terminal or a pipeline. Pure. */

/** One made-up deployment, with the fields that a pipeline knows. */
export function exampleDeployment(nowIso: string): Readonly<Record<string, unknown>> {
  return {
    type: 'deployment',
    service: 'shop',
    environment: 'production',
    version: '1.0.0',
    liveAt: nowIso,
  }
}

/** Posts one deployment with curl; `test`: only to try whether it would be taken. */
export function curlSnippet(options: {
  readonly origin: string
  readonly token: string
  readonly nowIso: string
  readonly test: boolean
}): string {
  const { origin, token, nowIso, test } = options
  return `curl -sS '${origin}/api/events${test ? '?test=true' : ''}' \\
  -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' \\
  -d '${JSON.stringify(exampleDeployment(nowIso))}'`
}

/** Sends one CDEvent in binary mode with curl: that a service was deployed. */
export function cdeventSnippet(options: {
  readonly url: string
  readonly secret: string
  readonly nowIso: string
}): string {
  const { url, secret, nowIso } = options
  const [id, source, type] = ['1', 'my-deployer', 'dev.cdevents.service.deployed.0.2.0']
  const event = {
    context: { version: '0.4.1', id, source, type, timestamp: nowIso },
    subject: {
      id: 'shop',
      type: 'service',
      content: { environment: { id: 'production' }, artifactId: 'pkg:generic/shop@1.0.0' },
    },
  }
  return `curl -sS '${url}' \
  -H 'Authorization: Bearer ${secret}' -H 'Content-Type: application/json' \
  -H 'ce-specversion: 1.0' -H 'ce-id: ${id}' -H 'ce-source: ${source}' -H 'ce-type: ${type}' \
  -d '${JSON.stringify(event)}'`
}

/** A step of GitHub Actions that tells of the deployment before it, however it ended. */
export function githubActionsSnippet(origin: string): string {
  return `- name: Tell Leadline about the deployment
  if: always()
  env:
    LEADLINE_TOKEN: \${{ secrets.LEADLINE_TOKEN }}
    OUTCOME: \${{ job.status == 'success' && 'succeeded' || job.status == 'cancelled' && 'cancelled' || 'failed' }}
  run: |
    curl -sS --fail-with-body --retry 3 '${origin}/api/events' \\
      -H "Authorization: Bearer $LEADLINE_TOKEN" -H 'Content-Type: application/json' --data-binary @- <<EVENT
    {"type":"deployment","service":"\${GITHUB_REPOSITORY#*/}","environment":"production",
     "repository":"\${GITHUB_SERVER_URL#*://}/$GITHUB_REPOSITORY","sha":"$GITHUB_SHA",
     "finishedAt":"$(date -u +%Y-%m-%dT%H:%M:%SZ)","outcome":"$OUTCOME"}
    EVENT`
}

/** A job of GitLab CI that tells of a deployment that went well. */
export function gitlabSnippet(origin: string): string {
  return `tell-leadline:
  stage: .post
  image: curlimages/curl
  script:
    - |
      curl -sS --fail-with-body --retry 3 '${origin}/api/events' \\
        -H "Authorization: Bearer $LEADLINE_TOKEN" -H 'Content-Type: application/json' --data-binary @- <<EVENT
      {"type":"deployment","service":"$CI_PROJECT_NAME","environment":"production",
       "repository":"$CI_SERVER_HOST/$CI_PROJECT_PATH","sha":"$CI_COMMIT_SHA",
       "finishedAt":"$(date -u +%Y-%m-%dT%H:%M:%SZ)","outcome":"succeeded"}
      EVENT`
}

/** Registers an App at GitHub, on the machine of Leadline. */
export function connectSnippet(origin: string, name: string): string {
  return leadlineCommand('source', 'connect', 'github', name === '' ? 'NAME' : name, '--url', origin)
}

/** Gives a repository that is read other rules. */
export function changeRulesCommand(source: string): string {
  return leadlineCommand('source', 'change', source, '--rules', 'rules.yaml')
}

/** Gives a source the secret that its system made. */
export function givenSecretCommand(source: string): string {
  return leadlineCommand('source', 'rotate', source, '--secret-file', 'FILE')
}

/** Ends the reading of a repository. */
export function removeCommand(source: string): string {
  return leadlineCommand('source', 'remove', source)
}

/** Posts an attestation of a pipeline, with the time of the build, which not every one of them names. */
export function attestationSnippet(url: string): string {
  return `curl -fsS '${url}' \\
  -H "Authorization: Bearer $LEADLINE_SECRET" -H 'Content-Type: application/json' \\
  -H "X-Published-At: $(date -u +%Y-%m-%dT%H:%M:%SZ)" --data-binary @attestation.json`
}
