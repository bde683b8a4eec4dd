"""The settings of a space: one form, each setting with its meaning; only what differs is changed and recorded."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import ngettext

from guanxi.spaces import actions
from guanxi.spaces import queries as spaces
from guanxi.web import access, routes, sender, shell
from guanxi.web.console import settings_page


def settings(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """Show what holds, and change what was asked for."""
    held = spaces.settings_of(space_id=desk.space.id)
    form = settings_page.SettingsForm(request.POST or None, name=desk.space.name, held=held)
    status = HTTPStatus.OK
    if request.method == "POST":
        if form.is_valid():
            changed = form.changed()
            actions.rename_space(space_id=desk.space.id, name=form.name(), actor=desk.actor)
            for name, value in changed.items():
                actions.change_setting(space_id=desk.space.id, name=name, value=value, actor=desk.actor)
            count = len(changed) + (form.name() != desk.space.name)
            said = ngettext("%(count)d setting is changed.", "%(count)d settings are changed.", count)
            shell.tell(request, said % {"count": count})
            return HttpResponseRedirect(
                reverse("console:settings", args=[desk.space.slug]), status=HTTPStatus.SEE_OTHER
            )
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    page = {**settings_page.page(desk, form), "passed_on": sender.is_passed_on(request)}
    return shell.show(request, "console/settings/page.html", page, status=status)


ROUTES = [routes.console("settings/", settings, name="settings", needs="space.settings")]
