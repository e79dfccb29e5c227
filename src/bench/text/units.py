"""Units of measure and classifiers of Chinese, each with its base unit and factor."""

from __future__ import annotations

# Base unit, then spellings with their factors. Areas are in thirds of a square metre, so that 亩 (2000/3 m²) is whole.
_TABLE = """
元 元 1 元人民币 1 人民币 1 块钱 1
美元 美元 1
欧元 欧元 1
港元 港元 1 港币 1
日元 日元 1
英镑 英镑 1
韩元 韩元 1
人次 人次 1
百分点 百分点 1 个百分点 1 个点 1
% % 1 ‰ 0.1 成 10 倍 100
标箱 标箱 1 标准箱 1 个标箱 1 个标准箱 1 teu 1
g 吨 1e6 t 1e6 公斤 1e3 千克 1e3 kg 1e3 斤 500 克 1
m2 亩 2000 公顷 30000 平方米 3 平米 3 ㎡ 3 平方公里 3e6 平方千米 3e6
m3 立方米 1 立方 1 升 1e-3
m 公里 1e3 千米 1e3 km 1e3 米 1 厘米 1e-2 毫米 1e-3 纳米 1e-9 海里 1852
W 瓦 1 千瓦 1e3 kw 1e3 兆瓦 1e6 mw 1e6 吉瓦 1e9 gw 1e9
度 度 1 千瓦时 1 kwh 1
℃ ℃ 1 摄氏度 1
年 年 1 年度 1
月 月 1 月份 1
日 日 1 号 1
世纪 世纪 1
年代 年代 1
个月 个月 1
季度 季度 1 个季度 1
周 周 1 星期 1
天 天 1
s 秒 1 分钟 60 小时 3600
岁 岁 1
"""


def _units() -> dict[str, tuple[str, str]]:
    found = {}
    for line in _TABLE.split("\n"):
        base, *pairs = line.split() or [""]
        found.update({name: (base, factor) for name, factor in zip(pairs[::2], pairs[1::2], strict=True)})
    return found


# `UNITS["吨"]` is the base unit and the factor: `("g", "1e6")`.
UNITS = _units()
CLASSIFIERS = tuple(
    "个名位人口户家台套辆架艘列条座处项件份张本册部篇首幅枚颗粒块片根支只头匹棵株朵所间栋幢"
    "层类种款批期届场次轮起宗笔组队班对双副门节顶床箱瓶袋盏页封尊"
)
# With these a Chinese numeral is mostly part of a word: 二级医院, 三线船闸, 十大行动, 百村.
WORD_MAKERS = tuple("级段道路线街村镇县市区省国岗站点企校院强大")
CALENDAR = ("年", "月", "日", "世纪", "年代")
