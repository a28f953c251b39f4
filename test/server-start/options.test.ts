import { describe, expect, it } from 'vitest';
import { hasDisplay, parseOptions } from '../../server/start/options.ts';

const options = (...args: string[]) => {
  const parsed = parseOptions(args);
  if (parsed.type !== 'run') throw new Error(`not run: ${JSON.stringify(parsed)}`);
  return parsed.options;
};
const message = (...args: string[]) => {
  const parsed = parseOptions(args);
  if (parsed.type !== 'wrong') throw new Error(`not wrong: ${JSON.stringify(parsed)}`);
  return parsed.message;
};

describe('parseOptions', () => {
  it('starts ElizaOS and a browser unless told otherwise', () => {
    expect(options()).toEqual({ server: undefined, room: false, browser: true, port: 3000 });
  });

  it('takes each option', () => {
    expect(options('--room', '--no-browser', '--port', '4000')).toEqual({
      server: undefined,
      room: true,
      browser: false,
      port: 4000,
    });
    expect(options('--port=65535').port).toBe(65_535);
  });

  it.each([
    ['http://localhost:3000/', 'http://localhost:3000'],
    ['localhost:3000', 'http://localhost:3000'],
    ['https://eliza.example/chat/', 'https://eliza.example/chat'],
  ])('takes the server %s as %s', (typed, url) => {
    expect(options('--server', typed).server).toBe(url);
  });

  it('helps, whatever else is asked', () => {
    expect(parseOptions(['--help'])).toEqual({ type: 'help' });
    expect(parseOptions(['-h', '--port', 'x'])).toEqual({ type: 'help' });
  });

  it.each([
    [['--prot', '4000'], /--prot/],
    [['4000'], /4000/],
    [['--port'], /--port/],
    [['--port', '0'], /--port wants a number from 1 to 65535, not '0'/],
    [['--port', '65536'], /not '65536'/],
    [['--port', '30x'], /not '30x'/],
    [['--server', 'ftp://a'], /--server wants an http or https address, not 'ftp:\/\/a'/],
    [['--server', 'http://'], /not 'http:\/\/'/],
    [['--server', 'http://a', '--room'], /does not go with --room/],
    [['--server', 'http://a', '--port', '1'], /does not go with --port/],
  ])('says what is wrong with %j', (args, words) => {
    expect(message(...args)).toMatch(words);
    expect(message(...args)).not.toContain('\n');
  });
});

describe('hasDisplay', () => {
  it('asks the environment on Linux alone', () => {
    expect(hasDisplay('linux', {})).toBe(false);
    expect(hasDisplay('linux', { DISPLAY: '' })).toBe(false);
    expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true);
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(hasDisplay('darwin', {})).toBe(true);
    expect(hasDisplay('win32', {})).toBe(true);
  });
});
