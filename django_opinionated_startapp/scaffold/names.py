"""Names in the forms that Django code needs: ``order_items``, ``OrderItems``, "order items"."""

import hashlib
import keyword
import re

import inflection

INDEX_NAME_LENGTH = 30  # Django's limit for the names of indexes (models.E034)


def snake(name: str) -> str:
    """Return ``name`` as a variable name: ``APIKey`` → ``api_key``."""
    return inflection.underscore(name)


def camel(name: str) -> str:
    """Return ``name`` as a class name: ``order_items`` → ``OrderItems``; what is camel-cased stays so."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def words(name: str) -> str:
    """Return ``name`` as words in lower case, acronyms apart: ``APIKey`` → ``API key``."""
    parts = re.sub(r"(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z0-9])(?=[A-Z])", "_", name).split("_")
    return " ".join(part if len(part) > 1 and part.isupper() else part.lower() for part in parts if part)


def plural(name: str) -> str:
    """Return the plural of the last word of ``name``: ``category`` → ``categories``."""
    return inflection.pluralize(name)


def singular(name: str) -> str:
    """Return the singular of the last word of ``name``: ``addresses`` → ``address``."""
    return inflection.singularize(name) or name


def article(noun: str) -> str:
    """Return ``noun`` with its indefinite article: ``an order``."""
    first = noun.partition(" ")[0]
    if first.isupper() or len(first) == 1:  # read letter by letter
        vowel = first[0].upper() in "AEFHILMNORSX"
    else:
        silent, consonant = re.match("hour|heir|hono", noun.lower()), re.match("eu|one|uni|use|usu", noun.lower())
        vowel = bool(silent) or (noun[0].lower() in "aeiou" and not consonant)
    return f"{'an' if vowel else 'a'} {noun}"


def quoted(text: str) -> str:
    """Return ``text`` as a string literal in double quotes."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in plain) + '"'


def is_identifier(name: str) -> bool:
    """Tell whether ``name`` can name a module or a variable: no keyword, no dunder."""
    return (
        name.isidentifier()
        and name.isascii()
        and not keyword.iskeyword(name)
        and not (name.startswith("__") or name.endswith("__"))
        and name.strip("_") != ""
    )


def short_name(*parts: str, length: int = INDEX_NAME_LENGTH) -> str:
    """Join ``parts`` with underscores; too long a name is cut and told apart by four hexadecimal digits.

    Django lets no such name start with an underscore (models.E033).
    """
    name = "_".join(parts).lstrip("_")
    if len(name) <= length:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:4]
    return f"{name[: length - 5].rstrip('_')}_{digest}"


def member(value: str) -> str:
    """Return the name of the enumeration member for a choice: ``in-progress`` → ``IN_PROGRESS``."""
    name = re.sub(r"\W+", "_", value).upper()
    return f"VALUE_{name}" if name[:1].isdigit() else name
