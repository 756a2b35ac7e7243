"""What a careful analyst would write by hand in DuckDB for a measure, column for column.

Keys are measures; each query reads the relations a run prepares (``b_企业``, ``k_保险``) and gives
the columns the benchmark sums, so that equal sums show that both say the same.
"""

from __future__ import annotations

INSURANCE = """
WITH facts AS (
    SELECT r.number, r.record,
        starts_with(s.所在地, '36') AS inside,
        CAST(substr(s.行业, 1, 2) AS INTEGER) BETWEEN 6 AND 46 AS industrial,
        CASE WHEN (s."def.企业规模" & 24) = 0 THEN TRUE WHEN (s."def.企业规模" & 7) = 0 THEN FALSE END AS sized,
        r.险种 = '首台套重大技术装备综合保险' AS kind,
        r.产品 IN ('智能矿山成套装备', '航空结构件五轴加工中心') AS listed,
        r.保费, r.投保日期 AS day
    FROM "k_保险" AS r JOIN "b_企业" AS s ON s.number = r.number),
dated AS (
    SELECT *,
        CASE WHEN day >= DATE '2022-01-01' THEN listed END AS on_list,
        CASE WHEN day >= DATE '2022-01-01' THEN 保费 <= 500000000 END AS ruled,
        day BETWEEN DATE '2022-04-27' AND DATE '2022-12-31' AS within
    FROM facts),
masked AS (
    SELECT *,
        (inside IS FALSE)::BIGINT * 4 + (industrial IS FALSE)::BIGINT * 8 + (sized IS FALSE)::BIGINT * 16
        + (kind IS FALSE)::BIGINT * 65536
        + (on_list IS FALSE)::BIGINT * 131072 + (ruled IS FALSE)::BIGINT * 262144
        + (within IS FALSE)::BIGINT * 524288 AS false_mask,
        (inside IS NULL)::BIGINT * 4 + (industrial IS NULL)::BIGINT * 8 + (sized IS NULL)::BIGINT * 16
        + (kind IS NULL)::BIGINT * 65536
        + (on_list IS NULL AND (listed IS NULL OR day IS NULL))::BIGINT * 131072
        + (ruled IS NULL AND (day IS NULL OR (day >= DATE '2022-01-01' AND 保费 IS NULL)))::BIGINT * 262144
        + (within IS NULL)::BIGINT * 524288 AS unknown_own,
        (on_list IS NULL AND (day IS NULL OR day < DATE '2022-01-01'))::BIGINT * 131072
        + (ruled IS NULL AND (day IS NULL OR day < DATE '2022-01-01'))::BIGINT * 262144 AS unset_own
    FROM dated)
SELECT number, record,
    CASE WHEN false_mask <> 0 THEN '不符合' WHEN unknown_mask <> 0 THEN '待补充'
        WHEN unset_mask & 4611686018427387903 <> 0 THEN '待明确'
        WHEN unset_mask <> 0 THEN '金额待定' ELSE '符合' END AS status,
    false_mask, unknown_mask, unset_mask,
    CASE WHEN false_mask = 0 AND unknown_mask = 0 AND unset_mask = 0 THEN low END AS amount,
    CASE WHEN false_mask = 0 THEN high END AS amount_high
FROM (
    SELECT *, unknown_own + CASE WHEN open AND (保费 IS NULL OR day IS NULL) THEN 1::BIGINT << 62 ELSE 0 END AS unknown_mask,
        unset_own + CASE WHEN open AND set_from IS NOT TRUE THEN 1::BIGINT << 62 ELSE 0 END AS unset_mask
    FROM (
        SELECT *, false_mask = 0 AND low <> high AS open
        FROM (
            SELECT *, day >= DATE '2022-07-01' AS set_from,
                CASE WHEN day >= DATE '2022-07-01' THEN (coalesce(保费, 0) * 8 * 2 + 10) // 20
                    ELSE (coalesce(保费, 0) * 2 + 1000000) // 2000000 END AS low,
                CASE WHEN day >= DATE '2022-07-01' THEN (coalesce(保费, 10000000000) * 8 * 2 + 10) // 20
                    ELSE coalesce(保费, 10000000000) END AS high
            FROM masked)))
"""

HANDWRITTEN = {"11.1-首台套保险补偿": INSURANCE}
