"""What a refusal is in HTTP: one table, by the code of the refusal."""

from http import HTTPStatus

from guanxi.kernel.errors import Refusal

NOT_FOUND_PREFIX = "unknown"
STATUS = {"not_permitted": HTTPStatus.FORBIDDEN}


def status(refusal: Refusal) -> HTTPStatus:
    """404 for what is not there (or not in this space), 403 for what a role does not include, else 422."""
    if type(refusal).__name__.startswith("Unknown"):
        return HTTPStatus.NOT_FOUND
    return STATUS.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY)
