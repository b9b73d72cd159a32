/** What the build of the pages turns into modules. */
declare module '*.css'
declare module '*.css?inline' {
  const styles: string
  export default styles
}
declare module '*.graphql?raw' {
  const document: string
  export default document
}
