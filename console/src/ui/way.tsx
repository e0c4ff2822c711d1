import { useRouter } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, MouseEvent } from "react";

const REST = 40;
let resting: ReturnType<typeof setTimeout> | undefined;

/**
 * A link for where there are many, as in lists and in the sidebar: the router's own watches where one is, which costs
 * more than all else in a row.
 */
export function Way({ href, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const router = useRouter();
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || rest.target;
    if (elsewhere || event.defaultPrevented) return;
    event.preventDefault();
    void router.navigate({ to: href });
  };
  const prepare = () => void router.preloadRoute({ to: href }).catch(() => undefined);
  return (
    <a
      {...rest}
      href={href}
      onClick={follow}
      onFocus={prepare}
      onPointerEnter={() => {
        clearTimeout(resting);
        resting = setTimeout(prepare, REST);
      }}
      onPointerLeave={() => clearTimeout(resting)}
    />
  );
}
