"""How a summary tells a thing, against other texts than the page; the rules were mended with them."""

from __future__ import annotations

import pytest
from claims import unsupported

from bench.metrics.faithfulness import contradiction, statement
from bench.metrics.faithfulness.modality import CLAUSE, Modality

PARK = (
    "绵阳市计划投资45亿元建设新能源产业园。"
    "该项目预计明年6月建成，建成后可新增就业岗位8000个。"
    "目前，一期工程已完成主体施工，二期工程正在办理手续。"
)
CONTRACT = "昨日，成都轨道集团与星海公司签署合作协议，双方在成都共建研发中心，三年内引进博士200名。"
HARVEST = (
    "今年，合肥市力争全年粮食产量达到300万吨，努力实现农民收入增长7%。"
    "去年，合肥市粮食产量达到289万吨，农民收入增长6.5%。"
)
BUSES = "市交通局负责人表示，下一步，将新开公交线路12条。新购电动公交车300辆。改造候车亭500座。"
STORM = "气象部门预计，未来三天台风将在湛江登陆，沿海最大阵风可达15级。上周，台风已造成3人受伤。"
FINAL = "广东队今晚战胜辽宁队，成功晋级总决赛。总决赛将于5月1日举行。主教练杜锋有望获得年度最佳教练。"
LISTING = "公司拟于明年3月在上海证券交易所上市，募集资金20亿元。公司目标是五年内营业收入突破100亿元。"
ROADS = "力争到2025年，全省高速公路里程突破8000公里。确保县县通高速。"
LIBRARY = "市图书馆新馆建成后，藏书量将达到500万册。市民王芳说，她每周都去看书。"
FAITHFUL = [
    (PARK, "绵阳计划投资45亿元建设新能源产业园。"),
    (PARK, "绵阳拟投资45亿元建新能源产业园。"),
    (PARK, "绵阳将投资45亿元建设新能源产业园。"),
    (PARK, "该项目有望明年6月建成。"),
    (PARK, "项目建成后新增就业岗位8000个。"),
    (PARK, "项目预计新增就业岗位8000个。"),
    (PARK, "一期工程主体施工已完成。"),
    (PARK, "一期工程完成主体施工。"),
    (CONTRACT, "成都轨道集团与星海公司签署合作协议，将在成都共建研发中心。"),
    (CONTRACT, "成都轨道集团与星海公司签约，三年内将引进博士200名。"),
    (HARVEST, "合肥力争粮食产量达到300万吨。"),
    (HARVEST, "合肥今年粮食产量将达到300万吨。"),
    (HARVEST, "合肥去年粮食产量达到289万吨。"),
    (HARVEST, "合肥农民收入增长6.5%。"),
    (BUSES, "市交通局将新开公交线路12条。"),
    (BUSES, "市交通局将新购电动公交车300辆。"),
    (BUSES, "市交通局将改造候车亭500座。"),
    (STORM, "台风将在湛江登陆。"),
    (STORM, "台风预计在湛江登陆。"),
    (STORM, "沿海最大阵风预计15级。"),
    (STORM, "台风已造成3人受伤。"),
    (STORM, "台风造成3人受伤。"),
    (FINAL, "广东队晋级总决赛。"),
    (FINAL, "总决赛将于5月1日举行。"),
    (FINAL, "杜锋有望获得年度最佳教练。"),
    (LISTING, "公司计划明年3月在上海证券交易所上市。"),
    (LISTING, "公司五年内营业收入目标是突破100亿元。"),
    (ROADS, "到2025年，全省高速公路里程力争突破8000公里。"),
    (ROADS, "全省将确保县县通高速。"),
    (LIBRARY, "图书馆新馆建成后藏书量将达500万册。"),
    (LIBRARY, "市民王芳说，"),
]
DEFECTIVE = [
    (PARK, "绵阳已投资45亿元建设新能源产业园。"),
    (PARK, "绵阳投资45亿元建成新能源产业园。"),
    (PARK, "该项目明年6月建成。"),
    (PARK, "项目已新增就业岗位8000个。"),
    (PARK, "一期工程将完成主体施工。"),
    (PARK, "一期工程预计完成主体施工。"),
    (CONTRACT, "双方已在成都共建研发中心。"),
    (CONTRACT, "研发中心已引进博士200名。"),
    (HARVEST, "合肥粮食产量达到300万吨。"),
    (HARVEST, "合肥今年粮食产量预计达到300万吨。"),
    (HARVEST, "合肥力争粮食产量达到289万吨。"),
    (HARVEST, "合肥农民收入已增长7%。"),
    (BUSES, "市交通局新开公交线路12条。"),
    (BUSES, "市交通局已新开公交线路12条。"),
    (BUSES, "市交通局已新购电动公交车300辆。"),
    (STORM, "台风在湛江登陆。"),
    (STORM, "台风已在湛江登陆。"),
    (STORM, "沿海最大阵风达15级。"),
    (STORM, "台风可能造成3人受伤。"),
    (FINAL, "广东队力争晋级总决赛。"),
    (FINAL, "广东队有望晋级总决赛。"),
    (FINAL, "总决赛5月1日举行。"),
    (FINAL, "总决赛已于5月1日举行。"),
    (FINAL, "杜锋获得年度最佳教练。"),
    (LISTING, "公司明年3月已在上海证券交易所上市。"),
    (LISTING, "公司在上海证券交易所上市，募集资金20亿元。"),
    (LISTING, "公司营业收入突破100亿元。"),
    (LISTING, "公司预计五年内营业收入突破100亿元。"),
    (ROADS, "全省高速公路里程已突破8000公里。"),
    (ROADS, "全省实现县县通高速。"),
    (LIBRARY, "市图书馆新馆藏书量达到500万册。"),
    (LIBRARY, "市图书馆新馆藏书量已达到500万册。"),
]


