import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { moveFocus } from './move-focus.ts';
import { MoreIcon } from './page-icons.tsx';

export interface MenuItem {
  label: string;
  danger?: boolean;
  onChoose: () => void;
}

interface MenuProps {
  /** The name of the button and of the menu. */
  name: string;
  items: readonly MenuItem[];
  /** `tabIndex` of the button. */
  tabIndex?: number;
}

/** The distance of the menu from the edges of the page (px). */
const MARGIN = 8;

/** Places the menu below its button, or above where there is not enough room. */
const placeMenu = (menu: HTMLElement, button: HTMLElement): void => {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + height + MARGIN <= innerHeight;
  menu.style.top = `${below ? at.bottom : Math.max(MARGIN, Math.min(at.top, innerHeight - MARGIN) - height)}px`;
  menu.style.left = `${Math.max(MARGIN, Math.min(at.right - width, innerWidth - width - MARGIN))}px`;
};

/** A button with a menu. Arrow keys move in it; Escape and a click outside close it. */
export const Menu = ({ name, items, tabIndex = 0 }: MenuProps) => {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);

  const isOpen = useSignal(false);

  useLayoutEffect(() => {
    if (!isOpen.value || !menu.current || !button.current) return;
    placeMenu(menu.current, button.current);
    menu.current.querySelector('button')?.focus();
  }, [isOpen.value]);

  const close = (): void => {
    menu.current?.hidePopover();
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') menu.current?.hidePopover();
    else if (moveFocus(event, menu.current?.querySelectorAll('button') ?? [])) event.preventDefault();
  };
  return (
    <>
      <button
        type="button"
        class="icon-button"
        ref={button}
        aria-label={name}
        title={name}
        aria-haspopup="menu"
        aria-expanded={isOpen.value}
        popovertarget={id}
        tabIndex={tabIndex}
      >
        <MoreIcon />
      </button>
      <div
        id={id}
        popover="auto"
        class="menu"
        role="menu"
        aria-label={name}
        ref={menu}
        onKeyDown={onKeyDown}
        onToggle={(event) => {
          isOpen.value = event.newState === 'open';
        }}
      >
        {(isOpen.value ? items : []).map(({ label, danger, onChoose }) => (
          <button
            type="button"
            key={label}
            role="menuitem"
            tabIndex={-1}
            class={danger ? 'danger' : undefined}
            onClick={() => {
              close();
              onChoose();
            }}
          >
            {label}
          </button>
        ))}
      </div>
    </>
  );
};
