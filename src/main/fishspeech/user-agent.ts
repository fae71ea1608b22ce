/** Browser-like, since a CDN was reported to answer 403 to what is not, and naming Shoal. */
export const defaultUserAgent = 'Mozilla/5.0 (compatible; Shoal)';
