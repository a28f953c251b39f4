import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';

interface ChoiceProps<T extends string> {
  label: string;
  /** The label of each option. */
  options: Record<T, string>;
  value: Signal<T>;
}

/** A select box with its label above. */
export const Choice = <T extends string>({ label, options, value }: ChoiceProps<T>) => {
  const id = useId();
  const names = Object.keys(options) as T[];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value.value}
        onChange={(event) => {
          const chosen = names.find((name) => name === event.currentTarget.value);
          if (chosen !== undefined) value.value = chosen;
        }}
      >
        {names.map((name) => (
          <option key={name} value={name}>
            {options[name]}
          </option>
        ))}
      </select>
    </div>
  );
};
