"""Browsers of the people of the tests: staff by role, members, strangers."""

from django.http import HttpResponse
from django.test import Client

from guanxi.spaces import actions
from guanxi.spaces import queries as spaces
from guanxi.spaces.models import User
from guanxi.web import access, this_machine
from tests import cast

ENGLISH = {"accept-language": "en", "host": "localhost"}
OUTSIDE = "203.0.113.7"


def anonymous() -> Client:
    """Somebody from outside, who reads English and is nobody to us."""
    return Client(headers=ENGLISH, REMOTE_ADDR=OUTSIDE)


def here(language: str = "en") -> Client:
    """Somebody who sits at this machine: their browser has opened the address that was printed on the terminal."""
    client = Client(headers={"host": "127.0.0.1:8000", "accept-language": language})
    client.cookies[this_machine.COOKIE] = this_machine.cookie()
    return client


def staff(user_id: int) -> Client:
    """A user who has signed in."""
    client = anonymous()
    client.force_login(User.objects.get(id=user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def member(space_id: int, member_id: int) -> Client:
    """A member's phone, signed in to the space."""
    client, response = anonymous(), HttpResponse()
    access.sign_in(response, space=spaces.space(space_id=space_id), member_id=member_id, secure=False)
    client.cookies.update(response.cookies)
    return client


def desk(house: cast.House, role: str) -> Client:
    """Somebody who works in the house in this role."""
    user_id = cast.user(role.capitalize(), f"role-{house.space_id}")
    actions.add_staff(space_id=house.space_id, user_id=user_id, role=role, actor=cast.ACTOR)
    return staff(user_id)
