import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { late } from '../components/lazy-with-fallback.tsx';
import { Boundary, Part } from '../errors/error-boundary.tsx';
import { FailedPage, PageBoundary } from '../errors/page-error-boundary.tsx';
import type { Shell } from '../platform/platform.ts';
import type { ViewModel } from '../state/view-model.ts';

/** So long (ms) a worker may take to answer before that is said. */
const START_MS = 4_000;

const StorageNotice = late<{ model: ViewModel }>(
  async () => (await import('./storage-notice.tsx')).StorageNotice,
  () => null,
).Part;

interface RootProps {
  Page: ComponentType<{ model: ViewModel; shell: Shell }>;
  model: ViewModel;
  shell: Shell;
}

/** What every page has: the notice about storage, and something to read where there is no snapshot. */
const Frame = ({ Page, model, shell }: RootProps) => {
  const waited = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      waited.value = true;
    }, START_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!model.ready.value) return waited.value ? <FailedPage model={model} ways={[]} /> : null;
  return (
    <>
      {model.storageFault.value !== undefined && (
        <Part>
          <StorageNotice model={model} />
        </Part>
      )}
      <PageBoundary model={model} ways={[]}>
        <Page model={model} shell={shell} />
      </PageBoundary>
    </>
  );
};

/** All of a view. Should even the words for a failed page fail, it is empty, and the style sheet says so. */
export const Root = (props: RootProps) => (
  <Boundary fallback={() => null}>
    <Frame {...props} />
  </Boundary>
);
