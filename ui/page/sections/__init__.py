"""The sections of the page: each owns its components and the listeners on them; `ui.server.app` puts them together."""
