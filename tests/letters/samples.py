"""A believable demo letter of every kind. Names, numbers and wording are made up."""

from dataclasses import replace
from datetime import date

from huiqi.letters import (
    Addressee,
    Amount,
    Column,
    Deadline,
    Finding,
    Letter,
    LetterKind,
    Listing,
    Matter,
    Remedies,
    Verification,
    check_code,
    official_number,
)

KEY = bytes(range(32))
URL = "https://huiqi.example/letters/check"
ADDRESSEE = Addressee("示例市赣江精密机械有限公司", "91360000008633857N")
MATTER = Matter(
    measure="科技保险保费补偿",
    document="《关于支持企业稳健经营的若干措施（示例）》（示府发〔2022〕20号）",
    place="第一条第二款",
    clause="对购买科技保险的企业，按实际支出保费的一定比例给予补偿，补偿比例不低于60%，单个企业每年最高不超过100万元。",
    claim="SL-2022-000317",
)
REMEDIES = Remedies(
    "对本决定不服的，可以在收到之日起若干日内申请复议。\n也可以在若干个月内提起诉讼。",
    since=date(2022, 1, 1),
    reference="演示设定第1号",
    demo=True,
)
ISSUED = Remedies("对本决定不服的，按所附告知书办理。", since=date(2022, 1, 1), reference="示法〔2022〕1号")
RECORDS = Listing(
    "分项核定",
    (
        Column("保险单号"),
        Column("险种"),
        Column("保费", money=True),
        Column("核定补偿", money=True),
        Column("说明"),
    ),
    (
        ("PL-2022-0001", "产品研发责任保险", 80_000_000, 48_000_000, "按60%核定"),
        ("PL-2022-0002", "关键研发设备保险", 20_000_000, 12_000_000, "按60%核定"),
        ("PL-2022-0003", "高管人员和关键研发人员团体健康保险", 15_050_005, 0, "不属于目录内险种"),
    ),
)
REASONS = (
    Finding(
        "“险种在目录之内”不成立：保险单 PL-2022-0003 的险种不在目录之内",
        "第一条第二款；保险单，来源：保险机构，2022年9月30日",
    ),
    Finding("其余保险单符合全部条件"),
)
PROMISE = Deadline("作出决定", date(2022, 11, 4), "示例办法第九条，自受理之日起20个工作日")


def number(serial: int) -> str:
    return official_number("示工信惠企", 2022, serial)


def letter(kind: LetterKind = LetterKind.APPROVAL, **changes: object) -> Letter:
    """The demo letter of a kind, with some parts changed."""
    made = Letter(
        kind=kind,
        number=number(list(LetterKind).index(kind) + 1),
        issued=date(2022, 10, 10),
        authority="示例市工业和信息化局",
        department="示例市工业和信息化局中小企业科",
        matter=MATTER,
        demo=True,
        addressee=ADDRESSEE,
        contact="中小企业科，0000-1234567",
    )
    return replace(made, **(PARTS[kind] | changes))  # type: ignore[arg-type]


def verification(of: Letter) -> Verification:
    return Verification(URL, check_code(KEY, of))


PARTS: dict[LetterKind, dict[str, object]] = {
    LetterKind.RECEIPT: {"amounts": (Amount("申请金额", 69_030_003),), "deadlines": (PROMISE,)},
    LetterKind.SUPPLEMENT: {
        "findings": (
            Finding("保险单 PL-2022-0002 的缴费凭证缺少付款日期", "申报材料清单第3项"),
            Finding("营业执照副本扫描件不清晰", "申报材料清单第1项"),
        ),
        "deadlines": (
            Deadline("补正截止", date(2022, 10, 24), "示例办法第七条，自通知之日起10个工作日"),
            Deadline("恢复计时后作出决定", date(2023, 1, 9), "示例办法第九条", provisional=True),
        ),
    },
    LetterKind.REFUSAL: {
        "findings": (Finding("申请日在申报截止日之后", "申报指南：申报截止2022年9月30日"),),
        "remedies": REMEDIES,
    },
    LetterKind.APPROVAL: {"amounts": (Amount("核定金额", 60_000_000),), "remedies": REMEDIES},
    LetterKind.PART_APPROVAL: {
        "amounts": (Amount("申请金额", 69_030_003), Amount("核定金额", 60_000_000, "3项中核定2项")),
        "findings": REASONS,
        "listing": RECORDS,
        "deadlines": (Deadline("拨付", date(2022, 12, 9), "示例办法第十二条"),),
        "remedies": REMEDIES,
    },
    LetterKind.REJECTION: {"findings": REASONS[:1], "remedies": REMEDIES},
    LetterKind.REVOCATION_NOTICE: {
        "earlier": number(4),
        "findings": (
            Finding("保险单 PL-2022-0001 已于2022年8月退保，保费全额退回", "保险机构2022年9月30日的数据"),
        ),
        "amounts": (Amount("拟撤销金额", 48_000_000),),
        "deadlines": (Deadline("提出陈述、申辩截止", date(2022, 10, 17), "示例办法第十五条"),),
        "remedies": replace(REMEDIES, wording="可以在期限内提出陈述、申辩，也可以要求听证。"),
    },
    LetterKind.PUBLIC_LIST: {
        "addressee": None,
        "listing": Listing(
            "拟支持名单",
            (Column("企业名称"), Column("统一社会信用代码"), Column("拟支持金额", money=True)),
            (
                (ADDRESSEE.name, ADDRESSEE.code, 60_000_000),
                ("示例县龘字号食品厂", "91360000008633858L", None),
            ),
        ),
        "deadlines": (Deadline("公示截止", date(2022, 10, 17), "示例办法第十条，公示5个工作日"),),
    },
    LetterKind.UPHELD: {"earlier": number(5), "findings": REASONS[:1], "remedies": REMEDIES},
    LetterKind.REOPENED: {
        "earlier": number(5),
        "findings": (Finding("保险机构已更正险种登记，原决定所依据的事实有变化"),),
        "remedies": REMEDIES,
    },
    LetterKind.FILED: {
        "amounts": (Amount("申请金额", 69_030_003),),
        "deadlines": (Deadline("决定是否受理", date(2022, 10, 17), "示例办法第六条"),),
    },
    LetterKind.REVOCATION: {
        "earlier": number(4),
        "findings": (Finding("保险单 PL-2022-0001 已退保，保费全额退回"),),
        "amounts": (Amount("撤销金额", 48_000_000),),
        "remedies": REMEDIES,
    },
}
