"""The application a web server runs. Refuses to exist in wrong surroundings."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from kontera.config import environment

environment.read(os.environ, needs=environment.SERVING)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontera.config.settings")

application = get_wsgi_application()
