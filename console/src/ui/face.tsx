import css from "./face.module.css";

/** A person's initials in a circle, beside their name. */
export function Face({ letters }: { letters: string }) {
  return (
    <span className={css.face} aria-hidden>
      {letters}
    </span>
  );
}
