import pytest

from instruments.tagging import parsed


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("social economy", ["social economy"]),
        ("water, energy", ["energy", "water"]),
        ("water; energy ,,", ["energy", "water"]),
        ("Water, water", ["Water"]),
        ("  two \n words ", ["two words"]),
        ("", []),
    ],
)
def test_tags_are_separated_by_commas_and_may_be_more_than_one_word(typed, tags):
    assert parsed(typed) == tags
