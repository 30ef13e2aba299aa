"""A district that stands already gets what is shipped new, and nothing it has is changed."""

import shutil
from pathlib import Path

import pytest

from huying.cli.prepare import publish_new
from huying.platform.matters.models import PublishedProcedure
from huying.platform.matters.procedures import ProcedureChanged
from tests import builders


@pytest.mark.django_db
def test_procedures_shipped_later_are_published_once(town) -> None:
    publish_new([town.id], builders.MORNING)
    PublishedProcedure.objects.filter(code="exclusion").delete()
    assert publish_new([town.id], builders.MORNING) == 1
    assert publish_new([town.id], builders.MORNING) == 0


@pytest.mark.django_db
def test_a_published_version_is_never_changed(town, tmp_path: Path, settings) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(builders.DATA / "procedures", rules / "procedures")
    file = rules / "procedures/case.toml"
    file.write_text(file.read_text("utf-8") + "\n# another rule\n", "utf-8")
    settings.HUYING_RULES_DIR = rules
    with pytest.raises(ProcedureChanged, match="give the changed file version 2"):
        publish_new([town.id], builders.MORNING)
