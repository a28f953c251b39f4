/** The package comes without types. */
declare module '@elizaos/plugin-bootstrap' {
  export const bootstrapPlugin: import('@elizaos/core').Plugin;
}