@pytest.mark.parametrize(("source", "summary"), FAITHFUL)
def test_what_is_told_as_the_source_tells_it_is_borne_out(source, summary):
    assert unsupported("modality", summary, source) == []


@pytest.mark.parametrize(("source", "summary"), DEFECTIVE)
def test_what_is_told_otherwise_is_found_in_either_direction(source, summary):
    assert unsupported("modality", summary, source)


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("产量预计增长5%", "forecast"), ("产量有望增长5%", "forecast"), ("产量或将增长5%", "forecast"),
        ("可实现产值3亿元", "forecast"), ("建成后年产3万台", "forecast"), ("产量可能下降", "forecast"),
        ("力争增长5%", "target"), ("争取进入前十", "target"), ("努力实现增长", "target"), ("确保按期完工", "target"),
        ("目标是增长5%", "target"), ("冲刺全年任务", "target"), ("奋力打造高地", "target"),
        ("计划投资3亿元", "plan"), ("拟投资3亿元", "plan"), ("打算新建学校", "plan"), ("将新建学校", "plan"),
        ("即将开工", "plan"), ("下一步继续推进", "plan"), ("尚未开工", "plan"),
        ("已完成投资", "actual"), ("完成了投资", "actual"), ("曾获冠军", "actual"), ("成功晋级", "actual"),
        ("争取到资金3亿元", ""), ("争取资金3亿元获批", "actual"), ("完成投资3亿元", ""), ("许可证发放", ""),
        ("三年行动计划发布", ""), ("将军故里", ""), ("名将回归", ""), ("会计学院", ""), ("小康社会", ""),
    ],
)  # fmt: skip
def test_the_cues_of_a_clause(clause, told):
    (modality,) = statement(clause).modalities
    assert modality.told == told


def told(text):
    return [modality.told for modality in statement(text).modalities]


def test_a_cue_reaches_to_the_end_of_its_sentence():
    assert told("计划投资3亿元，新建学校两所，改造医院。学校开学。") == ["plan", "plan", "plan", ""]


def test_next_steps_reach_to_the_end_of_the_paragraph_unless_something_is_done():
    assert told("下一步，新建学校。改造医院。\n医院开门。") == ["plan", "plan", "plan", ""]
    assert told("下一步，新建学校。医院已建成。学校开学。") == ["plan", "plan", "actual", ""]


def test_what_follows_done_by_then_is_expected():
    assert told("建成后，年产汽车3万辆。") == ["", "forecast"]


def test_what_an_agreement_says_is_to_come():
    assert told("双方签订协议，共建实验室。") == ["", "plan"]


def test_the_first_cue_says_how_sure_a_thing_is():
    assert told("预计，公司将上市。") == ["forecast", "forecast"]


def test_a_clause_that_only_says_who_speaks_is_no_claim():
    assert unsupported("modality", "市长说，产量预计增长5%。", "市长说，产量预计增长5%。") == []
    (clause, _) = statement("市长说，产量增长5%。").clauses
    from bench.metrics.faithfulness import modality_claims

    claims = modality_claims(statement("市长说，产量增长5%。"), statement("市长说，产量增长5%。"))
    assert clause.start not in {c.start for c in claims}


KINDS = ("actual", "forecast", "target", "plan")


@pytest.mark.parametrize("ours", KINDS)
@pytest.mark.parametrize("theirs", KINDS)
def test_two_of_the_four_contradict_unless_they_are_target_and_plan(ours, theirs):
    reason = contradiction(Modality(ours, CLAUSE, "x"), Modality(theirs, CLAUSE, "y"))
    assert bool(reason) == (ours != theirs and {ours, theirs} != {"target", "plan"})


def test_a_text_is_borne_out_by_itself():
    for text in (PARK, CONTRACT, HARVEST, BUSES, STORM, FINAL, LISTING, ROADS, LIBRARY):
        assert unsupported("modality", text, text) == []


def test_what_has_no_counterpart_makes_no_claim():
    assert unsupported("modality", "海豚已学会唱歌。", PARK) == []
