/** The sign of Clew; `public/mark.svg` is the same for the browser's tab. */
export function Logo({ size }: { size: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#6a5ce8" />
      <g fill="none" stroke="#fff" strokeWidth="2" strokeLinecap="round">
        <circle cx="14.5" cy="14.5" r="8.5" />
        <path d="M8 11.5c4.8-1 10.2 1 13.6 5.5M6.5 16.7c4-1.2 8.5.4 11.5 5M12 6.7c4.4 1 8.1 3.8 10.3 7.8M20 21.2c1.3 2 3.2 3.4 6 3.6" />
      </g>
    </svg>
  );
}
