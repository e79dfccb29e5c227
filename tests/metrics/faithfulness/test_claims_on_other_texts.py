"""Whole summaries of four texts that are not the page: false alarms and defects of every kind.

At first look 5 of 39 faithful summaries were flagged and 36 of 40 defective ones; the rules were mended with them.
"""

from __future__ import annotations

import pytest

from bench.metrics.faithfulness import claims_of

MARATHON = (
    "2023武汉马拉松4月16日上午鸣枪开跑，来自35个国家和地区的2.6万名跑者参赛。"
    "经过激烈角逐，肯尼亚选手埃文斯以2小时10分14秒夺得男子全程冠军，埃塞俄比亚选手贝莱特获得女子冠军。"
    "武汉市市长程用文为比赛鸣枪。"
    "组委会负责人介绍，今年赛事报名人数达18万人，创历史新高。"
    "赛事期间，全市酒店入住率超过85%，带动消费约6亿元。"
    "明年武汉将继续举办马拉松，赛事规模预计扩大到3万人。"
)
FLOOD = (
    "7月上旬以来，湖南省连续遭遇强降雨，岳阳、常德、益阳等地受灾严重。"
    "截至12日18时，全省共有56.3万人受灾，紧急转移安置4.2万人，直接经济损失12.8亿元。"
    "省应急管理厅已调拨帐篷2000顶、棉被5000床支援岳阳市。"
    "省委书记沈晓明前往岳阳市君山区察看灾情，强调要把人民生命安全放在第一位。"
    "据省水利厅预计，未来一周洞庭湖水位仍将上涨，最高水位可能达到34.5米。"
    "下一步，省财政厅将下拨救灾资金1.5亿元。"
)
BANK = (
    "央行今日公布数据显示，4月末，广义货币余额280.85万亿元，同比增长12.4%，增速比上月末低0.3个百分点，比上年同期高1.9个百分点。"
    "4月份人民币贷款增加7188亿元，同比多增649亿元。"
    "其中，住户贷款减少2411亿元，企业贷款增加6839亿元。"
    "中信证券首席经济学家明明认为，信贷需求有望逐步恢复。"
    "招商银行、工商银行、建设银行已下调存款利率，交通银行计划下周跟进。"
)
SCHOOL = (
    "昆明市教育局发布方案，今年秋季学期起，五华、盘龙、官渡三个主城区试点课后服务全覆盖，惠及学生21.5万人。"
    "记者从会上获悉，去年全市新建、改扩建幼儿园38所，新增学位1.1万个。"
    "云南师范大学与盘龙区签订协议，共建附属中学，总投资3.6亿元，规划建设教学楼4栋，建成后可提供学位2700个。"
    "市教育局局长杨斌说：“力争三年内实现优质学校乡镇全覆盖。"
    "”"
)
FAITHFUL = [
    (MARATHON, "4月16日，2.6万名跑者参加武汉马拉松，肯尼亚选手埃文斯夺得男子冠军。"),
    (MARATHON, "武汉马拉松吸引35个国家和地区选手参赛，埃塞俄比亚的贝莱特获女子冠军。"),
    (MARATHON, "武汉马拉松报名人数达18万，创新高。"),
    (MARATHON, "赛事带动消费约6亿元，酒店入住率超85%。"),
    (MARATHON, "明年武汉马拉松规模预计扩大到3万人。"),
    (MARATHON, "市长程用文为武汉马拉松鸣枪。"),
    (MARATHON, "埃文斯以2小时10分14秒夺冠。"),
    (MARATHON, "男子全程冠军由肯尼亚的埃文斯获得，女子冠军由贝莱特获得。"),
    (FLOOD, "湖南强降雨致56.3万人受灾，转移安置4.2万人，直接经济损失12.8亿元。"),
    (FLOOD, "岳阳、常德和益阳等地受灾严重。"),
    (FLOOD, "省应急管理厅向岳阳调拨2000顶帐篷和5000床棉被。"),
    (FLOOD, "沈晓明到岳阳市君山区察看灾情。"),
    (FLOOD, "预计未来一周洞庭湖水位仍将上涨。"),
    (FLOOD, "洞庭湖最高水位可能达34.5米。"),
    (FLOOD, "省财政厅将下拨1.5亿元救灾资金。"),
    (FLOOD, "湖南超56万人受灾，紧急转移4.2万人。"),
    (FLOOD, "湖南7月上旬以来连遭强降雨，全省56万余人受灾。"),
    (FLOOD, "省水利厅预计洞庭湖水位未来一周继续上涨。"),
    (BANK, "4月末广义货币余额280.85万亿元，同比增长12.4%。"),
    (BANK, "4月人民币贷款增加7188亿元，同比多增649亿元。"),
    (BANK, "住户贷款减少2411亿元，企业贷款增加6839亿元。"),
    (BANK, "增速比上月末低0.3个百分点，比上年同期高1.9个百分点。"),
    (BANK, "工商银行、建设银行和招商银行下调存款利率。"),
    (BANK, "中信证券明明认为，信贷需求有望恢复。"),
    (BANK, "央行数据显示，4月末广义货币余额超280万亿元。"),
    (BANK, "广义货币增速比上月末下降0.3个百分点。"),
    (BANK, "4月住户贷款和企业贷款分别减少2411亿元、增加6839亿元。"),
    (SCHOOL, "今年秋季学期起，昆明三个主城区试点课后服务全覆盖，惠及21.5万名学生。"),
    (SCHOOL, "昆明去年新建、改扩建幼儿园38所，新增学位1.1万个。"),
    (SCHOOL, "云南师范大学与盘龙区共建附属中学，总投资3.6亿元。"),
    (SCHOOL, "附属中学建成后可提供2700个学位。"),
    (SCHOOL, "昆明力争三年内实现优质学校乡镇全覆盖。"),
    (SCHOOL, "市教育局局长杨斌表示，力争三年内实现优质学校乡镇全覆盖。"),
    (SCHOOL, "五华、盘龙和官渡试点课后服务全覆盖。"),
    (SCHOOL, "云南师大将在盘龙区共建附属中学，投资3.6亿元。"),
    (SCHOOL, "昆明市教育局：今秋起三个主城区课后服务全覆盖。"),
    (SCHOOL, "去年全市新增学位11000个。"),
]
DEFECTIVE = [
    (MARATHON, "武汉马拉松吸引53个国家和地区选手参赛。"),
    (MARATHON, "埃塞俄比亚选手埃文斯夺得男子冠军。"),
    (MARATHON, "贝莱特获男子全程冠军。"),
    (MARATHON, "今年赛事报名人数达26万人。"),
    (MARATHON, "赛事规模已扩大到3万人。"),
    (MARATHON, "武汉市市长程建国为比赛鸣枪。"),
    (MARATHON, "赛事带动消费超6亿元，达60亿元。"),
    (MARATHON, "酒店入住率不足85%。"),
    (MARATHON, "武汉马拉松4月26日开跑。"),
    (MARATHON, "埃文斯以2小时14分10秒夺冠。"),
    (FLOOD, "湖南4.2万人受灾，紧急转移56.3万人。"),
    (FLOOD, "省应急管理厅已调拨帐篷5000顶、棉被2000床。"),
    (FLOOD, "省财政厅已下拨救灾资金1.5亿元。"),
    (FLOOD, "洞庭湖最高水位达到34.5米。"),
    (FLOOD, "省水利厅将下拨救灾资金1.5亿元。"),
    (FLOOD, "直接经济损失12.8万元。"),
    (FLOOD, "沈晓明前往常德市君山区察看灾情。"),
    (FLOOD, "湖北省连续遭遇强降雨。"),
    (FLOOD, "郴州、常德、益阳等地受灾严重。"),
    (BANK, "4月末广义货币余额280.85亿元。"),
    (BANK, "住户贷款增加2411亿元。"),
    (BANK, "住户贷款减少6839亿元。"),
    (BANK, "增速比上月末低1.9个百分点，比上年同期高0.3个百分点。"),
    (BANK, "交通银行已下调存款利率。"),
    (BANK, "农业银行已下调存款利率。"),
    (BANK, "信贷需求已逐步恢复。"),
    (BANK, "4月份人民币贷款增加649亿元。"),
    (BANK, "中金公司首席经济学家明明认为，信贷需求有望恢复。"),
    (BANK, "3月末，广义货币余额280.85万亿元。"),
    (SCHOOL, "五华、西山、官渡三个主城区试点课后服务全覆盖。"),
    (SCHOOL, "附属中学已提供学位2700个。"),
    (SCHOOL, "云南师范大学与官渡区签订协议，共建附属中学。"),
    (SCHOOL, "去年全市新建、改扩建幼儿园83所。"),
    (SCHOOL, "三年内已实现优质学校乡镇全覆盖。"),
    (SCHOOL, "市教育局局长杨磊说，力争三年内实现全覆盖。"),
    (SCHOOL, "总投资3.6万元。"),
    (SCHOOL, "惠及学生1.1万人。"),
]
FALSE_ALARMS = [
    (MARATHON, "武汉马拉松赛事拉动全市消费6亿元左右。"),
    (BANK, "交通银行拟下周下调存款利率。"),
]
MISSED = [
    (FLOOD, "省应急管理厅支援常德市帐篷2000顶。"),
    (SCHOOL, "云南大学与盘龙区签订协议，共建附属中学。"),
    (SCHOOL, "昆明今年新增学位1.1万个。"),
]


def unsupported(summary, source):
    return [(c.kind, c.text, c.reason) for c in claims_of(summary, source) if not c.supported]


@pytest.mark.parametrize(("source", "summary"), FAITHFUL)
def test_a_faithful_summary_is_not_flagged(source, summary):
    assert unsupported(summary, source) == []


@pytest.mark.parametrize(("source", "summary"), DEFECTIVE)
def test_a_defective_summary_is_flagged(source, summary):
    assert unsupported(summary, source)


@pytest.mark.xfail(strict=True, reason="the segmenter makes another word of 马拉松赛事; 跟进 stands for a whole clause")
@pytest.mark.parametrize(("source", "summary"), FALSE_ALARMS)
def test_a_faithful_summary_that_is_still_flagged(source, summary):
    assert unsupported(summary, source) == []


@pytest.mark.xfail(strict=True, reason="an object exchanged between clauses, a name within a longer one, 今年 for 去年")
@pytest.mark.parametrize(("source", "summary"), MISSED)
def test_a_defect_that_is_not_seen_yet(source, summary):
    assert unsupported(summary, source)
