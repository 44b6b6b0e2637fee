import manifest from '../../../package.json' with { type: 'json' };

/** The product's version. The bundler puts in the one line that is needed of the manifest. */
export const VERSION: string = manifest.version;
