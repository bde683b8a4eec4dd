"""What is asked of a server by programs: whether it is there, and its mark."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static

from guanxi.web import routes


def healthy(request: HttpRequest) -> HttpResponse:
    """An empty page, the yardstick of all others: nothing is asked of the database."""
    del request
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def favicon(request: HttpRequest) -> HttpResponse:
    """The mark, for browsers that ask for it by its old name: beside a picture, which says nothing of its own."""
    del request
    return HttpResponseRedirect(static("web/mark.svg"))


ROUTES = [routes.public("health/", healthy, name="health"), routes.public("favicon.ico", favicon, name="favicon")]
