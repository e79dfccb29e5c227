from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bench.text import NO_OFFSET, View, ends_sentence, unwrap, unwrap_line

# Text as extracted: ideographs, digits, marks, line feeds and spaces, all of which the rule looks at.
EXTRACTED = st.text(alphabet="济宁市长5%。！”“（A \n", max_size=80)


def test_every_clean_character_stands_on_the_page_where_it_says(articles, gold_folder):
    page = (gold_folder.path / "page" / "jining-daily-2024-01.txt").read_text(encoding="utf-8")
    for article in articles:
        for view in (article.clean, article.raw):
            for character, offset in zip(view.text, view.offsets, strict=True):
                assert character == "\n" if offset == NO_OFFSET else page[offset] == character


def test_raw_is_the_block_of_the_page(articles, gold_folder):
    page = (gold_folder.path / "page" / "jining-daily-2024-01.txt").read_text(encoding="utf-8")
    for article in articles:
        assert article.raw.text == page[article.raw.offsets[0] : article.raw.offsets[-1] + 1]


def test_between_views_only_line_feeds_and_spaces_are_deleted(articles):
    for article in articles:
        kept = set(article.clean.offsets)
        deleted = {c for c, o in zip(article.raw.text, article.raw.offsets, strict=True) if o not in kept}
        assert deleted <= {"\n", " "}


@given(EXTRACTED)
def test_unwrapping_deletes_only_line_feeds_and_spaces_and_keeps_the_order(text):
    view = unwrap(View.whole(text))
    kept = [o for o in view.offsets if o != NO_OFFSET]
    assert kept == sorted(kept)
    assert all(text[o] == c for c, o in zip(view.text, view.offsets, strict=True) if o != NO_OFFSET)
    assert {text[i] for i in range(len(text)) if i not in set(kept)} <= {"\n", " "}


@given(EXTRACTED)
def test_unwrapping_as_one_paragraph_leaves_no_line_feed(text):
    assert "\n" not in unwrap_line(View.whole(text)).text


def test_a_blank_line_inside_a_sentence_is_no_paragraph():
    text = "在济宁高\n\n新区建设基地。\n\n双方表示，\n合作。"
    assert unwrap(View.whole(text)).text == "在济宁高新区建设基地。\n双方表示，合作。"


def test_a_short_line_ends_its_paragraph():
    assert unwrap(View.whole("■记者\n二〇二四年全市工作\n将按照会议要求推进\n各项建设任务。")).text.startswith(
        "■记者\n二"
    )


def test_stray_spaces_go_and_the_pages_own_stay():
    line = View.whole("约 500 个，达 30%。“ 档案袋”（第 25 场）记者 宋仪\n凯")
    assert unwrap_line(line).text == "约500个，达30%。“档案袋”（第25场）记者 宋仪凯"


def test_ends_sentence_looks_behind_closing_marks():
    assert ends_sentence("新篇章。”")
    assert not ends_sentence("高新区，")
