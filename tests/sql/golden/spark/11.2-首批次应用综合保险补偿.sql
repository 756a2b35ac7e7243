WITH `l10` AS (
  SELECT
    *,
    (
      CASE WHEN `high` IS NULL THEN 1 ELSE 0 END + CASE
        WHEN (
          (
            `alive` = TRUE
          ) AND COALESCE(`low` <> `high`, TRUE)
        )
        AND (
          (
            `unknown` <> 0
          ) OR (
            `ak` = TRUE
          )
        )
        THEN 1048576
        ELSE 0
      END
    ) + CASE
      WHEN (
        (
          `alive` = TRUE
        ) AND COALESCE(`low` <> `high`, TRUE)
      )
      AND (
        (
          `unset` <> 0
        ) OR (
          `as` = TRUE
        )
      )
      THEN 1099511627776
      ELSE 0
    END AS `vf`
  FROM (
    SELECT
      *,
      CASE
        WHEN (
          `alive` = TRUE
        )
        AND (
          NOT (
            (
              `unknown` <> 0
            ) OR (
              `unset` <> 0
            )
          )
        )
        THEN `own`
        ELSE 0
      END AS `low`,
      COALESCE(`high`, 0) AS `vh`
    FROM (
      SELECT
        *,
        CASE WHEN NOT `alive` THEN 0 ELSE (
          (
            `x_49` * 2
          ) + 10
        ) DIV 20 END AS `own`,
        CASE WHEN `alive` = TRUE THEN (
          (
            `x_50` * 2
          ) + 10
        ) DIV 20 ELSE 0 END AS `high`
      FROM (
        SELECT
          *,
          `false` = 0 AS `alive`
        FROM (
          SELECT
            *,
            (
              (
                (
                  CASE WHEN `x` = FALSE THEN 4 ELSE 0 END | CASE WHEN `x_27` = FALSE THEN 8 ELSE 0 END
                ) | CASE WHEN `x_29` = FALSE THEN 65536 ELSE 0 END
              ) | CASE WHEN `x_36` = FALSE THEN 131072 ELSE 0 END
            ) | CASE WHEN `x_41` = FALSE THEN 262144 ELSE 0 END AS `false`,
            (
              (
                (
                  CASE WHEN `x` IS NULL THEN 4 ELSE 0 END | CASE WHEN `x_27` IS NULL THEN 8 ELSE 0 END
                ) | CASE WHEN `x_29` IS NULL THEN 65536 ELSE 0 END
              ) | CASE
                WHEN (
                  `x_36` IS NULL
                )
                AND (
                  (
                    (
                      `x_33` IS NULL
                    )
                    OR (
                      `p` AND (
                        `x_35` IS NULL
                      )
                    )
                    OR (
                      (
                        `n` AND (
                          NULL IS NULL
                        )
                      ) AND (
                        `保险.产品` IS NULL
                      )
                    )
                  )
                )
                THEN 131072
                ELSE 0
              END
            ) | CASE WHEN `x_41` IS NULL THEN 262144 ELSE 0 END AS `unknown`,
            `o`
            AND (
              (
                `保险.保费` IS NULL
              )
              OR (
                COALESCE(NOT (
                  `x_47` = `x_48`
                ), FALSE) AND (
                  `x_33` IS NULL
                )
              )
            ) AS `ak`,
            `o` AND (
              COALESCE(NOT (
                `x_47` = `x_48`
              ), FALSE) AND `n`
            ) AS `as`
          FROM (
            SELECT
              *,
              CASE WHEN (
                `x_26` & 24
              ) = 0 THEN TRUE WHEN (
                `x_26` & 7
              ) = 0 THEN FALSE END AS `x_27`,
              COALESCE(NOT (
                `x_49` = `x_50`
              ), FALSE) AS `o`
            FROM (
              SELECT
                *,
                CASE
                  WHEN `企业.行业` IS NULL
                  THEN (
                    `g` | `x_25`
                  ) | 16
                  WHEN (
                    (
                      `企业.行业` >= '06'
                    ) AND (
                      `企业.行业` < '47'
                    )
                  )
                  THEN `g`
                  WHEN (
                    (
                      `企业.行业` >= '51'
                    ) AND (
                      `企业.行业` < '52'
                    )
                  )
                  THEN `x_25`
                  ELSE 16
                END AS `x_26`,
                COALESCE(`保险.保费`, 0) * `x_47` AS `x_49`,
                COALESCE(`保险.保费`, 10000000000) * `x_48` AS `x_50`,
                CASE
                  WHEN (
                    `x_36` IS NULL
                  ) AND (
                    (
                      `n` AND (
                        NULL IS NULL
                      )
                    )
                  )
                  THEN 131072
                  ELSE 0
                END AS `unset`
              FROM (
                SELECT
                  *,
                  (
                    `x_11` & (
                      (
                        (
                          `x_19` | (
                            SHIFTRIGHT(`x_19`, 1)
                          )
                        ) | (
                          SHIFTRIGHT(`x_19`, 2)
                        )
                      ) | (
                        SHIFTRIGHT(`x_19`, 3)
                      )
                    )
                  ) | (
                    `x_19` & (
                      (
                        (
                          `x_11` | (
                            SHIFTRIGHT(`x_11`, 1)
                          )
                        ) | (
                          SHIFTRIGHT(`x_11`, 2)
                        )
                      ) | (
                        SHIFTRIGHT(`x_11`, 3)
                      )
                    )
                  ) AS `g`,
                  CASE
                    WHEN NOT (
                      (
                        `p` AND (
                          NOT COALESCE(`x_35`, FALSE)
                        )
                      )
                      OR (
                        `n` AND (
                          NOT COALESCE(NULL, FALSE)
                        )
                      )
                    )
                    THEN TRUE
                    WHEN NOT (
                      (
                        `p` AND COALESCE(`x_35`, TRUE)
                      ) OR (
                        `n` AND COALESCE(NULL, TRUE)
                      )
                    )
                    THEN FALSE
                  END AS `x_36`,
                  LEAST(
                    CASE WHEN `p` = TRUE THEN `x_44` END,
                    CASE WHEN `n` = TRUE THEN CAST(3 AS BIGINT) * 2 END
                  ) AS `x_47`,
                  GREATEST(
                    CASE WHEN `p` = TRUE THEN `x_44` END,
                    CASE WHEN `n` = TRUE THEN CAST(1 AS BIGINT) * 10 END
                  ) AS `x_48`
                FROM (
                  SELECT
                    *,
                    CASE
                      WHEN `企业.从业人员` IS NULL
                      THEN 15
                      WHEN (
                        `企业.从业人员` >= CAST(1000 AS BIGINT)
                      )
                      THEN 8
                      WHEN (
                        `企业.从业人员` >= CAST(300 AS BIGINT)
                      )
                      THEN 4
                      WHEN `x_10` = TRUE
                      THEN 2
                      ELSE 1
                    END AS `x_11`,
                    CASE
                      WHEN `企业.从业人员` IS NULL
                      THEN 15
                      WHEN (
                        `企业.从业人员` >= CAST(200 AS BIGINT)
                      )
                      THEN 8
                      WHEN `x_10` = TRUE
                      THEN 4
                      WHEN (
                        `企业.从业人员` >= CAST(5 AS BIGINT)
                      )
                      THEN 2
                      ELSE 1
                    END AS `x_25`,
                    COALESCE(`x_33`, TRUE) AS `p`,
                    NOT COALESCE(`x_33`, FALSE) AS `n`,
                    (
                      NOT (
                        `保险.投保日期` IS NULL
                      )
                    ) AND (
                      NOT (
                        `year_2` IS NULL
                      )
                    ) AS `dated`
                  FROM (
                    SELECT
                      *,
                      (
                        (
                          `企业.行业` >= '13'
                        ) AND (
                          `企业.行业` < '44'
                        )
                      ) AS `x`,
                      `企业.从业人员` >= CAST(20 AS BIGINT) AS `x_10`,
                      CASE
                        WHEN `企业.营业收入` IS NULL
                        THEN 15
                        WHEN (
                          `企业.营业收入` >= 40000000000
                        )
                        THEN 8
                        WHEN (
                          `企业.营业收入` >= CAST(2000000000 AS BIGINT)
                        )
                        THEN 4
                        WHEN (
                          `企业.营业收入` >= CAST(300000000 AS BIGINT)
                        )
                        THEN 2
                        ELSE 1
                      END AS `x_19`,
                      `保险.险种` IN ('首批次应用综合保险') AS `x_29`,
                      `保险.投保日期` >= CAST(18993 AS BIGINT) AS `x_33`,
                      `保险.产品` IN ('范围内产品') AS `x_35`,
                      (
                        `保险.投保日期` >= CAST(19109 AS BIGINT)
                      )
                      AND (
                        CAST(19357 AS BIGINT) >= `保险.投保日期`
                      ) AS `x_41`,
                      CAST(7 AS BIGINT) AS `x_44`,
                      CASE
                        WHEN NOT (
                          `保险.投保日期` IS NULL
                        )
                        THEN CAST(YEAR(DATE_FROM_UNIX_DATE(CAST(`保险.投保日期` AS INT))) AS BIGINT)
                      END AS `year_2`,
                      CAST(100000000 AS BIGINT) AS `x_53`
                    FROM (
                      SELECT
                        `r`.`number` AS `number`,
                        `r`.`record` AS `record`,
                        `s`.`行业` AS `企业.行业`,
                        `s`.`从业人员` AS `企业.从业人员`,
                        `s`.`营业收入` AS `企业.营业收入`,
                        `r`.`险种` AS `保险.险种`,
                        DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `r`.`投保日期`) AS `保险.投保日期`,
                        `r`.`产品` AS `保险.产品`,
                        `r`.`保费` AS `保险.保费`
                      FROM `k_保险` AS `r`
                      JOIN `k_企业` AS `s`
                        ON `s`.`number` = `r`.`number`
                    ) AS `l0`
                  ) AS `l1`
                ) AS `l2`
              ) AS `l3`
            ) AS `l4`
          ) AS `l5`
        ) AS `l6`
      ) AS `l7`
    ) AS `l8`
  ) AS `l9`
)
SELECT
  `number` AS `number`,
  CAST(`record` AS INT) AS `record`,
  CAST(`year_2` AS INT) AS `year`,
  `status` AS `status`,
  CAST(CASE WHEN (
    NOT `o`
  ) AND (
    `alive` = TRUE
  ) THEN `own` END AS BIGINT) AS `amount_before_limits`,
  CAST(CASE WHEN `status` = '符合' THEN `low_2` END AS BIGINT) AS `amount`,
  CAST(CASE WHEN `alive` = TRUE THEN `low_2` END AS BIGINT) AS `amount_low`,
  CAST(CASE WHEN `alive` = TRUE THEN `high_2` END AS BIGINT) AS `amount_high`,
  CAST(`false` AS BIGINT) AS `false_mask`,
  CAST(`unknown_2` AS BIGINT) AS `unknown_mask`,
  CAST(`unset_2` AS BIGINT) AS `unset_mask`,
  CAST(CASE
    WHEN `alive` = TRUE
    THEN CASE
      WHEN COALESCE(`high_2` < `high`, TRUE) AND (
        NOT (
          `high_2` IS NULL
        )
      )
      THEN '年度'
      ELSE NULL
    END
  END AS STRING) AS `cut_by`,
  CAST(`low` AS BIGINT) AS `total_low`,
  CAST(`high` AS BIGINT) AS `total_high`,
  CAST(`x_53` AS BIGINT) AS `ceiling_low`,
  CAST(`x_53` AS BIGINT) AS `ceiling_high`,
  CAST(`保险.投保日期` AS INT) AS `day`
