WITH facts AS (
    SELECT number, 绿色标准, 绿色管理, 绿色生产,
        starts_with(所在地, '36') AS inside,
        行业 >= '06' AND 行业 < '47' AS industrial,
        CASE WHEN "def.企业规模" & 24 = 0 THEN true WHEN "def.企业规模" & 7 = 0 THEN false END AS sized,
        能源管理体系 AND 清洁生产审核 AS assessed,
        绿色工厂级别 <> '国家级' AS higher
    FROM "b_企业"),
masked AS (
    SELECT number,
        (inside IS FALSE)::BIGINT * 4 + (industrial IS FALSE)::BIGINT * 8 + (sized IS FALSE)::BIGINT * 16
        + (绿色标准 IS FALSE)::BIGINT * 65536 + (绿色管理 IS FALSE)::BIGINT * 131072
        + (绿色生产 IS FALSE)::BIGINT * 262144 + (assessed IS FALSE)::BIGINT * 524288
        + (higher IS FALSE)::BIGINT * 1048576 AS false_mask,
        (inside IS NULL)::BIGINT * 4 + (industrial IS NULL)::BIGINT * 8 + (sized IS NULL)::BIGINT * 16
        + (绿色标准 IS NULL)::BIGINT * 65536 + (绿色管理 IS NULL)::BIGINT * 131072
        + (绿色生产 IS NULL)::BIGINT * 262144 + (assessed IS NULL)::BIGINT * 524288
        + (higher IS NULL)::BIGINT * 1048576 AS unknown_mask
    FROM facts)
SELECT number, NULL::INTEGER AS record, 2022 AS year,
    CASE WHEN false_mask <> 0 THEN '不符合' WHEN unknown_mask <> 0 THEN '待补充' ELSE '符合' END AS status,
    NULL::BIGINT AS amount_before_limits, NULL::BIGINT AS amount,
    NULL::BIGINT AS amount_low, NULL::BIGINT AS amount_high,
    false_mask, unknown_mask, 0::BIGINT AS unset_mask, NULL::VARCHAR AS cut_by
FROM masked
