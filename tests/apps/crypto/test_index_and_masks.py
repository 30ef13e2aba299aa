"""Looking up without plain text, and showing without telling."""

import re

import pytest

from huying.platform.crypto import (
    blind_index,
    mask_address,
    mask_id_number,
    mask_name,
    mask_phone,
)
from huying.platform.crypto.index import normalised

DISTRICT = 371502


@pytest.mark.parametrize(
    "typed",
    [
        "13812342206",
        " 138 1234 2206 ",
        "138-1234-2206",
        "+86 13812342206",
        "+8613812342206",
        "(+86)138-1234-2206",
        "8613812342206",
        "008613812342206",
        "１３８１２３４２２０６",
    ],
)
def test_one_phone_however_it_is_typed(typed, key_file):
    assert blind_index(typed, district=DISTRICT) == blind_index("13812342206", district=DISTRICT)


@pytest.mark.parametrize(
    ("typed", "plain"), [("0635-8221234", "06358221234"), ("8613456", "8613456"), ("无", "")]
)
def test_digits_that_only_look_like_a_country_code_stay(typed, plain):
    assert normalised(typed) == plain


def test_an_index_is_short_bound_and_not_a_plain_digest(key_file):
    phone = "13812342206"
    index = blind_index(phone, district=DISTRICT)
    assert re.fullmatch(r"[0-9a-f]{32}", index)
    others = {
        blind_index(phone, district=371503),
        blind_index(phone, district=DISTRICT, kind="id_number"),
        blind_index("13812342207", district=DISTRICT),
        blind_index(phone, district=DISTRICT, kind="access"),
    }
    assert len(others | {index}) == 5


def test_id_numbers_ignore_case_and_blanks(key_file):
    one = blind_index("37150219480312002x", district=DISTRICT, kind="id_number")
    assert one == blind_index("371502 1948 0312 002Ｘ", district=DISTRICT, kind="id_number")


def test_nothing_has_no_index_and_an_unknown_kind_is_refused(key_file):
    assert blind_index(" - ", district=DISTRICT) == ""
    with pytest.raises(ValueError, match="phone, id_number or access"):
        blind_index("x", district=DISTRICT, kind="name")


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_phone, "13812342206", "138****2206"),
        (mask_phone, "138 1234 2206", "138****2206"),
        (mask_phone, "06358221234", "063****1234"),
        (mask_phone, "8221234", "*****34"),
        (mask_phone, "1234", "****"),
        (mask_phone, "", ""),
        (mask_name, "周小明", "周**"),
        (mask_name, "周明", "周*"),
        (mask_name, "周", "周*"),
        (mask_name, "欧阳小小明", "欧**"),
        (mask_name, "", ""),
        (mask_id_number, "371502194803120021", "371***********0021"),
        (mask_id_number, "123", "***"),
        (mask_address, "向阳小区3号楼2单元501室", "向阳小区****"),
        (mask_address, "3号楼", "****"),
        (mask_address, "菜市场后门", "菜市****"),
        (mask_address, "", ""),
    ],
)
def test_masks(mask, value, shown):
    assert mask(value) == shown
