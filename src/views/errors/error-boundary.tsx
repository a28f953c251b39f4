import { Component, type ComponentChildren } from 'preact';
import { text } from '../i18n/text.ts';
import { recordError } from './record-error.ts';

interface ErrorBoundaryProps {
  /** Renders the replacement for children that threw. `retry` renders the children again. */
  fallback: (error: unknown, retry: () => void) => ComponentChildren;
  /** A changed value renders the children again. */
  resetOn?: unknown;
  children: ComponentChildren;
}

interface ErrorBoundaryState {
  failed?: { error: unknown } | undefined;
}

/** Catches and records what its children throw while rendering or in effects, and shows `fallback` instead. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = {};

  override componentDidCatch(error: unknown): void {
    recordError(error);
    this.setState({ failed: { error } });
  }

  override componentWillReceiveProps({ resetOn }: ErrorBoundaryProps): void {
    if (resetOn !== this.props.resetOn && this.state.failed) this.retry();
  }

  private readonly retry = (): void => this.setState({ failed: undefined });

  override render() {
    const { failed } = this.state;
    return failed ? this.props.fallback(failed.error, this.retry) : this.props.children;
  }
}

interface PartBoundaryProps {
  /** The element of the error message. */
  as?: 'p' | 'li' | 'h1' | 'span';
  children: ComponentChildren;
}

/**
 * An error boundary for a list row or a line of a page: shows a one-line message in its place. Renders the
 * children again whenever its parent renders.
 */
export const PartBoundary = ({ as: Element = 'p', children }: PartBoundaryProps) => (
  <ErrorBoundary resetOn={children} fallback={() => <Element class="quiet">{text('part_failed')}</Element>}>
    {children}
  </ErrorBoundary>
);
