import { lazyWithFallback } from '../../components/lazy-with-fallback.tsx';
import type { AttachmentsProps } from './attachment-list.tsx';

const { Component: Part } = lazyWithFallback<AttachmentsProps>(
  async () => (await import('./attachment-list.tsx')).AttachmentList,
  () => null,
);

/** What came with a message; few messages bring anything, so the first that does fetches its code. */
export const Attachments = (props: AttachmentsProps) =>
  props.attachments.length > 0 ? <Part {...props} /> : null;
