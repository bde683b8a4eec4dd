"""An empty page: for whoever watches over the server, and as the yardstick of all others."""

from django.http import HttpRequest, HttpResponse

from guanxi.web import routes


def healthy(request: HttpRequest) -> HttpResponse:
    """The server answers; nothing is asked of the database."""
    del request
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


ROUTES = [routes.public("health/", healthy, name="health")]
