"""What spaces refuse."""

from django.utils.translation import gettext_noop

from guanxi.kernel import errors


class UnknownSpace(errors.Refusal):
    """No space has the id or slug `space`."""

    code = "spaces.unknown_space"
    text = gettext_noop("There is no space “%(space)s”.")


class SlugTaken(errors.Refusal):
    """Another space is called `slug`."""

    code = "spaces.slug_taken"
    text = gettext_noop("The short name “%(slug)s” is taken.")
    constraints = ("spaces_space_slug_is_free",)


class SlugUnreadable(errors.Refusal):
    """`slug` cannot stand in an address."""

    code = "spaces.slug_unreadable"
    text = gettext_noop(
        "“%(slug)s” cannot be a short name: use 1 to 40 small letters, digits and hyphens, no hyphen at either end."
    )


class NameMissing(errors.Refusal):
    """A name is empty or longer than 80 characters."""

    code = "spaces.name_missing"
    text = gettext_noop("A name needs 1 to 80 characters.")


class UnknownTimeZone(errors.Refusal):
    """`time_zone` is not in the IANA database."""

    code = "spaces.unknown_time_zone"
    text = gettext_noop("“%(time_zone)s” is not a time zone; an example is Asia/Shanghai.")


class UnknownCurrency(errors.Refusal):
    """`currency` is not a circulating currency of ISO 4217."""

    code = "spaces.unknown_currency"
    text = gettext_noop("“%(currency)s” is not a currency of ISO 4217; an example is CNY.")


class UnknownLocale(errors.Refusal):
    """`locale` is not a language tag such as zh-CN."""

    code = "spaces.unknown_locale"
    text = gettext_noop("“%(locale)s” is not a language; an example is zh-CN.")


class EmailTaken(errors.Refusal):
    """Somebody already signs in with this address. The address is not repeated."""

    code = "spaces.email_taken"
    text = gettext_noop("Somebody already signs in with this e-mail address.")
    constraints = ("spaces_user_email_key",)


class EmailUnreadable(errors.Refusal):
    """The address given is not one."""

    code = "spaces.email_unreadable"
    text = gettext_noop("This is not an e-mail address.")


class PasswordWeak(errors.Refusal):
    """`reason` says what the password lacks."""

    code = "spaces.password_weak"
    text = gettext_noop("Choose another password: %(reason)s")


class UnknownUser(errors.Refusal):
    """No user has the id or address given."""

    code = "spaces.unknown_user"
    text = gettext_noop("There is no such user.")


class AlreadyStaff(errors.Refusal):
    """The user `user_id` works for this space already; change the role instead."""

    code = "spaces.already_staff"
    text = gettext_noop("User %(user_id)s works here already.")
    constraints = ("spaces_staff_pkey",)


class NotStaff(errors.Refusal):
    """The user `user_id` does not work for this space."""

    code = "spaces.not_staff"
    text = gettext_noop("User %(user_id)s does not work here.")


class UnknownRole(errors.Refusal):
    """`role` is none of owner, operator, agent, analyst."""

    code = "spaces.unknown_role"
    text = gettext_noop("“%(role)s” is not a role; there are owner, operator, agent and analyst.")


class LastOwner(errors.Refusal):
    """A space without an owner could never be put right by anybody."""

    code = "spaces.last_owner"
    text = gettext_noop("The last owner cannot leave: make somebody else an owner first.")


class NotPermitted(errors.Refusal):
    """The role of `actor` does not include `permission`."""

    code = "spaces.not_permitted"
    text = gettext_noop("You may not do this (%(permission)s).")


class UnknownSetting(errors.Refusal):
    """Nobody has declared a setting called `name`."""

    code = "spaces.unknown_setting"
    text = gettext_noop("There is no setting “%(name)s”.")


class SettingTypeWrong(errors.Refusal):
    """The setting `name` wants a value of the type `expected`."""

    code = "spaces.setting_type_wrong"
    text = gettext_noop("The setting “%(name)s” must be %(expected)s.")


class LinkSpent(errors.Refusal):
    """A one-time link was used, has expired, was withdrawn, or never was one: it does not say which."""

    code = "spaces.link_spent"
    text = gettext_noop("This link no longer opens anything. Ask for a new one.")


class UnknownInvitation(errors.Refusal):
    """There is no open invitation with this number in the space."""

    code = "spaces.unknown_invitation"
    text = gettext_noop("There is no such invitation.")


class ColourUnreadable(errors.Refusal):
    """A colour is six hexadecimal digits."""

    code = "spaces.colour_unreadable"
    text = gettext_noop("Write a colour as #rrggbb, for example #17685a.")


class ContrastTooLow(errors.Refusal):
    """White on this colour, or the colour on our paper, has the `contrast`; `least` is needed. `instead` has it."""

    code = "spaces.contrast_too_low"
    text = gettext_noop(
        "White letters on this colour have a contrast of %(contrast)s; they need %(least)s to be read."
        " %(instead)s is the same colour, dark enough."
    )


class ThingUnreadable(errors.Refusal):
    """A thing is named by its kind and its code."""

    code = "spaces.thing_unreadable"
    text = gettext_noop("There is no thing called %(code)s.")


class TitleUnreadable(errors.Refusal):
    """A thing's title has `longest` characters at most, all of them visible."""

    code = "spaces.title_unreadable"
    text = gettext_noop("A name has at most %(longest)s visible characters.")
