"""Made-up customers of a Chinese service centre, some of them written down twice, and people who only look like one.

A duplicate is altered as clerks and customers alter things: a new number or a wrong digit, the name in pinyin, in
traditional characters, as a homophone or with a title, another mailbox of the same name, the address written otherwise,
cells left empty. It keeps at least one trace beside the name: with nothing but a name in common, nobody can tell a
duplicate from a namesake. People who only look like one: namesakes in one street, families with one landline and one
address, colleagues with numbers in a row, one address and one company.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from pypinyin import lazy_pinyin

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁"
    "任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫"
    "孔向常汤"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚桂英华玉兰红建国文辉力志海春梅云飞鹏鑫波斌宇浩凯秀珍萍燕玲"
    "婷雪琳晶欣悦佳琪瑶博峰龙健俊帆晨阳子轩雨涵思梓怡嘉诺一凡天翔家豪永福德林"
)
TRADITIONAL = str.maketrans(
    "张刘陈杨赵吴孙马罗郑谢许韩冯邓苏叶吕卢钟姜谭陆韦贾邹龙贺顾龚钱戴严汤伟静丽军艳杰涛华兰红国辉云飞鹏凯萍龙阳轩梓诺钟",
    "張劉陳楊趙吳孫馬羅鄭謝許韓馮鄧蘇葉呂盧鐘姜譚陸韋賈鄒龍賀顧龔錢戴嚴湯偉靜麗軍艷傑濤華蘭紅國輝雲飛鵬凱萍龍陽軒梓諾鐘",
)
CITIES = [
    ("北京市", "朝阳区", "010"), ("上海市", "浦东新区", "021"), ("广东省广州市", "天河区", "020"),
    ("浙江省杭州市", "西湖区", "0571"), ("四川省成都市", "武侯区", "028"), ("湖北省武汉市", "洪山区", "027"),
    ("江苏省南京市", "鼓楼区", "025"), ("陕西省西安市", "雁塔区", "029"),
]  # fmt: skip
STREETS = [
    "建国路", "人民大道", "中山路", "解放路", "文三路", "科技路", "天府大道",
    "珞喻路", "北京东路", "长江路", "和平街", "新华路", "体育西路", "学院路",
]  # fmt: skip
PROVIDERS = ["qq.com", "163.com", "126.com", "gmail.com", "outlook.com", "sina.com", "139.com"]
COMPANIES = ["华信软件有限公司", "东方物流有限公司", "诚达商贸有限公司", "蓝天电子科技公司", "民生物业服务公司"]
COMMON = [
    "张伟", "王伟", "王芳", "李伟", "李娜", "张敏", "李静", "王静",
    "刘伟", "王秀英", "张丽", "李强", "王磊", "刘洋", "陈静",
]  # fmt: skip
NUMERALS = "零一二三四五六七八九"


@dataclass(kw_only=True)
class Row:
    """A customer as a row of a file. `who`: the person it is really about."""

    who: int
    name: str
    phone: str = ""
    phone2: str = ""
    email: str = ""
    id_card: str = ""
    address: str = ""
    organisation: str = ""
    place: tuple[int, str, int, int, int] = field(default=(0, "", 0, 0, 0))

    def cells(self) -> list[str]:
        """Return the cells of HEAD."""
        return [self.name, self.phone, self.phone2, self.email, self.address, self.organisation, f"#{self.who}"]


HEAD = ["name", "phone", "phone2", "email", "address", "organisation", "note"]


class People:
    """Customers of one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.people = 0
        self.mails: set[str] = set()
        by_sound: dict[str, list[str]] = {}
        for mark in GIVEN + SURNAMES:
            by_sound.setdefault(lazy_pinyin(mark)[0], []).append(mark)
        extra = {
            "wei": "玮炜维", "li": "莉俐利", "jing": "婧菁晶", "min": "敏旻", "fang": "方舫",
            "yan": "燕彦", "jie": "洁婕",
        }  # fmt: skip
        self.by_sound = {sound: marks + list(extra.get(sound, "")) for sound, marks in by_sound.items()}

    def rows(self, count: int, twice: float) -> list[Row]:
        """Return so many rows, this share of them duplicates, in the order in which they were written down."""
        originals: list[Row] = []
        wanted = round(count * (1 - twice))
        makers: list[Callable[[], list[Row]]] = [self.alone, self.namesakes, self.family, self.colleagues]
        while len(originals) < wanted:
            originals += self.chance.choices(makers, weights=[88, 1, 7, 2])[0]()
        originals = originals[:wanted]
        copies = [self.copy(self.chance.choice(originals)) for _n in range(count - wanted)]
        later = originals + copies
        self.chance.shuffle(later)
        return later

    def alone(self) -> list[Row]:
        """Return somebody with nothing to do with the others."""
        return [self.person(self.name(), self.somewhere())]

    def namesakes(self) -> list[Row]:
        """Return people of one common name in one street."""
        name, (city, street, *_rest) = self.common_name(), self.somewhere()
        return [self.person(name, self.in_street(city, street)) for _n in range(self.chance.randrange(3, 8))]

    def family(self) -> list[Row]:
        """Return people of one surname with one landline and one address."""
        surname, place = self.surname(), self.somewhere()
        landline = CITIES[place[0]][2] + str(self.chance.randrange(60_000_000, 89_999_999))
        shared = self.chance.choice(GIVEN)  # brothers often have one character of two in common
        rows = []
        for given in self.chance.sample(GIVEN, self.chance.randrange(2, 5)):
            name = surname + (shared + given if self.chance.random() < 0.4 else given)
            rows.append(replace(self.person(name, place), phone2=landline))
        return rows

    def colleagues(self) -> list[Row]:
        """Return people of one company with numbers in a row."""
        place, company = self.somewhere(), f"{CITIES[self.chance.randrange(8)][0]}{self.chance.choice(COMPANIES)}"
        first, domain = self.chance.randrange(13_000_000_000, 18_900_000_000), f"corp{self.people}.cn"
        rows = []
        for number in range(self.chance.randrange(5, 16)):
            one = self.person(self.name(), place)
            mail = f"{''.join(lazy_pinyin(one.name))}{self.chance.randrange(9)}@{domain}"
            rows.append(replace(one, phone=str(first + number), email=mail, organisation=company))
        return rows

    def person(self, name: str, place: tuple[int, str, int, int, int]) -> Row:
        """Return a person of this name who lives there."""
        self.people += 1
        chance = self.chance
        return Row(
            who=self.people, name=name, phone=self.mobile(),
            email=self.mail(name) if chance.random() < 0.7 else "",
            address=self.written(place) if chance.random() < 0.8 else "", place=place,
        )  # fmt: skip

    def copy(self, one: Row) -> Row:
        """Return a second row about a person, altered until it still tells something."""
        while True:
            made = replace(one, name=self.other_name(one.name))
            traces = self._alter_phone(made) + self._alter_mail(made) + self._alter_address(made, one)
            made.organisation = made.organisation if self.chance.random() < 0.5 else ""
            made.phone2 = made.phone2 if self.chance.random() < 0.3 else ""
            if traces and (made.phone or made.email):
                return made

    def _alter_phone(self, made: Row) -> int:
        kind = self.chance.random()
        if kind < 0.5:
            made.phone = self.mobile()
            return 0
        if kind < 0.85:
            made.phone = self.mistyped(made.phone)
            return 1
        if kind < 0.93:
            made.phone = ""
            return 0
        return 1

    def _alter_mail(self, made: Row) -> int:
        kind = self.chance.random()
        if not made.email or kind < 0.35:
            made.email = ""
            return 0
        local, _at, domain = made.email.partition("@")
        if kind < 0.75:
            if domain == "gmail.com":
                local = f"{local[:3]}.{local[3:]}" if self.chance.random() < 0.5 else f"{local}+kefu"
                made.email = f"{local}@{domain}"
            else:
                made.email = f"{local}@{self.chance.choice([one for one in PROVIDERS if one != domain])}"
            return 1
        if kind < 0.9:
            made.email = self.mail(made.name)
            return 0
        return 1

    def _alter_address(self, made: Row, one: Row) -> int:
        kind = self.chance.random()
        if not one.address or kind < 0.3:
            made.address = ""
            return 0
        if kind < 0.9:
            made.address = self.written_otherwise(one.place)
            return 1
        made.address = self.written(self.somewhere())
        return 0

    def other_name(self, name: str) -> str:
        """Return a name as somebody else writes it."""
        kind = self.chance.random()
        if kind < 0.12:
            words = [one.capitalize() for one in lazy_pinyin(name)]
            return f"{words[0]} {''.join(words[1:]).capitalize()}"
        if kind < 0.2:
            return name.translate(TRADITIONAL)
        if kind < 0.3:
            place = self.chance.randrange(1, len(name))
            alike = self.by_sound[lazy_pinyin(name[place])[0]]
            return name[:place] + self.chance.choice(alike) + name[place + 1 :]
        if kind < 0.34:
            return name[0] + self.chance.choice(["先生", "女士"])
        return name

    def surname(self) -> str:
        """Return a surname; the first ones are much more frequent."""
        return SURNAMES[min(int(self.chance.expovariate(0.055)), len(SURNAMES) - 1)]

    def name(self) -> str:
        """Return a name; one in six has one character beside the surname."""
        given = "".join(self.chance.choice(GIVEN) for _n in range(1 if self.chance.random() < 0.16 else 2))
        return self.surname() + given

    def common_name(self) -> str:
        """Return one of the most frequent names."""
        return self.chance.choice(COMMON)

    def mobile(self) -> str:
        """Return a mobile number."""
        return f"1{self.chance.choice('35789')}{self.chance.randrange(10**9):09d}"

    def mistyped(self, number: str) -> str:
        """Return a number with one digit wrong, or two neighbours exchanged."""
        place = self.chance.randrange(3, 10)
        if self.chance.random() < 0.5 and number[place] != number[place + 1]:
            return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        other = self.chance.choice([one for one in "0123456789" if one != number[place]])
        return number[:place] + other + number[place + 1 :]

    def mail(self, name: str) -> str:
        """Return a mail address that nobody has: a QQ number, or something of the name."""
        while (made := self._mail(name)) in self.mails:
            pass
        self.mails.add(made)
        return made

    def _mail(self, name: str) -> str:
        if self.chance.random() < 0.4:
            return f"{self.chance.randrange(10_000_000, 3_999_999_999)}@qq.com"
        local = "".join(lazy_pinyin(name)) + str(self.chance.randrange(70, 2_010))
        return f"{local.replace(' ', '').lower()}@{self.chance.choice(PROVIDERS[1:])}"

    def somewhere(self) -> tuple[int, str, int, int, int]:
        """Return a place: city, street, number, house, room."""
        return self.in_street(self.chance.randrange(len(CITIES)), self.chance.choice(STREETS))

    def in_street(self, city: int, street: str) -> tuple[int, str, int, int, int]:
        """Return a place in a street."""
        room = self.chance.randrange(1, 30) * 100 + self.chance.randrange(1, 5)
        return city, street, self.chance.randrange(1, 300), self.chance.randrange(1, 20), room

    def written(self, place: tuple[int, str, int, int, int]) -> str:
        """Return an address as a form asks for it."""
        city, street, number, house, room = place
        return f"{CITIES[city][0]}{CITIES[city][1]}{street}{number}号{house}栋{room}室"

    def written_otherwise(self, place: tuple[int, str, int, int, int]) -> str:
        """Return an address as somebody says it."""
        city, street, number, house, room = place
        area = self.chance.choice(["", CITIES[city][1], CITIES[city][0], CITIES[city][0][-3:-1] + CITIES[city][1][:-1]])
        spoken = self.chance.random() < 0.25
        first = f"{self.spoken(number) if spoken else number}号"
        building = self.chance.choice([f"{house}号楼", f"{house}幢", f" {house}-", f"{house}栋"])
        return f"{area}{street}{first}{building}{self.chance.choice([f'{room}', f'{room}室', f'{room}房'])}"

    @staticmethod
    def spoken(number: int) -> str:
        """Return a number below a thousand as it is said."""
        hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
        text = f"{NUMERALS[hundreds]}百" if hundreds else ""
        text += f"{NUMERALS[tens] if tens > 1 or hundreds else ''}十" if tens else ("零" if hundreds and ones else "")
        return text + (NUMERALS[ones] if ones else "")


def lines(rows: list[Row]) -> Iterator[list[str]]:
    """Yield the table that the import reads."""
    yield HEAD
    for row in rows:
        yield row.cells()
