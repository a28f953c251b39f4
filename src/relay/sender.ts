/** What the browser says of who opened a port: the part of `runtime.MessageSender` that is used. */
export interface Sender {
  id?: string | undefined;
  url?: string | undefined;
  frameId?: number | undefined;
}

/** The pages of the extension that may command the worker. */
const VIEW_PATH = /^\/src\/views\/[a-z]+\/index\.html$/;

/**
 * Whether a view of the extension opened the port: one of its pages, not within another page. `root` is the
 * address of the extension's files. A content script has the extension's id, but its page's address.
 */
export const isView = (sender: Sender | undefined, extension: { id: string; root: string }): boolean => {
  const { id, url = '', frameId = 0 } = sender ?? {};
  if (id !== extension.id || frameId !== 0 || !URL.canParse(url)) return false;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}/` === extension.root && VIEW_PATH.test(pathname);
};
