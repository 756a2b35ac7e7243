WITH facts AS (
    SELECT number, record, 展会, 参加, 展位费, 开展日期,
        starts_with(所在地, '36') AS inside,
        行业 >= '06' AND 行业 < '47' AS industrial,
        CASE WHEN "def.企业规模" & 24 = 0 THEN true WHEN "def.企业规模" & 7 = 0 THEN false END AS sized,
        -- The list is open: a fair that is not on it is not refused.
        coalesce(展会 IN ('中国国际中小企业博览会', 'APEC中小企业技术展览会')
            OR (展会 = '世界VR产业大会' AND 开展日期 >= DATE '2022-01-01'), false) AS listed,
        开展日期 BETWEEN DATE '2022-04-27' AND DATE '2022-12-31' AS within
    FROM "r_参展"),
masked AS (
    SELECT number, record, 展位费, year(开展日期) AS year,
        (inside IS FALSE)::BIGINT * 4 + (industrial IS FALSE)::BIGINT * 8 + (sized IS FALSE)::BIGINT * 16
        + (参加 IS FALSE)::BIGINT * 131072 + (within IS FALSE)::BIGINT * 262144 AS false_mask,
        (inside IS NULL)::BIGINT * 4 + (industrial IS NULL)::BIGINT * 8 + (sized IS NULL)::BIGINT * 16
        + (NOT listed AND (展会 IS NULL OR 开展日期 IS NULL))::BIGINT * 65536
        + (参加 IS NULL)::BIGINT * 131072 + (within IS NULL)::BIGINT * 262144 AS unknown_own,
        (NOT listed)::BIGINT * 65536 AS unset_mask
    FROM facts),
answered AS (
    SELECT *, false_mask = 0 AS alive,
        CASE WHEN unknown_own = 0 AND unset_mask = 0 THEN coalesce(展位费, 0) ELSE 0 END AS low,
        unknown_own + (false_mask = 0 AND 展位费 IS NULL)::BIGINT * (1::BIGINT << 62) AS unknown_mask
    FROM masked)
SELECT number, record, year::INTEGER AS year,
    CASE WHEN NOT alive THEN '不符合' WHEN unknown_mask <> 0 THEN '待补充'
        WHEN unset_mask <> 0 THEN '待明确' ELSE '符合' END AS status,
    CASE WHEN alive THEN 展位费 END AS amount_before_limits,
    CASE WHEN alive AND unknown_mask = 0 AND unset_mask = 0 THEN low END AS amount,
    CASE WHEN alive THEN low END AS amount_low,
    CASE WHEN alive THEN coalesce(展位费, 500000000) END AS amount_high,
    false_mask, unknown_mask, unset_mask, NULL::VARCHAR AS cut_by
FROM answered
