import { text } from '../i18n/text.ts';

/** Where one can go from a page that cannot be shown. */
export interface Way {
  name: string;
  onGo: () => void;
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
