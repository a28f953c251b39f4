import { lazyWithFallback } from '../../components/lazy-with-fallback.tsx';
import type { AttachmentsProps } from './attachment-list.tsx';

const LazyAttachmentList = lazyWithFallback<AttachmentsProps>(
  async () => (await import('./attachment-list.tsx')).AttachmentList,
  () => null,
).Component;

/** The attachments of a message. Their code is loaded with the first attachment. */
export const Attachments = (props: AttachmentsProps) =>
  props.attachments.length > 0 ? <LazyAttachmentList {...props} /> : null;
