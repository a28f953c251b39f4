import { describe, expect, it } from 'vitest';
import { sharedStage } from './harness/stage.ts';

const stage = sharedStage();
const { open } = stage;

describe('the pages beside the conversation', () => {
  it('keep the draft, and give way when the server is left', async () => {
    const { page } = stage;
    await open('conversation');
    await page.byRole('textbox', 'Message').fill('Half a thought');
    await page.byRole('button', 'Settings').click();
    await page.byRole('heading', 'Settings').waitFor();
    await page.byRole('button', 'Back').click();
    expect(await page.byRole('textbox', 'Message').value()).toBe('Half a thought');

    await open('agents');
    await page.byRole('button', 'Conversations').click();
    await page.byRole('heading', 'Conversations').waitFor();
    await stage.announce({ type: 'profile', profile: null });
    await page.byRole('textbox', 'Server address').waitFor();
  });
});
