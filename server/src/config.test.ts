import { describe, expect, test } from 'vitest';
import { ConfigError, environmentExample, loadConfig } from './config.ts';

function faultsOf(variables: Record<string, string>): readonly string[] {
  try {
    loadConfig(variables);
  } catch (error) {
    return (error as ConfigError).faults;
  }
  return [];
}

describe('loadConfig', () => {
  test('without settings everything has its standard, and empty is as good as none', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      databaseUrl: null,
      outboundAllow: [],
      insecureHttp: false,
      logLevel: 'info',
    });
    expect(config.dataDir.endsWith('/data')).toBe(true);
    expect(loadConfig({ PARLEY_PORT: '', DATABASE_URL: ' ', HOME: '/root' })).toEqual(config);
  });

  test('settings are read', () => {
    const config = loadConfig({
      PARLEY_PORT: '9000',
      DATABASE_URL: 'postgresql://parley:x@/parley?host=/run/postgresql',
      PARLEY_OUTBOUND_ALLOW: '10.0.0.0/8, fd00::1 ,127.0.0.1',
      PARLEY_INSECURE_HTTP: 'true',
    });
    expect(config).toMatchObject({
      port: 9000,
      outboundAllow: ['10.0.0.0/8', 'fd00::1', '127.0.0.1'],
      insecureHttp: true,
    });
    expect(config.databaseUrl).toContain('/run/postgresql');
  });

  test('the sandbox is there with our own database, and the demo wherever the sandbox is', () => {
    const other = { DATABASE_URL: 'postgresql://parley@host/parley' };
    expect(loadConfig({})).toMatchObject({ sandbox: true, demo: true });
    expect(loadConfig(other)).toMatchObject({ sandbox: false, demo: false });
    expect(loadConfig({ ...other, PARLEY_SANDBOX: 'yes' })).toMatchObject({ sandbox: true, demo: true });
    expect(loadConfig({ PARLEY_DEMO: 'no' })).toMatchObject({ sandbox: true, demo: false });
  });

  test('PLT-81 every wrong value is named at once, each in a line that says what is right', () => {
    expect(
      faultsOf({
        PARLEY_PORT: '80800',
        PARLEY_HOST: 'parley',
        PARLEY_LOG_LEVEL: 'loud',
        PARLEY_OUTBOUND_ALLOW: '10.0.0.0/33',
        PARLEY_INSECURE_HTTP: 'on',
      }),
    ).toEqual([
      'PARLEY_HOST must be an IP address, not "parley".',
      'PARLEY_PORT must be a whole number from 0 to 65535, not "80800".',
      'PARLEY_OUTBOUND_ALLOW must be addresses or networks like 10.1.2.3 or 10.0.0.0/8, separated by commas, not "10.0.0.0/33".',
      'PARLEY_INSECURE_HTTP must be yes or no, not "on".',
      'PARLEY_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, not "loud".',
    ]);
  });

  test.each([
    ['https://parley.example.com/', 'https://parley.example.com'],
    ['http://10.1.2.3:8080', 'http://10.1.2.3:8080'],
    ['', 'http://localhost:9000'],
  ])('the public address %j is %s', (given, expected) => {
    expect(loadConfig({ PARLEY_PORT: '9000', PARLEY_PUBLIC_URL: given }).publicUrl).toBe(expected);
  });

  test.each(['javascript:alert(1)', 'parley.example.com', 'https://a@b.example', 'https://a.example/x', 'https://a b'])(
    'SEC-21 %s is no public address',
    (given) => {
      expect(faultsOf({ PARLEY_PUBLIC_URL: given })).toHaveLength(1);
      expect(faultsOf({ PARLEY_CORS_ORIGINS: given })).toHaveLength(1);
    },
  );

  test('mail needs to know where its links lead, and a header has one line', () => {
    const smtp = { PARLEY_SMTP_URL: 'smtp://ann:secret@mail.example.com:587' };
    expect(faultsOf(smtp)).toEqual(['PARLEY_SMTP_URL needs PARLEY_PUBLIC_URL, for links in mails.']);
    expect(faultsOf({ ...smtp, PARLEY_PUBLIC_URL: 'https://parley.example.com' })).toEqual([]);
    expect(faultsOf({ PARLEY_MAIL_FROM: 'Parley\r\nBcc: <eve@example.com>' })).toHaveLength(1);
  });

  test('SEC-22 files go to another host name, not to another port: cookies know no ports', () => {
    const desk = { PARLEY_PUBLIC_URL: 'https://desk.example.com' };
    expect(loadConfig(desk).filesUrl).toBeNull();
    const apart = { ...desk, PARLEY_FILES_URL: 'https://files.example.com/' };
    expect(loadConfig(apart).filesUrl).toBe('https://files.example.com');
    expect(faultsOf({ ...desk, PARLEY_FILES_URL: 'https://desk.example.com:8443' })).toEqual([
      'PARLEY_FILES_URL must have another host name than PARLEY_PUBLIC_URL.',
    ]);
    expect(faultsOf({ PARLEY_FILES_URL: 'https://files.example.com' })).toEqual([
      'PARLEY_FILES_URL needs PARLEY_PUBLIC_URL, to be kept apart from it.',
    ]);
  });

  test('uninvited sign-up is closed by a mail server, unless it is opened; without one its links are the root’s', () => {
    const mail = {
      PARLEY_SMTP_URL: 'smtp://mail.example.com:587',
      PARLEY_PUBLIC_URL: 'https://parley.example.com',
    };
    expect(loadConfig({}).signUp).toBe(true);
    expect(loadConfig(mail).signUp).toBe(false);
    expect(loadConfig({ ...mail, PARLEY_SIGN_UP: 'yes' }).signUp).toBe(true);
    expect(loadConfig({ PARLEY_SIGN_UP: 'no' }).signUp).toBe(false);
  });

  test('a misspelt name is noticed', () => {
    expect(faultsOf({ PARLEY_PROT: '80', PARLEY_WHATEVER_ELSE: '1' })).toEqual([
      'PARLEY_PROT is not a setting; did you mean PARLEY_PORT?',
      'PARLEY_WHATEVER_ELSE is not a setting.',
    ]);
  });

  test('SEC-53 a wrong database or mail server is not repeated', () => {
    expect(faultsOf({ PARLEY_SMTP_URL: 'http://ann:secret@host' }).join()).not.toContain('secret');
    expect(faultsOf({ DATABASE_URL: 'mysql://root:secret@host/db' }).join()).not.toContain('secret');
  });
});

test('PLT-81 the example names every setting, and is itself accepted', () => {
  const variables = Object.fromEntries(
    [...environmentExample().matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]),
  );
  expect(Object.keys(variables)).toHaveLength(19);
  expect(loadConfig(variables)).toEqual(loadConfig({}));
});
