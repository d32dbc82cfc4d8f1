// What Node has itself in place of the package, of which Kubernetes' client takes these two.
export const { Headers } = globalThis;
export default globalThis.fetch;
