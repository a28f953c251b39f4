import { describe, expect, it } from 'vitest';
import { sharedStage } from './harness/stage.ts';

const stage = sharedStage();
const { open } = stage;

describe('the pages beside the conversation', () => {
  it('keep the draft, and give way when the server is left', async () => {
    const { page } = stage;
    await open('conversation');
    await page.getByRole('textbox', { name: 'Message' }).fill('Half a thought');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('Half a thought');

    await open('agents');
    await page.getByRole('button', { name: 'Conversations' }).click();
    await page.getByRole('heading', { name: 'Conversations' }).waitFor();
    await stage.announce({ type: 'profile', profile: null });
    await page.getByRole('textbox', { name: 'Server address' }).waitFor();
  });
});
