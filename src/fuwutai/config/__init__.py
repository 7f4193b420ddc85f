"""Settings, URLs and the ASGI shell: the only place that knows every app."""
