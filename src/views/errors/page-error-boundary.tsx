import type { ComponentChildren } from 'preact';
import { late } from '../components/lazy-with-fallback.tsx';
import { text } from '../i18n/text.ts';
import { Boundary } from './error-boundary.tsx';
import type { FailedPageProps } from './error-page.tsx';
import { Ways } from './recovery-actions.tsx';

/** What is needed least of all, for where the rest cannot be fetched either. */
const Bare = ({ ways }: FailedPageProps) => (
  <main>
    <h1>{text('page_failed')}</h1>
    <Ways ways={ways} />
  </main>
);

export const FailedPage = late<FailedPageProps>(
  async () => (await import('./error-page.tsx')).FailedPage,
  Bare,
).Part;

interface PageBoundaryProps extends Omit<FailedPageProps, 'error'> {
  children: ComponentChildren;
}

/** A page; where it cannot be shown, what happened, and the ways on. */
export const PageBoundary = ({ model, ways, children }: PageBoundaryProps) => (
  <Boundary fallback={(error) => <FailedPage model={model} error={error} ways={ways} />}>{children}</Boundary>
);
