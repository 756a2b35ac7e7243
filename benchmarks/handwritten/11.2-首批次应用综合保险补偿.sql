WITH facts AS (
    SELECT number, record, 保费, 产品, 投保日期,
        starts_with(所在地, '36') AS inside,
        行业 >= '06' AND 行业 < '47' AS industrial,
        CASE WHEN "def.企业规模" & 24 = 0 THEN true WHEN "def.企业规模" & 7 = 0 THEN false END AS sized,
        险种 = '首批次应用综合保险' AS kind,
        投保日期 >= DATE '2022-01-01' AS ruled,
        产品 IN ('超细晶硬质合金', '高性能稀土永磁材料', '极薄锂电铜箔') AS listed,
        投保日期 BETWEEN DATE '2022-04-27' AND DATE '2022-12-31' AS within
    FROM "r_保险"),
masked AS (
    SELECT number, record, 保费, 投保日期, year(投保日期)::INTEGER AS year,
        (inside IS FALSE)::BIGINT * 4 + (industrial IS FALSE)::BIGINT * 8 + (sized IS FALSE)::BIGINT * 16
        + (kind IS FALSE)::BIGINT * 65536 + coalesce(ruled AND NOT listed, false)::BIGINT * 131072
        + (within IS FALSE)::BIGINT * 262144 AS false_mask,
        (inside IS NULL)::BIGINT * 4 + (industrial IS NULL)::BIGINT * 8 + (sized IS NULL)::BIGINT * 16
        + (kind IS NULL)::BIGINT * 65536 + (投保日期 IS NULL OR (ruled AND listed IS NULL))::BIGINT * 131072
        + (within IS NULL)::BIGINT * 262144 AS unknown_own,
        (ruled IS NOT TRUE)::BIGINT * 131072 AS unset_own
    FROM facts),
-- Whoever is refused neither uses up the yearly limit nor is cut by it.
alive AS (
    SELECT *, 投保日期 IS NOT NULL AS dated,
        CASE WHEN unknown_own = 0 AND unset_own = 0 THEN own ELSE 0 END AS low,
        ranged AND (保费 IS NULL OR 投保日期 IS NULL) AS lacks_fact,
        ranged AND 投保日期 IS NULL AS lacks_rule
    FROM (
        SELECT *, own <> high OR (投保日期 IS NULL AND 保费 > 0) AS ranged
        FROM (
            SELECT *,
                (coalesce(保费, 0) * (CASE WHEN 投保日期 IS NULL THEN 6 ELSE 7 END) + 5) // 10 AS own,
                CASE WHEN 投保日期 IS NULL THEN coalesce(保费, 10000000000)
                    ELSE (coalesce(保费, 10000000000) * 7 + 5) // 10 END AS high
            FROM masked WHERE false_mask = 0))),
waiting AS (
    SELECT *,
        (low <> high AND (unknown_own <> 0 OR lacks_fact))::INTEGER AS waits_fact,
        (low <> high AND (unset_own <> 0 OR lacks_rule))::INTEGER AS waits_rule
    FROM alive),
-- What may stand before a record: the dated before it and all undated; before an undated one, all others.
summed AS (
    SELECT *,
        CASE WHEN dated THEN coalesce(sum(high) OVER before, 0) + coalesce(sum(high) FILTER (NOT dated) OVER subject, 0)
            ELSE sum(high) OVER subject - high END AS may_high,
        CASE WHEN dated THEN coalesce(sum(low) OVER before, 0) ELSE 0 END AS must_low,
        CASE WHEN dated THEN coalesce(sum(waits_fact) OVER before, 0)
                + coalesce(sum(waits_fact) FILTER (NOT dated) OVER subject, 0)
            ELSE sum(waits_fact) OVER subject - waits_fact END AS may_fact,
        CASE WHEN dated THEN coalesce(sum(waits_rule) OVER before, 0)
                + coalesce(sum(waits_rule) FILTER (NOT dated) OVER subject, 0)
            ELSE sum(waits_rule) OVER subject - waits_rule END AS may_rule
    FROM waiting
    WINDOW subject AS (PARTITION BY number),
        before AS (PARTITION BY number, year ORDER BY 投保日期, record ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
cut AS (
    SELECT *, CASE WHEN ranged THEN NULL ELSE own END AS before,
        least(low, greatest(0, 100000000 - may_high))::BIGINT AS cut_low,
        least(own, greatest(0, 100000000 - may_high))::BIGINT AS cut_own,
        least(high, greatest(0, 100000000 - must_low))::BIGINT AS cut_high
    FROM summed),
answered AS (
    SELECT *,
        unknown_own + (cut_own <> cut_high AND (lacks_fact OR may_fact > 0))::BIGINT * (1::BIGINT << 62) AS unknown_mask,
        unset_own + (cut_own <> cut_high AND (lacks_rule OR may_rule > 0))::BIGINT * (1::BIGINT << 62) AS unset_mask
    FROM cut)
SELECT number, record, year,
    CASE WHEN unknown_mask <> 0 THEN '待补充' WHEN unset_mask & ((1::BIGINT << 62) - 1) <> 0 THEN '待明确'
        WHEN unset_mask <> 0 THEN '金额待定' ELSE '符合' END AS status,
    before AS amount_before_limits,
    CASE WHEN unknown_mask = 0 AND unset_mask = 0 THEN cut_low END AS amount,
    cut_low AS amount_low, cut_high AS amount_high, false_mask, unknown_mask, unset_mask,
    CASE WHEN cut_high < high THEN '年度' END AS cut_by
FROM answered
UNION ALL
SELECT number, record, year, '不符合', NULL, NULL, NULL, NULL, false_mask, unknown_own, unset_own, NULL
FROM masked WHERE false_mask <> 0
