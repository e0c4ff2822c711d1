import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useSession } from "@/api/session";
import { Notice } from "@/ui/notice";

/** Where it is kept that somebody does without a password, in this browser. */
const KEY = "clew-no-password";

/** Tells somebody who came by a link how they come back without one, until they would rather not hear of it. */
export function NoPassword() {
  const { password_set } = useSession();
  const [later, setLater] = useState(() => localStorage.getItem(KEY) !== null);
  if (password_set || later) return null;
  return (
    <Notice label="No password yet">
      <span>You came in by a link, which works once.</span>
      <Link to="/settings" className="link">
        Choose a password
      </Link>
      <button
        type="button"
        className="link"
        onClick={() => {
          localStorage.setItem(KEY, "");
          setLater(true);
        }}
      >
        Not now
      </button>
    </Notice>
  );
}
