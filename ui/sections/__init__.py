"""The sections of the page: each owns its components and the listeners on them; `ui.app` puts them together."""
