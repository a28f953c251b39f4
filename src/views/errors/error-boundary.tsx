import { Component, type ComponentChildren } from 'preact';
import { text } from '../i18n/text.ts';
import { noteFault } from './record-error.ts';

interface BoundaryProps {
  /** What is shown in place of what threw. `retry` renders the children anew. */
  fallback: (error: unknown, retry: () => void) => ComponentChildren;
  /** Another value renders the children anew. */
  of?: unknown;
  children: ComponentChildren;
}

interface BoundaryState {
  failed?: { error: unknown } | undefined;
}

/** Whatever its children throw while they are rendered, or in their effects, stays here and is noted. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = {};

  override componentDidCatch(error: unknown): void {
    noteFault(error);
    this.setState({ failed: { error } });
  }

  override componentWillReceiveProps({ of }: BoundaryProps): void {
    if (of !== this.props.of && this.state.failed) this.retry();
  }

  private readonly retry = (): void => this.setState({ failed: undefined });

  override render() {
    const { failed } = this.state;
    return failed ? this.props.fallback(failed.error, this.retry) : this.props.children;
  }
}

interface PartProps {
  /** The element that says so where the children cannot be shown. */
  as?: 'p' | 'li' | 'h1' | 'span';
  children: ComponentChildren;
}

/**
 * A row of a list, or a line of a page: where it cannot be shown, it says so, and the others go on. It is tried
 * again whenever what it stands in is rendered.
 */
export const Part = ({ as: Element = 'p', children }: PartProps) => (
  <Boundary of={children} fallback={() => <Element class="quiet">{text('part_failed')}</Element>}>
    {children}
  </Boundary>
);
