import { useId } from "react";
import css from "./choice.module.css";

interface Option<Value extends string> {
  value: Value;
  label: string;
  disabled?: boolean;
}

interface Props<Value extends string> {
  "aria-label": string;
  data: readonly Option<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  size?: "xs" | "sm";
  /** As wide as there is room, each option as wide as the others. */
  fullWidth?: boolean;
  className?: string;
}

/**
 * One of few, side by side, of which one always holds.
 *
 * Mantine's control slides a mark under the chosen one, and measures the page for it each time one is drawn.
 */
export function Choice<Value extends string>({
  "aria-label": label,
  data,
  value,
  onChange,
  size = "sm",
  fullWidth,
  className = "",
}: Props<Value>) {
  const id = useId();
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={`${css.choice} ${className}`}
      data-size={size}
      data-full={fullWidth || undefined}
    >
      {data.map((option) => (
        <label key={option.value} data-chosen={option.value === value || undefined}>
          <input
            type="radio"
            name={id}
            value={option.value}
            checked={option.value === value}
            disabled={option.disabled}
            onChange={() => onChange(option.value)}
          />
          <span className="clip">{option.label}</span>
        </label>
      ))}
    </div>
  );
}
