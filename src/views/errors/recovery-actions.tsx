import { text } from '../i18n/text.ts';

/** A link of the error page to a part of the view that may still work. */
export interface RecoveryAction {
  name: string;
  onPress: () => void;
}

const reload = (): void => location.reload();

/** The links of the error page: `actions`, then "Reload". */
export const RecoveryActions = ({ actions }: { actions: readonly RecoveryAction[] }) => (
  <div class="page-links">
    {[...actions, { name: text('reload'), onPress: reload }].map(({ name, onPress }) => (
      <button type="button" class="link" key={name} onClick={onPress}>
        {name}
      </button>
    ))}
  </div>
);
