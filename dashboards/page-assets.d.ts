/** What the build of the pages turns into modules. */
declare module '*.css'
declare module '*.graphql?raw' {
  const document: string
  export default document
}
