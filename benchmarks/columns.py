"""What the opponents call the facts they read: their name, ours."""

from __future__ import annotations

ENTERPRISE = {
    "region": "所在地",
    "industry": "行业",
    "staff": "从业人员",
    "revenue": "营业收入",
    "assets": "资产总额",
    "research": "研发费用",
    "green_standard": "绿色标准",
    "green_management": "绿色管理",
    "green_production": "绿色生产",
    "energy_management": "能源管理体系",
    "clean_production": "清洁生产审核",
    "plant": "绿色工厂级别",
    "quality": "优质企业类型",
}
KINDS = {
    "保险": {"insurance": "险种", "product": "产品", "day": "投保日期", "cost": "保费"},
    "参展": {"fair": "展会", "attended": "参加", "day": "开展日期", "cost": "展位费"},
    "培训": {"course": "班次", "regular": "定期举办", "day": "开班日期", "cost": "学费"},
    "研发机构": {"institute": "建设方式", "researchers": "研发人员", "equipment": "仪器设备原值"},
    "认定": {"title": "称号", "level": "级别", "day": "认定日期", "valid_until": "有效期至"},
}
