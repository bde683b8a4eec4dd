"""The pages for a web server that speaks WSGI: `guanxi.config.wsgi:application`.

Raises ImproperlyConfigured without a secret key: the one of tests and tools is in the source, and whoever knows the key
can write themselves any session.
"""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from guanxi.machine import tree

if not os.environ.get("GUANXI_SECRET_KEY"):
    message = (
        "set GUANXI_SECRET_KEY to a long random text that stays the same, for instance the output of:"
        ' python3 -c "import secrets; print(secrets.token_hex(32))"; or start with: guanxi web, which keeps one itself'
    )
    raise ImproperlyConfigured(message)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.config.settings")
tree.end_with_parent()
application = get_wsgi_application()
