import { type Posted, postFile, UPLOAD_LIMIT } from '../../../api/post-file.ts';
import type { RoomId } from '../../../model/ids.ts';
import { commandFailureWords } from '../../i18n/command-failure-words.ts';
import { deliveryFailureWords, formatBytes } from '../../i18n/delivery-failure-words.ts';
import { hostOf } from '../../i18n/server-name.ts';
import { text } from '../../i18n/text.ts';
import type { AttachedFile } from '../../state/attached-file.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { picturePreview } from './picture-preview.ts';

type UploadResult = { ok: true; url: string; contentType: string } | { ok: false; why: string };

/** Adds files to the composer of the open conversation, and uploads them. */
export const attachFiles = (model: ViewModel, conversation: Conversation, files: Iterable<File>): void => {
  for (const file of files) void attach(model, conversation, file);
};

const attach = async (model: ViewModel, conversation: Conversation, original: File): Promise<void> => {
  const { attached, filesBeforeEdit } = conversation;
  const file = asPlainText(original);
  const id = crypto.randomUUID();
  const stop = new AbortController();
  let common: { id: string; name: string; bytes: number; preview?: string } = {
    id,
    name: file.name,
    bytes: file.size,
  };
  /** Undefined removes the file. An edit may have set it aside since. */
  const replace = (next: AttachedFile | undefined): void => {
    for (const list of [attached, filesBeforeEdit]) {
      list.value = list.peek().flatMap((other) => (other.id === id ? (next ?? []) : other));
    }
  };
  const cancel = (): void => {
    stop.abort();
    replace(undefined);
  };

  attached.value = [...attached.peek(), { ...common, type: 'uploading', cancel }];
  const preview = await picturePreview(original);
  if (preview) {
    common = { ...common, preview };
    replace({ ...common, type: 'uploading', cancel });
  }
  const result = await upload(model, conversation.room.peek().id, file, stop.signal);
  replace(
    result.ok
      ? {
          ...common,
          type: 'done',
          attachment: {
            id,
            url: result.url,
            title: file.name,
            contentType: result.contentType,
            ...(preview && { preview }),
          },
        }
      : { ...common, type: 'failed', why: result.why },
  );
};

/** ElizaOS accepts no text type but `text/plain`: gives it to Markdown, CSV and other text files. */
const asPlainText = (file: File): File =>
  file.type.startsWith('text/') ? new File([file], file.name, { type: 'text/plain' }) : file;

const upload = async (
  model: ViewModel,
  roomId: RoomId,
  file: File,
  cancel: AbortSignal,
): Promise<UploadResult> => {
  const profile = model.profile.peek();
  if (!profile) return { ok: false, why: text('command_not_found') };
  if (file.size === 0) return { ok: false, why: text('attach_empty') };
  if (file.size > UPLOAD_LIMIT) {
    const why = text('failure_too_large', formatBytes(file.size), formatBytes(UPLOAD_LIMIT));
    return { ok: false, why };
  }
  if (profile.hasKey) return uploadByWorker(model, roomId, file, cancel);
  // Another program may listen at the address by now, which must get no file.
  const there = await model.execute({ type: 'check', what: 'server' });
  if (!there.ok) return { ok: false, why: commandFailureWords(there.failure) };
  const { address } = profile;
  if (there.checked?.dialect !== profile.dialect) {
    return { ok: false, why: text('command_not_understood', hostOf(address)) };
  }
  const answer = await postFile({ address, roomId, file, cancel });
  return answer.ok
    ? { ok: true, ...answer.value }
    : { ok: false, why: failureOf(answer, file, hostOf(address)) };
};

const failureOf = (answer: Extract<Posted, { ok: false }>, file: File, host: string): string => {
  switch (answer.why) {
    case 'refused':
      return text('failure_refused', answer.words);
    case 'too-large':
      return deliveryFailureWords({ type: 'too-large', bytes: file.size });
    case 'redirect':
      return text('attach_redirects', host);
    case 'not-understood':
      return text('command_not_understood', host);
    case 'network':
      return text('attach_network', host);
    default:
      return answer satisfies never;
  }
};

/** Uploads by the worker, which alone has the key; it reads the file from a `blob:` address. */
const uploadByWorker = async (
  model: ViewModel,
  roomId: RoomId,
  file: File,
  cancel: AbortSignal,
): Promise<UploadResult> => {
  const blob = URL.createObjectURL(file);
  cancel.addEventListener('abort', () => void model.execute({ type: 'cancel-upload', blob }));
  const result = await model.execute({ type: 'upload', roomId, blob, name: file.name });
  URL.revokeObjectURL(blob);
  if (!result.ok) {
    const { failure } = result;
    const why =
      failure.type === 'redirects' ? text('attach_redirects', failure.host) : commandFailureWords(failure);
    return { ok: false, why };
  }
  return result.uploaded ? { ok: true, ...result.uploaded } : { ok: false, why: text('command_not_found') };
};
