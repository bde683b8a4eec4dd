"""The pages for a web server that speaks WSGI: `guanxi.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from guanxi.machine import tree

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.config.settings")
tree.end_with_parent()
application = get_wsgi_application()
