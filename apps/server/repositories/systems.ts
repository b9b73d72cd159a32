export const gitSystem = 'git'
export const configSystem = 'config-repository'
/** The systems whose repositories the server reads by itself. */
export const repositorySystems: readonly string[] = [gitSystem, configSystem]

export const registrySystem = 'registry'
/** All that the server reads or asks by itself; their names are of one sender each. */
export const readSystems: readonly string[] = [...repositorySystems, registrySystem]
