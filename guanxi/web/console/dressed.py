"""Forms whose inputs look like the console's."""

from typing import Any

from django import forms

_BARE = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect, forms.HiddenInput)


class Form(forms.Form):
    """A form that dresses each input by its kind."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever Django's takes
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, _BARE):
                look = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
                field.widget.attrs.setdefault("class", look)
