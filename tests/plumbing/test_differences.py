from plumbing.differences import word_difference


def test_a_difference_marks_the_words_that_went_and_came():
    assert word_difference("a short guide", "a long guide") == "a <del>short</del><ins>long</ins> guide"


def test_a_difference_escapes_what_people_typed():
    assert word_difference("", "<script>") == "<ins>&lt;script&gt;</ins>"


def test_long_unchanged_stretches_are_cut_down_to_the_words_around_a_change():
    stretch = " ".join(f"word{number}" for number in range(200))
    shown = word_difference(f"{stretch} old", f"{stretch} new")
    assert "word199 <del>old</del><ins>new</ins>" in shown
    assert "…" in shown
    assert "word0 " not in shown


def test_the_whole_text_is_shown_when_asked_for():
    stretch = " ".join(f"word{number}" for number in range(200))
    assert "word0 " in word_difference(f"{stretch} old", f"{stretch} new", whole=True)
