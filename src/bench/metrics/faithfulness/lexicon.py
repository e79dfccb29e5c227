"""Word lists: what names of each kind end with, titles and family names, and the cues of how a thing is told."""

from __future__ import annotations

import re

PERSON, PLACE, ORGANISATION, OTHER = "person", "place", "organisation", "other"
ACTUAL, FORECAST, TARGET, PLAN = "actual", "forecast", "target", "plan"


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


# What a name of its kind ends with; 湖 and 局 end one, but are none.
_ENDINGS = {
    ORGANISATION: _listed(
        "有限公司 公司 集团 银行 大学 学院 医院 学校 中学 小学 委员会 管委会 研究院 研究所 协会 学会 联合会 "
        "中心 电视台 出版社 俱乐部 法院 检察院 政府 市委 省委 县委 区委 党委 人大 政协 局 厅 办 署 社 报社 日报 新闻办 "
        "改革委 宣传部"
    ),
    OTHER: _listed(
        "机场 车站 高铁 高速 铁路 公路 航道 船闸 大桥 大厦 工程 项目 工厂 基地 园区 产业园 示范区 示范县 示范城市 "
        "先行区 先行县 先进县 强县 千兆城市 城市 集聚区 论坛 大会 大赛 峰会 案例 平台 大脑 集群 运河 度假区 奖 方案"
    ),
    PLACE: _listed("高新区 开发区 新区 城区 省 市 县 区 镇 乡 村 湖"),
}
KIND_OF_ENDING = {word: kind for kind, words in _ENDINGS.items() for word in words}
# Places by their ending that are common nouns.
GENERIC_PLACES = _listed("小区 社区 园区 片区 景区 地区 城区 山区 集聚区 示范区 先行区 各县 全市 强县")
TITLES = _listed("书记 主任 局长 市长 县长 区长 董事长 总裁 总经理 经理 记者 通讯员 院长 校长 领导")
# The hundred most common, which some 85 % of people bear (Ministry of Public Security, 2021), and a few more.
FAMILY_NAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严欧莫孔向常汤鲍颜柴宫"
)
# Words that the segmenter takes for names, or glues to one.
NO_NAME = re.compile(
    "力争|预计|努力|计划|争取|推动|实现|完成|大关|选址|^(?:城市|新区|城区|地区|国家|区域|智能化|满怀)$"
)
# What points to the place or the body that the text is about.
DEICTIC = re.compile(r"[全我本该各贵](?:市|县|区|省|国|镇|乡|村|校|公司)|市直|县市区|双方|当地")
SHORT_FORMS = {
    **{"委员会": "委", "办公室": "办", "管理局": "局"},
    **{"地区生产总值": "GDP", "国内生产总值": "GDP", "生产总值": "GDP"},
}
# Latin short forms by the Chinese that says the same.
SHORT_OF = {"GDP": "生产总值"}
# Who speaks, at the end of a clause.
SPEECH = re.compile(r"(?:说|表示|介绍|指出|认为|称|强调|谈到|透露|获悉)(?:道|到|了)?$")

# A word before or behind makes 计划 a noun: 行动计划, 三年计划, 计划和意见, 计划指标.
_NO_NOUN = r"(?<![划动育作度项略案展该批学])(?<![一二三四五六七八九十]年)"
_NO_OBJECT = r"(?![、和及等与的书案》”」』（(]|指标|名单|[，。；]|$)"
_EXPECTED = "年产|产|生产|年|提供|实现|新增|带动|创造|满足|达|形成|完成|贡献|为"
_DONE_BY_THEN = "建成|投产|达产|投用|竣工|完成|完工|运营|落成|投运"
_AIMED = "实现|达到|完成|打造|创建|建设|使|让|争"
# 将 before a noun that is made something of: 将数字经济作为…
_DISPOSAL = "士|军|领|来|近|才|.{1,14}(?:作为|视为|视作|当作|看作|称为|纳入|列为|转化)"
CUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (FORECAST, re.compile("预计|预期|有望|可望|预测|预估|估计|料将|或将|可能(?!够)")),
    (FORECAST, re.compile(f"(?:{_DONE_BY_THEN})(?:投产|投用|运营)?(?:之?后|以后)")),
    (FORECAST, re.compile(f"待.{{0,20}}(?:{_DONE_BY_THEN})")),
    (FORECAST, re.compile(f"(?<![许认不])可(?={_EXPECTED})")),
    (
        TARGET,
        re.compile(f"力争|争创|(?<!对上)争取(?!到|了|”|力度|，|$)|努力(?={_AIMED})|力求|力促|奋力|冲刺|瞄准|确保"),
    ),
    (TARGET, re.compile("目标(?=是|为|：|达)|以.{2,12}为目标|冲刺|瞄准|确保|希望|期望")),
    (PLAN, re.compile(f"{_NO_NOUN}(?:计划|规划(?=建设|新建|打造|投资|总)|打算|准备|拟(?!定|人)|拟定于){_NO_OBJECT}")),
    (PLAN, re.compile("(?<![社议机协])会(?=积极|继续|进一步|持续|全力|尽快|着力)")),
    (PLAN, re.compile(f"(?<![名主干大上小部良老爱健])将(?!{_DISPOSAL})|即将|下一步|今后|未来|接下来|尚未|有待|着手")),
)
# These say that a thing is to come, not how sure it is.
TO_COME = frozenset({"将", "未来"})
DONE = re.compile(r"已经?(?!知)|(?<![为除罢极])了(?![解然])|曾|业已")
# Verbs that tell a result by themselves: 争取…获批 got it.
RESULT = re.compile(r"成功|获批|入选|荣获|获评|获得|建成(?!后)|圆满|顺利|全面完成(?!后)|投运|取得")
# What an agreement says is yet to be done.
AGREED = re.compile(r"(?:签订|签署|签|达成).{0,8}(?:协议|合同|协定|备忘录)")
# These set the frame of all that follows.
FRAME = re.compile(r"将|下一步|今后|未来|接下来")
# Words of telling and of change: another one in their place is no other thing.
TELLING = re.compile("力争|争取|预计|计划|完成|增长|增幅|同比|落地|落户")
UP = re.compile("增长|增加|上升|提高|提升|上涨|增幅|增速|增至|扩大|新增|(?<!最)[高多快]$")
DOWN = re.compile("下降|减少|降低|下滑|回落|下跌|降幅|缩减|缩小|降至|(?<!最)[低少慢]$")
# How long it takes to make so many.
RATE = re.compile(r"(?:每|平均每)(?:个)?(年|月|日|天|周)|(年|月|日|周)(?=产|均|处理|供|销|生产|发电)")
# Behind these stands who did it: 冠军由甲获得 says what 甲获得冠军 does.
DOER = re.compile("[由被]|(?:获得者|得主|冠军|主席|主任)[是为]")
# What two do to each other alike.
MUTUAL = re.compile("对阵|交手|会谈|会晤|会面|签约|携手|合作|联合|结对|毗邻|接壤|相邻")
FUNCTION_CHARACTERS = "的了着过和与及或在于等由被把将对向从至到为是有并也都已其该这那以作用得地就又"
