import type { ComponentChildren, ComponentType } from 'preact';
import { PartBoundary } from '../errors/error-boundary.tsx';
import type { PageProps } from './page-props.ts';
import { Toolbar } from './toolbar.tsx';
import type { PageName } from './use-page.ts';

/** The props of the pages that lead to others. */
export interface NavigationProps extends PageProps {
  onNavigate: (page: PageName) => void;
}

/** Hands the toolbar to a page. */
export const withToolbar =
  <P extends PageProps>(Page: ComponentType<P & { toolbar: ComponentChildren }>) =>
  ({ onNavigate, ...props }: P & NavigationProps) => {
    const { model, platform } = props;
    const toolbar = (
      <PartBoundary as="span">
        <Toolbar model={model} platform={platform} onNavigate={onNavigate} />
      </PartBoundary>
    );
    return <Page {...(props as unknown as P)} toolbar={toolbar} />;
  };
