import path from 'node:path';
import { ConfigError, readConfig } from './config.js';

describe('the settings', () => {
  it('have a default for everything', () => {
    expect(readConfig({})).toEqual({
      host: 'localhost',
      port: 4000,
      databaseUrl: null,
      databasePool: 10,
      dataDir: path.resolve('.quorate'),
      origin: 'http://localhost:4000',
      production: false,
      demo: true,
      smtpUrl: null,
      mailFrom: 'quorate@localhost',
      trustedProxies: [],
      checkpointIntervalMs: 200,
      signCommand: null,
      witnessPolicyFile: null,
      wrappingKeysDir: path.resolve('.quorate/wrapping-keys'),
      backupDays: 35,
    });
  });

  it('are read from the environment', () => {
    const config = readConfig({
      HOST: '0.0.0.0',
      PORT: '8080',
      DATABASE_URL: 'postgres://app:secret@db/quorate',
      QUORATE_DATABASE_POOL: '25',
      QUORATE_DATA: '/var/lib/quorate',
      QUORATE_ORIGIN: 'https://Quorate.example.org/',
      NODE_ENV: 'production',
      QUORATE_DEMO: 'on',
      SMTP_URL: 'smtp://mail:1025',
      MAIL_FROM: 'Quorate <no-reply@example.org>',
      QUORATE_TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.7',
      QUORATE_CHECKPOINT_INTERVAL_MS: '1000',
      QUORATE_WITNESS_POLICY: '/etc/quorate/witnesses',
      QUORATE_WRAPPING_KEYS: '/run/secrets/quorate',
      QUORATE_BACKUP_DAYS: '14',
      QUORATE_SIGN_COMMAND: '/opt/kms/sign --profile quorate',
    });
    expect(config).toEqual({
      host: '0.0.0.0',
      port: 8080,
      databaseUrl: 'postgres://app:secret@db/quorate',
      databasePool: 25,
      dataDir: path.resolve('/var/lib/quorate'),
      origin: 'https://quorate.example.org',
      production: true,
      demo: true,
      smtpUrl: 'smtp://mail:1025',
      mailFrom: 'Quorate <no-reply@example.org>',
      trustedProxies: ['10.0.0.0/8', '192.0.2.7'],
      checkpointIntervalMs: 1000,
      signCommand: '/opt/kms/sign --profile quorate',
      witnessPolicyFile: '/etc/quorate/witnesses',
      wrappingKeysDir: path.resolve('/run/secrets/quorate'),
      backupDays: 14,
    });
  });

  it('load no demonstration into an external database unless it is asked for', () => {
    expect(readConfig({ DATABASE_URL: 'postgres://db/quorate' }).demo).toBe(false);
    expect(readConfig({ QUORATE_DEMO: 'off' }).demo).toBe(false);
  });

  it('count as absent when they are empty', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: ' ' })).toEqual(readConfig({}));
  });

  it('derive the public address from the port and the sender from the public address', () => {
    expect(readConfig({ PORT: '4001' }).origin).toBe('http://localhost:4001');
    expect(readConfig({ QUORATE_ORIGIN: 'https://q.example:8443' }).mailFrom).toBe('quorate@q.example');
  });

  it.each([
    ['PORT', '80a', 'PORT must be a whole number from 0 to 65535, not "80a".'],
    ['PORT', '-1', 'PORT must be a whole number from 0 to 65535, not "-1".'],
    ['PORT', '65536', 'PORT must be a whole number from 0 to 65535, not "65536".'],
    ['PORT', '4e3', 'PORT must be a whole number from 0 to 65535, not "4e3".'],
    ['QUORATE_DATABASE_POOL', '1', 'QUORATE_DATABASE_POOL must be a whole number from 2 to 1000, not "1".'],
    [
      'DATABASE_URL',
      'mysql://u:hunter2@db',
      'DATABASE_URL must be a URL that begins with postgres:// or postgresql://.',
    ],
    ['SMTP_URL', 'mail.example', 'SMTP_URL must be a URL that begins with smtp:// or smtps://.'],
    ['QUORATE_DEMO', 'yes', 'QUORATE_DEMO must be "on" or "off", not "yes".'],
    [
      'QUORATE_ORIGIN',
      'https://example.org/quorate',
      'QUORATE_ORIGIN must be a web address without a path, like https://quorate.example.org, not "https://example.org/quorate".',
    ],
    ['MAIL_FROM', 'nobody', 'MAIL_FROM must be a mail address like quorate@example.org, not "nobody".'],
    [
      'MAIL_FROM',
      'a@b\r\nBcc: c@d',
      'MAIL_FROM must be a mail address like quorate@example.org, not "a@b\r\nBcc: c@d".',
    ],
  ])('say in one sentence what is wrong with %s=%j', (name, value, sentence) => {
    const read = () => readConfig({ [name]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new ConfigError(sentence));
  });
});
