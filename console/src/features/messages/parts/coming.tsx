import { lazy } from "react";
import { Loading } from "@/ui/states";
import css from "../messages.module.css";

// On its way while the document is.
const code = import("./code");

/** The editor of a page, of words or of one line. */
export const Code = lazy(() => code);

/** In the place of the code while its editor is on its way, as large as that will be. */
export const Coming = () => (
  <div className={css.code}>
    <Loading />
  </div>
);
