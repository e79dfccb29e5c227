"""Names of a summary against other texts than the page; the rules were mended with them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from claims import unsupported

from bench.metrics.faithfulness import claims_of, entity_claims, statement

MEETING = (
    "绵阳市委书记李刚昨日会见星海生物股份有限公司董事长王建国一行。"
    "副市长陈丽参加会见。"
    "双方就涪城区疫苗生产基地项目深入交流。"
    "王建国表示，公司将在绵阳扩大投资。"
)
MATCH = (
    "广东宏远队主场战胜辽宁本钢队。胡明轩得到27分，当选最佳球员。赵继伟为辽宁本钢队贡献22分。比赛在东莞篮球中心举行。"
)
SNOW = (
    "受冷空气影响，哈尔滨市最低气温降至零下18℃，长春市出现大雪。"
    "中央气象台发布暴雪蓝色预警，黑龙江省气象局启动四级应急响应。"
)
AWARD = (
    "全国文明城市名单公布，成都、杭州、宁波入选，青岛获提名。"
    "本次评选由中央文明办组织。"
    "中国科学院院士周远在成都作了题为“绿色转型”的报告。"
)
CITY = (
    "合肥市“科大硅谷”平台上线，首批入驻科大讯飞、国盾量子、江淮汽车等企业。"
    "国产大型客机C919在合肥新桥国际机场完成试飞。"
    "蜀山区发布G3高速改造方案，我市将新建学校20所。"
)
RAILWAY = (
    "国家发展改革委批复昆明至丽江高速铁路项目，由云南省铁路投资有限公司承建，中国建设银行提供贷款。大理州政府表示支持。"
)
FAITHFUL = [
    (MEETING, "绵阳市委书记李刚会见星海生物董事长王建国。"),
    (MEETING, "李刚会见王建国，陈丽参加。"),
    (MEETING, "星海生物将在绵阳扩大投资。"),
    (MEETING, "双方就涪城区疫苗生产基地项目进行交流。"),
    (MEETING, "星海生物股份公司董事长王建国与李刚会面。"),
    (MEETING, "绵阳副市长陈丽参加会见。"),
    (MATCH, "广东宏远队主场战胜辽宁本钢队。"),
    (MATCH, "广东队战胜辽宁队。"),
    (MATCH, "胡明轩当选最佳球员。"),
    (MATCH, "胡明轩得到27分，赵继伟得到22分。"),
    (MATCH, "比赛在东莞举行。"),
    (SNOW, "哈尔滨最低气温降至零下18℃，长春出现大雪。"),
    (SNOW, "中央气象台发布暴雪预警。"),
    (SNOW, "黑龙江气象局启动四级应急响应。"),
    (AWARD, "成都、杭州、宁波入选全国文明城市。"),
    (AWARD, "宁波、成都和杭州入选全国文明城市。"),
    (AWARD, "青岛获全国文明城市提名。"),
    (AWARD, "评选由中央文明办组织。"),
    (AWARD, "周远院士在成都作“绿色转型”报告。"),
    (CITY, "合肥“科大硅谷”平台上线。"),
    (CITY, "首批入驻科大讯飞、国盾量子、江淮汽车等企业。"),
    (CITY, "首批入驻江淮汽车、科大讯飞和国盾量子。"),
    (CITY, "C919在合肥新桥国际机场完成试飞。"),
    (CITY, "C919在新桥机场完成试飞。"),
    (CITY, "蜀山区发布G3高速改造方案。"),
    (CITY, "我市将新建学校20所。"),
    (CITY, "合肥市将新建学校20所。"),
    (CITY, "全市将新建学校20所。"),
    (RAILWAY, "国家发改委批复昆明至丽江高铁项目。"),
    (RAILWAY, "国家发展改革委批复昆丽高铁项目。"),
    (RAILWAY, "云南铁路投资公司承建昆明至丽江高铁。"),
    (RAILWAY, "建设银行提供贷款。"),
    (RAILWAY, "建行提供贷款。"),
    (RAILWAY, "大理州政府表示支持。"),
]
DEFECTIVE = [
    (MEETING, "绵阳市委书记李强会见王建国。"),
    (MEETING, "绵阳市委书记王建国会见星海生物董事长李刚。"),
    (MEETING, "绵阳市委书记李刚会见星河生物股份有限公司董事长王建国。"),
    (MEETING, "德阳市委书记李刚会见王建国。"),
    (MEETING, "星海生物将在成都扩大投资。"),
    (MEETING, "双方就游仙区疫苗生产基地项目进行交流。"),
    (MEETING, "副市长王丽参加会见。"),
    (MATCH, "辽宁本钢队主场战胜广东宏远队。"),
    (MATCH, "赵继伟当选最佳球员。"),
    (MATCH, "比赛在广州体育中心举行。"),
    (MATCH, "易建联当选最佳球员。"),
    (SNOW, "长春最低气温降至零下18℃。"),
    (SNOW, "哈尔滨市出现大雪。"),
    (SNOW, "沈阳出现大雪。"),
    (SNOW, "吉林省气象局启动四级应急响应。"),
    (AWARD, "成都、杭州、苏州入选全国文明城市。"),
    (AWARD, "宁波获提名。"),
    (AWARD, "评选由中央宣传部组织。"),
    (AWARD, "周远院士在成都作“绿色发展”报告。"),
    (AWARD, "周远在杭州作报告。"),
    (CITY, "合肥“科创硅谷”平台上线。"),
    (CITY, "首批入驻科大讯飞、国盾量子、奇瑞汽车等企业。"),
    (CITY, "C929在合肥新桥国际机场完成试飞。"),
    (CITY, "庐阳区发布G3高速改造方案。"),
    (CITY, "蜀山区发布G5高速改造方案。"),
    (CITY, "芜湖市将新建学校20所。"),
    (RAILWAY, "贵州省铁路投资有限公司承建昆明至丽江高铁。"),
    (RAILWAY, "中国农业银行提供贷款。"),
    (RAILWAY, "交通运输部批复昆明至丽江高速铁路项目。"),
    (RAILWAY, "国家发改委批复昆明至大理高铁项目。"),
]
NOT_SEEN = [
    (SNOW, "黑龙江省气象局发布暴雪蓝色预警。"),
    (AWARD, "青岛入选全国文明城市。"),
    (RAILWAY, "云南投资有限公司承建昆明至丽江高速铁路项目。"),
]


@pytest.mark.parametrize(("source", "summary"), FAITHFUL)
def test_a_name_in_its_place_in_any_form_is_borne_out(source, summary):
    assert unsupported("entity", summary, source) == []


@pytest.mark.parametrize(("source", "summary"), DEFECTIVE)
def test_a_name_that_is_absent_or_in_anothers_place_is_found(source, summary):
    assert unsupported("entity", summary, source)


@pytest.mark.xfail(
    strict=True,
    reason="the name is cut short by the segmenter, its place is told in other words, or it is taken for a short form",
)
@pytest.mark.parametrize(("source", "summary"), NOT_SEEN)
def test_a_wrong_name_that_is_not_seen_yet(source, summary):
    assert unsupported("entity", summary, source)


def test_the_reason_names_what_the_source_has_and_shows_its_clause():
    summary = "沈阳出现大雪。"
    claims = [c for c in entity_claims(statement(summary, (), SNOW), statement(SNOW)) if not c.supported]
    assert claims[0].text == "沈阳"
    assert claims[0].reason == "沈阳 does not stand in the source"
    assert "出现大雪" in SNOW[claims[0].evidence.start : claims[0].evidence.end]
    (other,) = [c for c in entity_claims(statement("宁波获提名。", (), AWARD), statement(AWARD)) if not c.supported]
    assert other.reason == "the source has 青岛 here"
    assert AWARD[other.evidence.start : other.evidence.end] == "青岛获提名"


def test_what_two_do_to_each_other_may_be_told_the_other_way_round():
    source = "四川队与浙江队今日交手。德阳市毗邻成都市。"
    assert unsupported("entity", "浙江队与四川队今日交手。", source) == []
    assert unsupported("entity", "成都市毗邻德阳市。", source) == []


def test_a_given_name_is_looked_for_wherever_it_stands():
    source = "阿卜杜拉希提在喀什种下果树。"
    names = (("阿卜杜拉希提", "person"), ("库尔班江", "person"))
    found = [c for c in claims_of("库尔班江种下果树。", source, names) if c.kind == "entity"]
    assert [(c.text, c.supported) for c in found] == [("库尔班江", False)]
    found = [c for c in claims_of("阿卜杜拉希提种下果树。", source, names) if c.kind == "entity"]
    assert ("阿卜杜拉希提", True) in [(c.text, c.supported) for c in found]


def test_a_text_is_borne_out_by_itself():
    for text in (MEETING, MATCH, SNOW, AWARD, CITY, RAILWAY):
        assert unsupported("entity", text, text) == []


def test_without_a_source_text_no_name_is_borne_out():
    assert unsupported("entity", "绵阳市开会。", "") == ["绵阳市"]


def test_a_place_of_the_summary_is_one_claim():
    for summary in ("广东队主场战胜浙江队。", "成都、杭州、苏州入选全国文明城市。", "C929在合肥新桥国际机场完成试飞。"):
        for source in (MATCH, AWARD, CITY):
            claims = entity_claims(statement(summary, (), source), statement(source))
            places = sorted((c.start, c.end) for c in claims)
            assert all(one[1] <= other[0] for one, other in pairwise(places))
