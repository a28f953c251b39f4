import type { ComponentChildren } from 'preact';
import { Boundary } from './boundary.tsx';
import { late } from './late.tsx';
import type { ViewModel } from './model.ts';
import { text } from './text.ts';

/** Where one can go from a page that cannot be shown. */
export interface Way {
  name: string;
  onGo: () => void;
}

export interface FailedPageProps {
  model: ViewModel;
  /** What the page threw; absent where the worker has not answered yet. */
  error?: unknown;
  ways: readonly Way[];
}

const reload = (): void => location.reload();

/** The ways on, the last of which is there always. */
export const Ways = ({ ways }: { ways: readonly Way[] }) => (
  <div class="page-links">
    {[...ways, { name: text('reload'), onGo: reload }].map(({ name, onGo }) => (
      <button type="button" class="link" key={name} onClick={onGo}>
        {name}
      </button>
    ))}
  </div>
);

/** What is needed least of all, for where the rest cannot be fetched either. */
const Bare = ({ ways }: FailedPageProps) => (
  <main>
    <h1>{text('page_failed')}</h1>
    <Ways ways={ways} />
  </main>
);

export const FailedPage = late<FailedPageProps>(
  async () => (await import('./failed-page.tsx')).FailedPage,
  Bare,
).Part;

interface PageBoundaryProps extends Omit<FailedPageProps, 'error'> {
  children: ComponentChildren;
}

/** A page; where it cannot be shown, what happened, and the ways on. */
export const PageBoundary = ({ model, ways, children }: PageBoundaryProps) => (
  <Boundary fallback={(error) => <FailedPage model={model} error={error} ways={ways} />}>{children}</Boundary>
);
