"""Strategies for what no sane program has written: mutated documents, and values that are hard to swallow."""

from hypothesis import strategies as st

_DEEP = 3000
TOKENS = (
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\r",
    b"\r\n",
    b"\x0c",
    b"\x1b[2J",
    b"# coding: latin-1\n",
    b"# -*- coding: no-such -*-\n",
    b"# coding: utf-16\n",
    b"../../x",
    b"/etc/passwd",
    b"C:\\x",
    b"\\",
    b"'",
    b'"',
    b'"""',
    b"9" * 5000,
    b"1e999999",
    b"0x" + b"f" * 5000,
    b"(" * _DEEP,
    b"[" * _DEEP + b"]" * _DEEP,
    b"-" * _DEEP + b"1",
    b"not " * _DEEP + b"x",
    b"x" + b".y" * _DEEP,
    b"+".join([b"x"] * _DEEP),
    b"{'a': " * _DEEP,
    b'{"a":' * _DEEP,
    b"\xed\xa0\x80",
    "\u202eé".encode(),
    b"\\ud800",
    b"\\x00",
    b"None",
    b"[]",
    b"{}",
    b"()",
    b"*x",
    b"**x",
    b"f'{x!r:{y}}'",
    b"lambda: 0",
    b"\nclass Meta: pass\n",
    b"\ndef f(): pass\n",
    b" = ",
    b",",
    b"# audit: ignore[x] until 2027-99-99\n",
    b"# audit: ignore[] \n",
    b"=======\n",
    b"%00",
    b"%ff",
    b" ",
    b"\n",
)


@st.composite
def mutated(draw: st.DrawFn, valid: bytes) -> bytes:
    """Return ``valid`` after some cuts, flips, splices and strange insertions."""
    content = valid
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 40)))
        middle = draw(
            st.one_of(
                st.just(b""),
                st.sampled_from(TOKENS),
                st.binary(max_size=6),
                st.text(max_size=6).map(lambda text: text.encode(errors="replace")),
                st.integers(0, len(content)).map(lambda place, known=content: known[place : place + 60]),
            )
        )
        tail = draw(st.sampled_from([content[end:], content[end:], b""]))
        content = content[:start] + middle + tail
    return content


def documents(valid: bytes) -> st.SearchStrategy[bytes]:
    """Return mutations of ``valid``, and now and then bytes that have nothing to do with it."""
    return st.one_of(mutated(valid), mutated(valid), mutated(valid), st.binary(max_size=200), st.sampled_from(TOKENS))


# What JSON or TOML can hold, and what a person would not write.
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**400),
    st.floats(),
    st.text(max_size=10),
    st.sampled_from(
        [
            "",
            ".",
            "..",
            "../../x",
            "/etc/passwd",
            "C:\\x",
            "a\0b",
            "\ud800",
            "x" * 5000,
            "é",
            "CON",
            "*",
            "[",
            "**/",
            "(?",
        ]
    ),
)
VALUES: st.SearchStrategy[object] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=6,
)
