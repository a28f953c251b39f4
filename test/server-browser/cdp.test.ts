import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { CdpError, openCdp, TargetGoneError } from '../../server/browser/cdp.ts';

interface Sent {
  id: number;
  method: string;
  sessionId?: string;
}

/** Both ends of a pipe: ours through `cdp`, the browser's through `sent` and `say`. */
const pipe = () => {
  const fromBrowser = new PassThrough();
  const toBrowser = new PassThrough();
  const sent: Sent[] = [];
  toBrowser.on('data', (data: Buffer) => {
    for (const frame of data.toString().split('\0')) if (frame !== '') sent.push(JSON.parse(frame));
  });
  const sentOne = async (index: number): Promise<Sent> => {
    while (sent.length <= index) await new Promise((resolve) => toBrowser.once('data', resolve));
    const frame = sent[index];
    if (!frame) throw new Error('unreachable');
    return frame;
  };
  const say = (frame: unknown): void => void fromBrowser.write(`${JSON.stringify(frame)}\0`);
  return { cdp: openCdp(fromBrowser, toBrowser), fromBrowser, sent, sentOne, say };
};

const attached = async (end: ReturnType<typeof pipe>, sessionId: string) => {
  const next = end.sent.length;
  const attaching = end.cdp.attach('target');
  const { id } = await end.sentOne(next);
  end.say({ id, result: { sessionId } });
  return attaching;
};

describe('openCdp', () => {
  it('answers each command with its own result, whatever the order', async () => {
    const end = pipe();
    const first = end.cdp.send('Target.createTarget', { url: 'a:' });
    const second = end.cdp.send('Target.createTarget', { url: 'b:' });
    const [one, two] = [await end.sentOne(0), await end.sentOne(1)];
    end.say({ id: two.id, result: { targetId: 'b' } });
    end.say({ id: one.id, result: { targetId: 'a' } });
    expect(await Promise.all([first, second])).toEqual([{ targetId: 'a' }, { targetId: 'b' }]);
  });

  it('puts frames together that arrive in pieces, within a character too', async () => {
    const end = pipe();
    const seen: string[] = [];
    end.cdp.on('Target.targetInfoChanged', ({ targetInfo }) => void seen.push(targetInfo.title));
    const frame = Buffer.from(
      `${JSON.stringify({ method: 'Target.targetInfoChanged', params: { targetInfo: { title: 'Grüße 👋' } } })}\0`,
    );
    for (const byte of Buffer.concat([frame, frame])) end.fromBrowser.write(Buffer.of(byte));
    const settled = end.cdp.send('Browser.getVersion');
    end.say({ id: (await end.sentOne(0)).id, result: {} });
    await settled;
    expect(seen).toEqual(['Grüße 👋', 'Grüße 👋']);
  });

  it('keeps sessions apart', async () => {
    const end = pipe();
    const one = await attached(end, 'one');
    const two = await attached(end, 'two');
    const heard: string[] = [];
    one.on('Page.loadEventFired', () => void heard.push('one'));
    const off = two.on('Page.loadEventFired', () => void heard.push('two'));
    end.say({ sessionId: 'two', method: 'Page.loadEventFired', params: {} });
    const settled = one.send('Page.enable');
    const { id, sessionId } = await end.sentOne(2);
    expect(sessionId).toBe('one');
    end.say({ id, sessionId, result: {} });
    await settled;
    expect(heard).toEqual(['two']);
    off();
    end.say({ sessionId: 'two', method: 'Page.loadEventFired', params: {} });
    const again = one.send('Page.enable');
    end.say({ id: (await end.sentOne(3)).id, sessionId, result: {} });
    await again;
    expect(heard).toEqual(['two']);
  });

  it('says which command was refused, and why', async () => {
    const end = pipe();
    const refused = end.cdp.send('Extensions.loadUnpacked', { path: '/x' });
    end.say({ id: (await end.sentOne(0)).id, error: { message: 'Manifest file is missing' } });
    await expect(refused).rejects.toThrow(CdpError);
    await expect(refused).rejects.toThrow('Extensions.loadUnpacked: Manifest file is missing');
  });

  it('rejects what a target that has gone can no longer answer, and nothing else', async () => {
    const end = pipe();
    const one = await attached(end, 'one');
    const lost = one.send('Page.enable');
    const kept = end.cdp.send('Browser.getVersion');
    const { id } = await end.sentOne(2);
    end.say({ method: 'Target.detachedFromTarget', params: { sessionId: 'one' } });
    await expect(lost).rejects.toThrow(TargetGoneError);
    await expect(one.send('Page.enable')).rejects.toThrow(TargetGoneError);
    expect(one.isGone).toBe(true);
    end.say({ id, result: { product: 'x' } });
    expect(await kept).toEqual({ product: 'x' });
  });

  it('rejects everything when the browser has gone', async () => {
    const end = pipe();
    const waiting = end.cdp.send('Browser.getVersion');
    end.fromBrowser.destroy();
    await expect(waiting).rejects.toThrow(TargetGoneError);
    await end.cdp.gone;
    await expect(end.cdp.send('Browser.getVersion')).rejects.toThrow(TargetGoneError);
  });
});
