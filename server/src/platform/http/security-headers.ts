/** On every answer (SEC-24). An answer of the API is data: nothing in it may run, load or be framed. */
export const securityHeaders = {
  'content-security-policy': `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), interest-cohort=()',
  'cache-control': 'no-store',
} as const;

/** Only over HTTPS: a browser ignores it otherwise. */
export const strictTransport = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } as const;
