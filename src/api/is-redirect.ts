/** Whether an answer is a redirect. In a browser, one that is not followed has the type `opaqueredirect` and no status. */
export const isRedirect = ({ type, status }: Response): boolean =>
  type === 'opaqueredirect' || (status >= 300 && status < 400);
