import { useEffect, useRef, useState } from 'preact/hooks';
import { recordError } from '../../errors/record-error.ts';

type Render = (formula: string, into: HTMLElement, display: boolean) => void;

let render: Render | undefined;
let loading: Promise<void> | undefined;

/** Loads temml, when the first formula is met. */
export const loadMath = (): Promise<void> => {
  loading ??= import('temml').then(({ default: temml }) => {
    render = (formula, into, displayMode) =>
      // Nothing of a formula may lead out of it; sizes are in em, and macros cannot go on for ever.
      temml.render(formula, into, {
        displayMode,
        throwOnError: true,
        trust: false,
        maxSize: [20, 100],
        maxExpand: 100,
      });
  });
  return loading;
};

interface MathProps {
  /** The formula without its signs. */
  formula: string;
  /** As it was written: shown until it is rendered, and where it cannot be read. */
  written: string;
  display: boolean;
}

/** A formula in TeX, as MathML. */
export const Formula = ({ formula, written, display }: MathProps) => {
  const element = useRef<HTMLSpanElement>(null);
  const [isReady, setReady] = useState(render !== undefined);
  useEffect(() => {
    if (!isReady) loadMath().then(() => setReady(true), recordError);
  }, []);
  useEffect(() => {
    if (!render || !element.current) return;
    try {
      render(formula, element.current, display);
    } catch {
      element.current.textContent = written;
    }
  }, [formula, written, display, isReady]);
  return (
    <span class={display ? 'formula display' : 'formula'} dir="ltr" data-written={written} ref={element}>
      {isReady ? null : written}
    </span>
  );
};