FROM (
  SELECT
    *,
    CASE
      WHEN (
        `false` & 1
      ) <> 0
      THEN '未启用'
      WHEN (
        `false` & 2
      ) <> 0
      THEN '不在执行期'
      WHEN `false` <> 0
      THEN '不符合'
      WHEN `unknown_2` <> 0
      THEN '待补充'
      WHEN (
        `unset_2` & 4611686018427387903
      ) <> 0
      THEN '待明确'
      WHEN `unset_2` <> 0
      THEN '金额待定'
      ELSE '符合'
    END AS `status`
  FROM (
    SELECT
      *,
      `unknown` | CASE
        WHEN (
          `ao` = TRUE
        )
        AND (
          (
            `ak` OR (
              `ld` AND (
                (
                  `flags` & 1099510579200
                ) <> 0
              )
            )
          )
        )
        THEN 4611686018427387904
        ELSE 0
      END AS `unknown_2`,
      `unset` | CASE
        WHEN (
          `ao` = TRUE
        )
        AND (
          (
            `as` OR (
              `ld` AND (
                (
                  `flags` & 1152920405095219200
                ) <> 0
              )
            )
          )
        )
        THEN 4611686018427387904
        ELSE 0
      END AS `unset_2`
    FROM (
      SELECT
        *,
        COALESCE(`own_2` <> `high_2`, TRUE) AS `ld`,
        `alive` AND COALESCE(`own_2` <> `high_2`, TRUE) AS `ao`
      FROM (
        SELECT
          *,
          CAST(LEAST(`own`, `room_2`) AS BIGINT) AS `own_2`,
          CAST(LEAST(`low`, `room_2`) AS BIGINT) AS `low_2`
        FROM (
          SELECT
            *,
            CASE
              WHEN (
                (
                  `flags` & 1048575
                ) <> 0
              )
              THEN 0
              ELSE GREATEST(
                0,
                `x_53` - CASE
                  WHEN `dated` = TRUE
                  THEN COALESCE(`bh`, 0) + COALESCE(`oh`, 0)
                  ELSE COALESCE(`ah`, 0) - `vh`
                END
              )
            END AS `room_2`
          FROM (
            SELECT
              *,
              CAST(CASE
                WHEN `dated` = TRUE
                THEN COALESCE(`bf`, 0) + COALESCE(`of`, 0)
                ELSE COALESCE(`af`, 0) - `vf`
              END AS BIGINT) AS `flags`,
              CAST(CASE
                WHEN `alive` = TRUE
                THEN LEAST(
                  `high`,
                  CASE
                    WHEN `x_53` IS NULL
                    THEN NULL
                    ELSE GREATEST(0, `x_53` - CASE WHEN `dated` = TRUE THEN COALESCE(`bl`, 0) ELSE 0 END)
                  END
                )
                ELSE `high`
              END AS BIGINT) AS `high_2`
            FROM (
              SELECT
                `l10`.*,
                `w0`.`bh`,
                `w0`.`bf`,
                `w0`.`bl`,
                `w0`.`oh`,
                `w0`.`ah`,
                `w0`.`of`,
                `w0`.`af`
              FROM `l10`
              LEFT JOIN (
                SELECT
                  `number`,
                  `record`,
                  SUM(CASE WHEN `dated` = TRUE THEN `vh` ELSE 0 END) OVER (
                    PARTITION BY `number`, `year_2`
                    ORDER BY `保险.投保日期`, `record`
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                  ) AS `bh`,
                  SUM(CASE WHEN `dated` = TRUE THEN `vf` ELSE 0 END) OVER (
                    PARTITION BY `number`, `year_2`
                    ORDER BY `保险.投保日期`, `record`
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                  ) AS `bf`,
                  SUM(CASE WHEN `dated` = TRUE THEN `low` ELSE 0 END) OVER (
                    PARTITION BY `number`, `year_2`
                    ORDER BY `保险.投保日期`, `record`
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                  ) AS `bl`,
                  SUM(CASE WHEN `dated` = TRUE THEN 0 ELSE `vh` END) OVER (PARTITION BY `number`) AS `oh`,
                  SUM(`vh`) OVER (PARTITION BY `number`) AS `ah`,
                  SUM(CASE WHEN `dated` = TRUE THEN 0 ELSE `vf` END) OVER (PARTITION BY `number`) AS `of`,
                  SUM(`vf`) OVER (PARTITION BY `number`) AS `af`
                FROM `l10`
                WHERE
                  `alive`
              ) AS `w0`
                ON (
                  `w0`.`number` = `l10`.`number`
                ) AND (
                  `w0`.`record` = `l10`.`record`
                )
            ) AS `l11`
          ) AS `l12`
        ) AS `l13`
      ) AS `l14`
    ) AS `l15`
  ) AS `l16`
) AS `top`
