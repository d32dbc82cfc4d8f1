/**
 * Of Kubernetes' client the programs need how a kubeconfig is read. It does not tell bundlers that what it generates
 * from the API is of no use unless it is called.
 */
export const kubernetesApi = {
  name: 'kubernetes-api',
  setup(to) {
    to.onResolve({ filter: /^\./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === kubernetesApi || !importer.includes('@kubernetes/client-node'))
        return undefined;
      const found = await to.resolve(path, {
        importer,
        resolveDir,
        kind,
        pluginData: kubernetesApi,
      });
      return { ...found, sideEffects: false };
    });
  },
};
