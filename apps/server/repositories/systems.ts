export const gitSystem = 'git'
export const configSystem = 'config-repository'
/** The systems whose repositories the server reads by itself. */
export const repositorySystems: readonly string[] = [gitSystem, configSystem]
