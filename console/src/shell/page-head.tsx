import { ActionIcon } from "@mantine/core";
import { IconMenu2 } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { createContext, type ReactNode, useContext, useEffect } from "react";
import css from "./page-head.module.css";

/** Opens the sidebar where it is hidden; given by the frame. */
export const OpenSidebar = createContext<() => void>(() => {});

interface Props {
  title: string;
  /** The list this belongs to: `{ label: "Segments", to: "/segments" }`. */
  crumb?: { label: string; to: string };
  /** A `Status`, beside the title. */
  status?: ReactNode;
  /** At the right; one filled button at most. */
  children?: ReactNode;
}

/** The 48 px on top of every screen, two rows where one is too narrow: where one is, how it stands, what can be done. Also names the browser's tab. */
export function PageHead({ title, crumb, status, children }: Props) {
  const openSidebar = useContext(OpenSidebar);
  useEffect(() => {
    document.title = `${title} · Clew`;
  }, [title]);
  return (
    <header className={css.head} data-crumb={crumb ? true : undefined}>
      <ActionIcon className={css.menu} onClick={openSidebar} aria-label="Open the menu">
        <IconMenu2 size={18} stroke={1.6} />
      </ActionIcon>
      {crumb && (
        <span className={css.crumb}>
          <Link to={crumb.to}>{crumb.label}</Link>
          <span aria-hidden> / </span>
        </span>
      )}
      <h1 className={`${css.title} clip`}>{title}</h1>
      {status}
      <div className={css.actions} data-deeds>
        {children}
      </div>
    </header>
  );
}
