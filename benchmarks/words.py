"""What people write to a service centre: sentences of our own, put together by chance from parts."""

import random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = (
    "建国", "秀英", "志强", "丽娟", "海燕", "晓明", "文博", "雅琴", "俊杰", "春梅", "永康", "玉兰", "子涵", "雨桐",
    "浩然", "欣怡", "国庆", "淑芬", "振华", "美玲", "少华", "凤英", "一鸣", "思远", "佳宁", "长江", "月娥", "立新",
    "静", "磊", "洋", "敏",
)  # fmt: skip
PARTS: dict[str, tuple[str, ...]] = {
    "place": (
        "幸福", "和平", "阳光", "金桂", "滨河", "翠竹", "东湖", "学院", "站前", "望江", "紫藤", "新华", "锦绣",
        "南山", "长乐",
    ),
    "kind": (
        "小区", "花园", "家园", "新村", "公寓", "大厦",
    ),
    "thing": (
        "宽带", "电视盒子", "热水器", "空调", "洗衣机", "燃气表", "水表", "电表", "路由器", "电梯", "手机套餐",
        "银行卡", "公交卡", "暖气", "路灯", "净水器", "门禁", "充电桩",
    ),
    "when": (
        "昨天晚上八点多", "今天一早", "上周三", "前天中午", "从月初到现在", "连着三天", "每到下雨天", "这两个星期",
        "半小时以前", "周末两天", "换了新的以后", "缴完费以后",
    ),
    "trouble": (
        "一直用不了", "时好时坏", "响个不停", "亮着红灯", "漏水很厉害", "多扣了{sum}元", "开机就跳闸", "没有人来过",
        "账单对不上", "信号只有一格", "显示故障代码E{code}", "温度上不去", "卡在登录那一页", "被停掉了也没有通知",
    ),
    "tried": (
        "自己重启过好几次，没有用。", "按说明书上写的做了一遍，还是老样子。",
        "打过热线，说会有人联系，到现在没有消息。", "问过邻居，他们家是好的。", "家里有老人和孩子，很不方便。",
        "拍了照片，需要的话可以发过来。", "换过一根线，也试过别的插座。", "上门的师傅说缺一个零件，让我等着。",
        "在网上查过，没有看到停用的通知。",
    ),
    "wish": (
        "请尽快派人来看看。", "麻烦查一下是什么原因。", "希望把多收的钱退回来。", "请给一个明确的时间。",
        "能不能先恢复使用？", "请告诉我下一步怎么办。", "如果修不好，请给换一台。", "请不要再让我重复说一遍了。",
        "希望今天能有答复。",
    ),
    "sorry": (
        "给您带来不便，非常抱歉。", "让您久等了，对不起。", "感谢您把情况说得这么清楚。", "您的心情我们理解。",
        "谢谢您一直等着。", "很抱歉上一次没有处理好。",
    ),
    "found": (
        "我们查了记录，{thing}的线路在{place}机房有一处中断", "后台显示您的{thing}在{day}日有过一次异常",
        "核对账单后发现有{sum}元确实重复计收", "检测结果是{thing}里的一个部件老化",
        "{place}片区{day}日有施工，影响了您这一户", "系统里登记的地址是{place}路{number}号，和您说的不一样",
    ),
    "done": (
        "已经安排师傅在{day}日上午上门", "退款会在{few}个工作日内回到原来的账户", "现在已经恢复，请您再试一次",
        "已经为您换了新的，旧的由师傅带走", "我们给您补偿了{sum}元，下个月账单上能看到",
        "施工单位答应{day}日之前修好",
    ),
    "asking": (
        "请问设备底部的编号是多少？", "方便的话请发一张面板的照片。", "请确认一下联系电话和门牌号。",
        "请问是所有房间都这样，还是只有一间？", "请问您希望哪一天上门？", "请把最近一张账单的月份告诉我们。",
    ),
    "close": (
        "有什么变化请直接在这里回复。", "如果还有问题，请随时联系我们。", "师傅上门前半小时会给您打电话。",
        "请您放心，这件事由我跟到底。", "谢谢您的理解和配合。",
    ),
    "more": (
        "编号是{code}{code}，在背面的标签上。", "照片已经发过去了，红灯一直亮着。",
        "门牌号是{number}号{few}单元{number}室，白天家里有人。", "刚才又试了一次，还是{trouble}。",
        "师傅来过了，说要等零件，什么时候能到？", "明天下午三点以后都可以，来之前打个电话。",
        "账单是上个月的，一共{sum}元，我只认其中一半。",
    ),
    "inside": (
        "已联系{place}维护班，工单号{code}{code}，等对方回话。", "客户比较着急，明早第一个回电。",
        "同一楼里还有{few}户报同样的问题，请留意是不是成片故障。", "核对过身份，电话与登记一致。",
        "零件缺货，供应商答复{day}日到。", "和班长商量过，按重复计费的规定办理。",
    ),
    "opening": (
        "您好，我是{place}{kind}{number}号的住户，", "你们好，", "您好！我家在{place}路{number}号，",
        "想反映一个问题：", "",
    ),
    "stop": ("。",),
}  # fmt: skip
"""Part of a sentence → its choices; a choice may hold further parts in braces."""

PLOTS: dict[str, tuple[str, ...]] = {
    "first": (
        "opening when thing trouble stop tried wish",
        "opening thing when trouble stop tried tried wish",
        "opening thing trouble stop more tried tried wish wish when trouble stop",
    ),
    "customer": (
        "more wish",
        "more tried wish",
        "thing when trouble stop more tried wish",
        "more more tried wish wish",
    ),
    "ask": (
        "found stop asking close",
        "sorry found stop asking close",
    ),
    "settle": (
        "sorry found stop done stop close",
        "found stop done stop sorry close",
    ),
    "inside": (
        "inside",
        "inside found stop",
        "inside inside found stop",
    ),
}
"""Kind of message → the rows of parts it may be made of; `stop` is a full stop."""


class Writer:
    """Writes messages; the same generator of chance writes the same words."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def subject(self) -> str:
        """Return what somebody says in a few words."""
        return self._filled("{place}{kind}{thing}{trouble}")

    def body(self, plot: str) -> str:
        """Return a message; `plot` is a key of PLOTS."""
        pick = self._chance.choice
        return "".join(self._filled(pick(PARTS[name])) for name in pick(PLOTS[plot]).split())

    def name(self) -> str:
        """Return what a customer or a colleague is called."""
        return self._chance.choice(SURNAMES) + self._chance.choice(GIVEN)

    def _filled(self, text: str) -> str:
        """Return a text with its parts in braces chosen, also those that a part brings along."""
        whole = []
        before, brace, rest = text.partition("{")
        while brace:
            name, _brace, rest = rest.partition("}")
            whole += [before, self._figure(name) or self._filled(self._chance.choice(PARTS[name]))]
            before, brace, rest = rest.partition("{")
        return "".join([*whole, before])

    def _figure(self, name: str) -> str:
        """Return a number where one is asked for, else nothing."""
        ranges = {"sum": 600, "number": 320, "code": 9_000, "day": 28, "few": 8}
        return str(1 + int(self._chance.random() * ranges[name])) if name in ranges else ""
