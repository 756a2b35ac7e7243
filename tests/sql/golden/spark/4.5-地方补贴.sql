SELECT
  `number` AS `number`,
  CAST(NULL AS INT) AS `record`,
  CAST(CAST(2022 AS BIGINT) AS INT) AS `year`,
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
  CAST(`x_44` AS BIGINT) AS `ceiling_low`,
  CAST(`x_44` AS BIGINT) AS `ceiling_high`,
  CAST(NULL AS INT) AS `day`
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
            `o`
            AND (
              (
                COALESCE(NOT (
                  `x_39` = `x_40`
                ), FALSE)
                AND (
                  (
                    COALESCE(NOT (
                      `x_37` = `x_38`
                    ), FALSE) AND COALESCE(`a2_k`, FALSE)
                  )
                  OR (
                    COALESCE(NOT (
                      `local.补贴比例.low` = `local.补贴比例.high`
                    ), FALSE)
                    AND (
                      `local.补贴比例.many` AND (
                        `企业.所在地` IS NULL
                      )
                    )
                  )
                )
              )
              OR (
                (
                  COALESCE(NOT (
                    `local.补贴额.low` = `local.补贴额.high`
                  ), FALSE)
                  OR (
                    `local.补贴额.high` IS NULL
                  )
                )
                AND (
                  `local.补贴额.many` AND (
                    `企业.所在地` IS NULL
                  )
                )
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
            `o`
            AND (
              (
                COALESCE(NOT (
                  `x_39` = `x_40`
                ), FALSE)
                AND (
                  (
                    COALESCE(NOT (
                      `x_37` = `x_38`
                    ), FALSE) AND COALESCE(`a2_s`, FALSE)
                  )
                  OR (
                    COALESCE(NOT (
                      `local.补贴比例.low` = `local.补贴比例.high`
                    ), FALSE)
                    AND `local.补贴比例.unset`
                  )
                )
              )
              OR (
                (
                  COALESCE(NOT (
                    `local.补贴额.low` = `local.补贴额.high`
                  ), FALSE)
                  OR (
                    `local.补贴额.high` IS NULL
                  )
                )
                AND `local.补贴额.unset`
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
        CAST(LEAST(`low`, `x_44`) AS BIGINT) AS `low_2`,
        `alive` AND COALESCE(CAST(LEAST(`own`, `x_44`) AS BIGINT) <> `high_2`, TRUE) AS `ao`
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
          CAST(CASE WHEN `alive` = TRUE THEN LEAST(`high`, `x_44`) ELSE `high` END AS BIGINT) AS `high_2`
        FROM (
          SELECT
            *,
            CAST(CASE
              WHEN NOT `alive`
              THEN 0
              ELSE CAST((
                (
                  (
                    CASE WHEN `x_41` < 0 THEN 0 ELSE `x_41` END * 2
                  ) + 1000000
                ) - (
                  (
                    (
                      CASE WHEN `x_41` < 0 THEN 0 ELSE `x_41` END * 2
                    ) + 1000000
                  ) % 2000000
                )
              ) / 2000000 AS DECIMAL(38, 0))
            END AS BIGINT) AS `own`,
            CASE
              WHEN `alive` = TRUE
              THEN CAST(CAST((
                (
                  (
                    CASE WHEN `x_42` < 0 THEN 0 ELSE `x_42` END * 2
                  ) + 1000000
                ) - (
                  (
                    (
                      CASE WHEN `x_42` < 0 THEN 0 ELSE `x_42` END * 2
                    ) + 1000000
                  ) % 2000000
                )
              ) / 2000000 AS DECIMAL(38, 0)) AS BIGINT)
              ELSE 0
            END AS `high`
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
                      (
                        (
                          CASE WHEN `local.启用.value` = FALSE THEN 1 ELSE 0 END | CASE WHEN `x` = FALSE THEN 4 ELSE 0 END
                        ) | CASE WHEN `x_27` = FALSE THEN 8 ELSE 0 END
                      ) | CASE WHEN `企业.停产` = FALSE THEN 65536 ELSE 0 END
                    ) | CASE WHEN `x_31` = FALSE THEN 131072 ELSE 0 END
                  ) | CASE WHEN `x_36` = FALSE THEN 262144 ELSE 0 END
                ) | CASE WHEN `x_10` = FALSE THEN 524288 ELSE 0 END AS `false`,
                (
                  (
                    (
                      (
                        (
                          CASE
                            WHEN (
                              `local.启用.value` IS NULL
                            )
                            AND (
                              (
                                `local.启用.many` AND (
                                  `企业.所在地` IS NULL
                                )
                              )
                            )
                            THEN 1
                            ELSE 0
                          END | CASE WHEN `x` IS NULL THEN 4 ELSE 0 END
                        ) | CASE WHEN `x_27` IS NULL THEN 8 ELSE 0 END
                      ) | CASE WHEN `企业.停产` IS NULL THEN 65536 ELSE 0 END
                    ) | CASE
                      WHEN (
                        `x_31` IS NULL
                      ) AND (
                        COALESCE(`a1_k`, FALSE)
                      )
                      THEN 131072
                      ELSE 0
                    END
                  ) | CASE WHEN `x_36` IS NULL THEN 262144 ELSE 0 END
                ) | CASE WHEN `x_10` IS NULL THEN 524288 ELSE 0 END AS `unknown`
              FROM (
                SELECT
                  *,
                  CASE WHEN (
                    `x_26` & 24
                  ) = 0 THEN TRUE WHEN (
                    `x_26` & 7
                  ) = 0 THEN FALSE END AS `x_27`
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
                    COALESCE(NOT (
                      `x_41` = `x_42`
                    ), FALSE) OR (
                      `x_42` IS NULL
                    ) AS `o`
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
                        WHEN `xn` = TRUE
                        THEN FALSE
                        WHEN `xn` IS NULL
                        THEN NULL
                        ELSE CASE
                          WHEN (
                            COALESCE(`企业.研发费用`, 0) * 100
                          ) >= (
                            `x_35` * CASE WHEN `x_13` = 0 THEN 1 ELSE `x_13` END
                          )
                          THEN TRUE
                          WHEN (
                            CASE WHEN `x_33` = 0 THEN 0 WHEN `x_12` = 0 THEN NULL ELSE `x_33` END * 100
                          ) < (
                            `x_35` * CASE WHEN `x_12` = 0 THEN 1 ELSE `x_12` END
                          )
                          THEN FALSE
                        END
                      END AS `x_36`,
                      `x_39` + CAST(`local.补贴额.low` * 1000000 AS DECIMAL(38, 0)) AS `x_41`,
                      `x_40` + CAST(`local.补贴额.high` * 1000000 AS DECIMAL(38, 0)) AS `x_42`,
                      CASE
                        WHEN (
                          `x_31` IS NULL
                        ) AND (
                          COALESCE(`a1_s`, FALSE)
                        )
                        THEN 131072
                        ELSE 0
                      END AS `unset`
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
                        CASE
                          WHEN COALESCE(`a1_low`, 0) >= `x_30`
                          THEN TRUE
                          WHEN COALESCE(`a1_high`, 0) < `x_30`
                          THEN FALSE
                        END AS `x_31`,
                        CASE WHEN `x_13` = 0 THEN TRUE WHEN `x_12` = 0 THEN NULL ELSE FALSE END AS `xn`,
                        LEAST(
                          CAST(`x_37` AS DECIMAL(38, 0)) * CAST(`local.补贴比例.low` AS DECIMAL(38, 0)),
                          CAST(`x_37` AS DECIMAL(38, 0)) * CAST(`local.补贴比例.high` AS DECIMAL(38, 0)),
                          CAST(`x_38` AS DECIMAL(38, 0)) * CAST(`local.补贴比例.low` AS DECIMAL(38, 0)),
                          CAST(`x_38` AS DECIMAL(38, 0)) * CAST(`local.补贴比例.high` AS DECIMAL(38, 0))
                        ) AS `x_39`,
                        GREATEST(
                          CAST(`x_37` AS DECIMAL(38, 0)) * CAST(`local.补贴比例.low` AS DECIMAL(38, 0)),
                          CAST(`x_37` AS DECIMAL(38, 0)) * CAST(`local.补贴比例.high` AS DECIMAL(38, 0)),
                          CAST(`x_38` AS DECIMAL(38, 0)) * CAST(`local.补贴比例.low` AS DECIMAL(38, 0)),
                          CAST(`x_38` AS DECIMAL(38, 0)) * CAST(`local.补贴比例.high` AS DECIMAL(38, 0))
                        ) AS `x_40`
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
                          COALESCE(`企业.营业收入`, 0) AS `x_12`,
                          COALESCE(`企业.营业收入`, 1000000000000000) AS `x_13`,
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
                          CAST(1 AS BIGINT) AS `x_30`,
                          COALESCE(`企业.研发费用`, 10000000000000) AS `x_33`,
                          CAST(3 AS BIGINT) AS `x_35`,
                          COALESCE(`a2_low`, 0) AS `x_37`,
                          COALESCE(`a2_high`, 0) AS `x_38`,
                          CAST(50000000 AS BIGINT) AS `x_44`
                        FROM (
                          SELECT
                            `k0`.*,
                            `local`.`启用.many` AS `local.启用.many`,
                            `local`.`启用.value` AS `local.启用.value`,
                            `local`.`补贴比例.many` AS `local.补贴比例.many`,
                            `local`.`补贴比例.unset` AS `local.补贴比例.unset`,
                            `local`.`补贴比例.low` AS `local.补贴比例.low`,
                            `local`.`补贴比例.high` AS `local.补贴比例.high`,
                            `local`.`补贴额.many` AS `local.补贴额.many`,
                            `local`.`补贴额.unset` AS `local.补贴额.unset`,
                            `local`.`补贴额.low` AS `local.补贴额.low`,
                            `local`.`补贴额.high` AS `local.补贴额.high`
                          FROM (
                            SELECT
                              `s`.`number` AS `number`,
                              `s`.`所在地` AS `企业.所在地`,
                              `s`.`行业` AS `企业.行业`,
                              `s`.`从业人员` AS `企业.从业人员`,
                              `s`.`营业收入` AS `企业.营业收入`,
                              `s`.`停产` AS `企业.停产`,
                              `s`.`研发费用` AS `企业.研发费用`,
                              `g1`.`a1_k` AS `a1_k`,
                              `g1`.`a1_s` AS `a1_s`,
                              `g1`.`a1_low` AS `a1_low`,
                              `g1`.`a1_high` AS `a1_high`,
                              `g1`.`a2_k` AS `a2_k`,
                              `g1`.`a2_s` AS `a2_s`,
                              `g1`.`a2_low` AS `a2_low`,
                              `g1`.`a2_high` AS `a2_high`
                            FROM `k_企业` AS `s`
                            LEFT JOIN (
                              SELECT
                                `number`,
                                CAST(SUM(CASE WHEN `a1_sure` = TRUE THEN 1 ELSE 0 END) AS BIGINT) AS `a1_low`,
                                CAST(COUNT(`a1_high`) AS BIGINT) AS `a1_high`,
                                MAX(`a1_k`) = 1 AS `a1_k`,
                                MAX(`a1_s`) = 1 AS `a1_s`,
                                SUM(CASE WHEN `a2_sure` = TRUE THEN `a2_low` ELSE LEAST(`a2_low`, 0) END) AS `a2_low`,
                                SUM(CASE WHEN `a2_sure` = TRUE THEN `a2_high` ELSE GREATEST(`a2_high`, 0) END) AS `a2_high`,
                                MAX(`a2_k`) = 1 AS `a2_k`,
                                MAX(`a2_s`) = 1 AS `a2_s`
                              FROM (
                                SELECT
                                  *
                                FROM (
                                  SELECT
                                    `number`,
                                    COALESCE(`x_5`, FALSE) AS `a1_sure`,
                                    CASE WHEN COALESCE(`x_5`, TRUE) THEN 1 END AS `a1_low`,
                                    CASE WHEN COALESCE(`x_5`, TRUE) THEN 1 END AS `a1_high`,
                                    CASE WHEN COALESCE(`x_5`, TRUE) AND (
                                      `x_5` IS NULL
                                    ) THEN 1 ELSE 0 END AS `a1_k`,
                                    0 AS `a1_s`,
                                    COALESCE(`x_2`, FALSE) AS `a2_sure`,
                                    CASE WHEN COALESCE(`x_2`, TRUE) THEN `x_21` END AS `a2_low`,
                                    CASE WHEN COALESCE(`x_2`, TRUE) THEN `x_22` END AS `a2_high`,
                                    CASE
                                      WHEN COALESCE(`x_2`, TRUE)
                                      AND (
                                        (
                                          `x_2` IS NULL
                                        ) OR (
                                          NOT (
                                            `x_21` = `x_22`
                                          )
                                        )
                                      )
                                      THEN 1
                                      ELSE 0
                                    END AS `a2_k`,
                                    0 AS `a2_s`,
                                    COALESCE(`x_5`, TRUE) OR COALESCE(`x_2`, TRUE) AS `may`
                                  FROM (
                                    SELECT
                                      *,
                                      `x_2` AND (
                                        `项目.级别` IN ('省级', '国家级')
                                      ) AS `x_5`,
                                      (
                                        LEAST(GREATEST(`x_6`, `x_8`), `x_10`) * `x_12`
                                      ) + (
                                        (
                                          GREATEST(`x_6`, `x_10`) - `x_10`
                                        ) * `x_18`
                                      ) AS `x_21`,
                                      (
                                        LEAST(GREATEST(`x_7`, `x_8`), `x_10`) * `x_12`
                                      ) + (
                                        (
                                          GREATEST(`x_7`, `x_10`) - `x_10`
                                        ) * `x_18`
                                      ) AS `x_22`
                                    FROM (
                                      SELECT
                                        *,
                                        `项目.类型` IN ('技改') AS `x_2`,
                                        COALESCE(`项目.面积`, 0) AS `x_6`,
                                        COALESCE(`项目.面积`, 100000) AS `x_7`,
                                        CAST(0 AS BIGINT) AS `x_8`,
                                        CAST(100 AS BIGINT) AS `x_10`,
                                        CAST(10000 AS BIGINT) AS `x_12`,
                                        CAST(20000 AS BIGINT) AS `x_18`
                                      FROM (
                                        SELECT
                                          `r`.`number` AS `number`,
                                          `r`.`类型` AS `项目.类型`,
                                          `r`.`级别` AS `项目.级别`,
                                          `r`.`面积` AS `项目.面积`
                                        FROM `k_项目` AS `r`
                                      ) AS `l0`
                                    ) AS `l1`
                                  ) AS `top`
                                ) AS `m`
                                WHERE
                                  `may`
                              ) AS `g`
                              GROUP BY
                                `number`
                            ) AS `g1`
                              ON `g1`.`number` = `s`.`number`
                          ) AS `k0`
                          LEFT JOIN `local_settings` AS `local`
                            ON (
                              `local`.`at.region` = COALESCE(`企业.所在地`, '')
                            ) AND (
                              `local`.`at.era` = 2
                            )
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
    ) AS `l10`
  ) AS `l11`
) AS `top`
