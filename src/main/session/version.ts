import packageJson from '../../../package.json' with { type: 'json' };

/** The version of this Shoal. */
export const { version } = packageJson;
