import css from "./cxl-editor.module.css";

/** In the place of the editor of an expression while that is on its way: as large as it will be. */
export const CxlComing = ({ text }: { text: string }) => (
  <pre className={`${css.editor} ${css.coming}`}>{text || " "}</pre>
);
