import type { ComponentChildren } from 'preact';
import { lazyWithFallback } from '../components/lazy-with-fallback.tsx';
import { text } from '../i18n/text.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import type { ErrorPageProps } from './error-page.tsx';
import { RecoveryActions } from './recovery-actions.tsx';

/** Shown until the error page is loaded, and for good where it cannot be loaded. */
const MinimalErrorPage = ({ actions }: ErrorPageProps) => (
  <main>
    <h1>{text('page_failed')}</h1>
    <RecoveryActions actions={actions} />
  </main>
);

export const LazyErrorPage = lazyWithFallback<ErrorPageProps>(
  async () => (await import('./error-page.tsx')).ErrorPage,
  MinimalErrorPage,
).Component;

interface PageErrorBoundaryProps extends Omit<ErrorPageProps, 'error'> {
  children: ComponentChildren;
}

/** Shows the error page in place of a page that throws. */
export const PageErrorBoundary = ({ model, actions, children }: PageErrorBoundaryProps) => (
  <ErrorBoundary fallback={(error) => <LazyErrorPage model={model} error={error} actions={actions} />}>
    {children}
  </ErrorBoundary>
);
