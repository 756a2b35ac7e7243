WITH facts AS (
    SELECT number, record, 保费, 产品, 投保日期,
        starts_with(所在地, '36') AS inside,
        行业 >= '06' AND 行业 < '47' AS industrial,
        CASE WHEN "def.企业规模" & 24 = 0 THEN true WHEN "def.企业规模" & 7 = 0 THEN false END AS sized,
        险种 = '首台套重大技术装备综合保险' AS kind,
        投保日期 >= DATE '2022-01-01' AS ruled,
        产品 IN ('智能矿山成套装备', '航空结构件五轴加工中心') AS listed,
        保费 <= 500000000 AS allowed,
        投保日期 BETWEEN DATE '2022-04-27' AND DATE '2022-12-31' AS within,
        投保日期 >= DATE '2022-07-01' AS rated
    FROM "r_保险"),
masked AS (
    SELECT number, record, 保费, 投保日期, year(投保日期) AS year,
        -- Until 2022 neither list nor rule is set; from July the ratio is set to 80 %.
        (inside IS FALSE)::BIGINT * 4 + (industrial IS FALSE)::BIGINT * 8 + (sized IS FALSE)::BIGINT * 16
        + (kind IS FALSE)::BIGINT * 65536
        + coalesce(ruled AND NOT listed, false)::BIGINT * 131072
        + coalesce(ruled AND NOT allowed, false)::BIGINT * 262144
        + (within IS FALSE)::BIGINT * 524288 AS false_mask,
        (inside IS NULL)::BIGINT * 4 + (industrial IS NULL)::BIGINT * 8 + (sized IS NULL)::BIGINT * 16
        + (kind IS NULL)::BIGINT * 65536
        + (投保日期 IS NULL OR listed IS NULL)::BIGINT * 131072
        + (投保日期 IS NULL OR (ruled AND 保费 IS NULL))::BIGINT * 262144
        + (within IS NULL)::BIGINT * 524288 AS unknown_own,
        (ruled IS NOT TRUE)::BIGINT * (131072 + 262144) AS unset_own,
        CASE WHEN rated THEN (coalesce(保费, 0) * 8 + 5) // 10
            ELSE (coalesce(保费, 0) + 500000) // 1000000 END AS own,
        CASE WHEN rated THEN (coalesce(保费, 10000000000) * 8 + 5) // 10
            ELSE coalesce(保费, 10000000000) END AS high
    FROM facts),
answered AS (
    SELECT *, false_mask = 0 AS alive,
        unknown_own = 0 AND unset_own = 0 AS sure,
        false_mask = 0 AND own <> high AS ranged
    FROM masked),
finished AS (
    SELECT *,
        CASE WHEN sure THEN own ELSE 0 END AS low,
        unknown_own + (ranged AND (保费 IS NULL OR 投保日期 IS NULL))::BIGINT * (1::BIGINT << 62) AS unknown_mask,
        unset_own + (ranged AND (投保日期 >= DATE '2022-07-01') IS NOT TRUE)::BIGINT * (1::BIGINT << 62) AS unset_mask
    FROM answered)
SELECT number, record, year::INTEGER AS year,
    CASE WHEN NOT alive THEN '不符合' WHEN unknown_mask <> 0 THEN '待补充'
        WHEN unset_mask & ((1::BIGINT << 62) - 1) <> 0 THEN '待明确'
        WHEN unset_mask <> 0 THEN '金额待定' ELSE '符合' END AS status,
    CASE WHEN alive AND 保费 IS NOT NULL AND (保费 = 0 OR 投保日期 >= DATE '2022-07-01') THEN own END AS amount_before_limits,
    CASE WHEN alive AND unknown_mask = 0 AND unset_mask = 0 THEN low END AS amount,
    CASE WHEN alive THEN low END AS amount_low,
    CASE WHEN alive THEN high END AS amount_high,
    false_mask, unknown_mask, unset_mask, NULL::VARCHAR AS cut_by
FROM finished
