"""The rule ``mutation-verb``."""

import re
from collections.abc import Iterator

from ....pattern import Construct
from ...finding import Finding, Severity
from ...lookups.homes import lives_in
from ...project import App, Module, Project
from ...rule import Rule

# Endings of nouns, participles and adverbs; words that end so and are verbs too are few.
_NO_VERB = re.compile(r"\w{2,}(tion|sion|ment|ness|ity|ance|ence|ism|ship|ing|ly|ful|ous)")
_VERBS = frozenset(
    ("mention", "position", "question", "transition", "provision", "comment", "document", "implement", "increment")
) | frozenset(("decrement", "bring", "ping", "ring", "apply", "reply", "supply", "multiply", "balance", "enhance"))
_NOT_AT_ALL = frozenset(("a", "all", "any", "has", "is", "last", "new", "next", "no", "not", "old", "the", "to"))


class MutationVerb(Rule):
    """A mutation has a name that starts with a noun or participle instead of a verb.

    What is looked for are words that can't be a verb: the name of one of the app's models, or an ending such as
    `-tion` or `-ing`.

    **Why.** A mutation is something that a user or the business does. `save_game_result` says what happens,
    `game_result` and `result_saving` have to be opened.

    **Instead.** Start with the verb: `place_order`, `cancel_subscription`.
    """

    code = "SV006"
    name = "mutation-verb"
    severity = Severity.INFO
    profiles = ("domain",)
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/domain/__init__.py": "",
        "orders/domain/mutations/__init__.py": "from ._cancellation import cancellation",
        "orders/domain/mutations/_cancellation.py": "def cancellation(): ...",
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/domain/__init__.py": "",
        "orders/domain/mutations/__init__.py": "from ._cancel_order import cancel_order",
        "orders/domain/mutations/_cancel_order.py": "def cancel_order(): ...",
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the first words of the public functions."""
        app = project.apps.get(module.app)
        if app is None or not lives_in(app, module, Construct.WRITE, self.profiles):
            return
        models = _names_of_models(project, app)
        for function in module.body.functions:
            word = function.name.partition("_")[0]
            nominal = word in _NOT_AT_ALL or (word not in _VERBS and _NO_VERB.fullmatch(word))
            if function.public and (nominal or any(f"{function.name}_".startswith(f"{each}_") for each in models)):
                yield self.finding(
                    module.at(function),
                    f"The mutation {function.name} doesn't start with a verb.",
                    "Say what it does: place_order, cancel_subscription.",
                    anchor=function.name,
                    app=app,
                )


def _names_of_models(project: Project, app: App) -> frozenset[str]:
    """Return the names of the app's models of more than one word, as functions would write them: ``game_result``.

    A single word may be a verb too: ``order``, ``ship``.
    """
    own = (each.row.simple_name for each in project.models.values() if each.module.app == app.label)
    snake = (re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower() for name in own)
    return frozenset(name for name in snake if "_" in name)
