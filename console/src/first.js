// Before anything else: light or dark, as chosen here or else as the system has it.
const chosen = localStorage.getItem("clew-theme");
const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.dataset.mantineColorScheme = dark ? "dark" : "light";

// Who is signed in is asked while the application itself is on its way. At the door nobody is.
if (location.pathname !== "/sign-in") globalThis.clewSession = fetch("/api/v1/session");
