WITH facts AS (
    SELECT number, record, 国有性质, 疫情期间租金, 租金应付日期, 所在地,
        starts_with(所在地, '36') AS inside,
        行业 >= '06' AND 行业 < '47' AS industrial,
        CASE WHEN "def.企业规模" & 28 = 0 THEN true WHEN "def.企业规模" & 3 = 0 THEN false END AS sized,
        房产类型 IN ('工业园区标准厂房', '小微企业双创基地房产') AS housed,
        租金应付日期 BETWEEN DATE '2022-04-27' AND DATE '2022-12-31' AS within,
        租金应付日期 BETWEEN DATE '2022-06-01' AND DATE '2022-11-30' AS summer,
        -- Who adopted the relief: a city but one of its counties, and an area for half a year.
        starts_with(所在地, '3601') AND 所在地 <> '360124' AS city,
        所在地 = '36-GJXQ' AS area
    FROM "r_租赁"),
places AS (
    SELECT *, (city AND within) OR (area AND summer) AS adopted,
        CASE WHEN 所在地 = '360121' THEN 60 WHEN city THEN 50 WHEN area THEN 30
            WHEN summer IS FALSE THEN 50 ELSE 30 END AS least_percent,
        CASE WHEN area THEN 30 WHEN city AND 所在地 <> '360121' THEN 50 ELSE 60 END AS most_percent
    FROM facts),
masked AS (
    SELECT number, record, 疫情期间租金, 所在地, year(租金应付日期) AS year,
        (adopted IS FALSE)::BIGINT + (inside IS FALSE)::BIGINT * 4 + (industrial IS FALSE)::BIGINT * 8
        + (sized IS FALSE)::BIGINT * 16 + (housed IS FALSE)::BIGINT * 65536
        + (国有性质 IS FALSE)::BIGINT * 131072 + (within IS FALSE)::BIGINT * 262144 AS false_mask,
        (adopted IS NULL)::BIGINT + (inside IS NULL)::BIGINT * 4 + (industrial IS NULL)::BIGINT * 8
        + (sized IS NULL)::BIGINT * 16 + (housed IS NULL)::BIGINT * 65536
        + (国有性质 IS NULL)::BIGINT * 131072 + (within IS NULL)::BIGINT * 262144 AS unknown_own,
        (coalesce(疫情期间租金, 0) * least_percent + 50) // 100 AS own,
        (coalesce(疫情期间租金, 5000000000) * most_percent + 50) // 100 AS high
    FROM places),
answered AS (
    SELECT *, false_mask = 0 AS alive, CASE WHEN unknown_own = 0 THEN own ELSE 0 END AS low,
        unknown_own + (false_mask = 0 AND own <> high)::BIGINT * (1::BIGINT << 62) AS unknown_mask
    FROM masked)
SELECT number, record, year::INTEGER AS year,
    CASE WHEN alive THEN CASE WHEN unknown_mask = 0 THEN '符合' ELSE '待补充' END
        WHEN false_mask & 1 <> 0 THEN '未启用' ELSE '不符合' END AS status,
    CASE WHEN alive AND 疫情期间租金 IS NOT NULL AND (所在地 IS NOT NULL OR 疫情期间租金 = 0) THEN own END AS amount_before_limits,
    CASE WHEN alive AND unknown_mask = 0 THEN low END AS amount,
    CASE WHEN alive THEN low END AS amount_low,
    CASE WHEN alive THEN high END AS amount_high,
    false_mask, unknown_mask, 0::BIGINT AS unset_mask, NULL::VARCHAR AS cut_by
FROM answered
