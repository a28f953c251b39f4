import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { lazyWithFallback } from '../components/lazy-with-fallback.tsx';
import { ErrorBoundary, PartBoundary } from '../errors/error-boundary.tsx';
import { LazyErrorPage, PageErrorBoundary } from '../errors/page-error-boundary.tsx';
import type { ViewModel } from '../state/view-model.ts';
import type { PageProps } from './page-props.ts';

/** How long (ms) the worker may take to answer before the error page is shown. */
const START_TIMEOUT_MS = 4_000;

const StorageNotice = lazyWithFallback<{ model: ViewModel }>(
  async () => (await import('./storage-notice.tsx')).StorageNotice,
  () => null,
).Component;

interface RootProps extends PageProps {
  Page: ComponentType<PageProps>;
}

/** The page under the storage notice; before the first snapshot nothing, and after a timeout the error page. */
const Frame = ({ Page, model, platform }: RootProps) => {
  const timedOut = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      timedOut.value = true;
    }, START_TIMEOUT_MS);
    return () => clearTimeout(timer);
  }, []);
  // What is stored is shown meanwhile, but no longer than that.
  if (model.isEarly.value && timedOut.value) return <LazyErrorPage model={model} actions={[]} />;
  if (!model.ready.value) return timedOut.value ? <LazyErrorPage model={model} actions={[]} /> : null;
  return (
    <>
      {model.storageFault.value !== undefined && (
        <PartBoundary>
          <StorageNotice model={model} />
        </PartBoundary>
      )}
      <PageErrorBoundary model={model} actions={[]}>
        <Page model={model} platform={platform} />
      </PageErrorBoundary>
    </>
  );
};

/** The root of a view. Where even the error page throws it is empty, and the style sheet shows a message. */
export const Root = (props: RootProps) => (
  <ErrorBoundary fallback={() => null}>
    <Frame {...props} />
  </ErrorBoundary>
);
