"""The fragments of a grammar are found in an installed package and in a checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from nsksim.language import Language
from nsksim.language import fragments as module
from nsksim.language.fragments import fragments
from tests.language import toy


def write(folder: Path, **texts: str) -> None:
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / f"{name}.lark").write_text(text, "utf-8")


@pytest.fixture
def roots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    installed, checkout = tmp_path / "package" / "grammars", tmp_path / "checkout" / "grammars"
    monkeypatch.setattr(module, "INSTALLED", installed)
    monkeypatch.setattr(module, "CHECKOUT", checkout)
    return installed, checkout


def test_the_checkout_serves_an_editable_install(roots: tuple[Path, Path]) -> None:
    write(roots[1] / "toy", b="b: B", a="a: A")
    assert fragments("toy") == ["a: A", "b: B"]


def test_the_installed_package_comes_first(roots: tuple[Path, Path]) -> None:
    write(roots[0] / "toy", a="installed: A")
    write(roots[1] / "toy", a="checkout: A")
    assert fragments("toy") == ["installed: A"]


def test_a_grammar_of_its_own_is_left_out(roots: tuple[Path, Path]) -> None:
    write(roots[1] / "toy", a="a: A", expansion="start: text\n")
    assert fragments("toy") == ["a: A"]


def test_a_language_without_a_folder_has_no_fragments(roots: tuple[Path, Path]) -> None:
    assert fragments("toy") == []


def test_fragments_are_joined_whatever_their_order(roots: tuple[Path, Path]) -> None:
    write(roots[1] / "media", tape=toy.TAPE_OBJECTS, other=toy.OTHER_OBJECTS)
    language = Language("media", toy.MEDIA, toy.OPERANDS)
    assert toy.Exit() == language.parse("EXIT")
    assert toy.InfoTapevolume(("A",)) == language.parse("INFO TAPEVOLUME A")


def test_a_language_is_built_when_it_is_first_used(roots: tuple[Path, Path]) -> None:
    language = Language("media", toy.MEDIA, toy.OPERANDS)
    write(roots[1] / "media", tape=toy.TAPE_OBJECTS, other=toy.OTHER_OBJECTS)
    assert toy.Exit() == language.parse("EXIT")
