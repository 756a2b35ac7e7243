SELECT
  "number" AS "number",
  CAST("record" AS INT) AS "record",
  CAST("year_2" AS INT) AS "year",
  "status_4" AS "status",
  CAST(CASE
    WHEN (
      NOT (
        "status_4" IN ('未启用', '不在执行期', '不符合')
      )
    )
    AND (
      CASE WHEN (
        NOT "o_2"
      ) AND (
        "alive" = TRUE
      ) THEN "own_3" END IS NOT DISTINCT FROM "before"
    )
    THEN "before"
  END AS BIGINT) AS "amount_before_limits",
  CAST(CASE
    WHEN (
      NOT (
        "status_4" IN ('未启用', '不在执行期', '不符合')
      )
    )
    AND (
      "status_4" = '符合'
    )
    THEN "amount"
  END AS BIGINT) AS "amount",
  CAST(CASE
    WHEN NOT (
      "status_4" IN ('未启用', '不在执行期', '不符合')
    )
    THEN LEAST(COALESCE("amount_low", 0), COALESCE("amount_low_2", 0))
  END AS BIGINT) AS "amount_low",
  CAST(CASE
    WHEN (
      NOT (
        "status_4" IN ('未启用', '不在执行期', '不符合')
      )
    )
    AND (
      NOT (
        (
          (
            NOT (
              "amount_low" IS NULL
            )
          ) AND (
            "amount_high" IS NULL
          )
        )
        OR (
          (
            NOT (
              "amount_low_2" IS NULL
            )
          ) AND (
            "amount_high_2" IS NULL
          )
        )
      )
    )
    THEN GREATEST(COALESCE("amount_high", 0), COALESCE("amount_high_2", 0))
  END AS BIGINT) AS "amount_high",
  CAST("false_3" AS BIGINT) AS "false_mask",
  CAST("unknown_5" AS BIGINT) AS "unknown_mask",
  CAST("unset_4" AS BIGINT) AS "unset_mask",
  CAST(CASE
    WHEN (
      NOT (
        "status_4" IN ('未启用', '不在执行期', '不符合')
      )
    )
    AND (
      CASE
        WHEN "alive" = TRUE
        THEN CASE
          WHEN COALESCE("high_4" < "high_3", TRUE) AND (
            NOT (
              "high_4" IS NULL
            )
          )
          THEN '年度'
          ELSE NULL
        END
      END IS NOT DISTINCT FROM "cut_2"
    )
    THEN "cut_2"
  END AS TEXT) AS "cut_by",
  CAST(LEAST(COALESCE("low", 0), COALESCE("low_3", 0)) AS BIGINT) AS "total_low",
  CAST(CASE
    WHEN NOT (
      (
        (
          NOT (
            "low" IS NULL
          )
        ) AND (
          "high" IS NULL
        )
      )
      OR (
        (
          NOT (
            "low_3" IS NULL
          )
        ) AND (
          "high_3" IS NULL
        )
      )
    )
    THEN GREATEST(COALESCE("high", 0), COALESCE("high_3", 0))
  END AS BIGINT) AS "total_high",
  CAST(LEAST("x_54", "x_54") AS BIGINT) AS "ceiling_low",
  CAST(GREATEST("x_54", "x_54") AS BIGINT) AS "ceiling_high",
  CAST("项目.立项日期" AS INT) AS "day"
FROM (
  SELECT
    *,
    CASE
      WHEN (
        "false_3" & 1
      ) <> 0
      THEN CAST('未启用' AS status)
      WHEN (
        "false_3" & 2
      ) <> 0
      THEN CAST('不在执行期' AS status)
      WHEN "false_3" <> 0
      THEN CAST('不符合' AS status)
      WHEN "unknown_5" <> 0
      THEN CAST('待补充' AS status)
      WHEN (
        "unset_4" & 4611686018427387903
      ) <> 0
      THEN CAST('待明确' AS status)
      WHEN "unset_4" <> 0
      THEN CAST('金额待定' AS status)
      ELSE CAST('符合' AS status)
    END AS "status_4"
  FROM (
    SELECT
      *,
      "unknown" | CASE
        WHEN (
          (
            NOT "all_no"
          ) AND (
            NOT "agreed"
          )
        )
        AND (
          (
            "status_2" = '待补充'
          ) OR (
            "status_3" = '待补充'
          )
        )
        THEN 524288
        ELSE 0
      END AS "unknown_5",
      "unset" | CASE WHEN (
        NOT "all_no"
      ) AND (
        NOT "agreed"
      ) THEN 524288 ELSE 0 END AS "unset_4"
    FROM (
      SELECT
        *,
        (
          "status_2" = '符合'
        )
        AND (
          "status_3" = '符合'
        )
        AND (
          CASE WHEN "status_3" = '符合' THEN "low_4" END IS NOT DISTINCT FROM "amount"
        ) AS "agreed",
        "false" | CASE
          WHEN (
            (
              "all_no" = TRUE
            ) AND (
              NOT (
                "false" <> 0
              )
            )
          )
          AND (
            (
              "status_2" = '未启用'
            ) AND (
              "status_3" = '未启用'
            )
          )
          THEN 1
          WHEN (
            "all_no" = TRUE
          ) AND (
            NOT (
              "false" <> 0
            )
          )
          THEN 524288
          ELSE 0
        END AS "false_3"
      FROM (
        SELECT
          *,
          CASE WHEN "status_2" = '符合' THEN "low_2" END AS "amount",
          (
            "status_2" IN ('未启用', '不在执行期', '不符合')
          )
          AND (
            "status_3" IN ('未启用', '不在执行期', '不符合')
          ) AS "all_no"
        FROM (
          SELECT
            *,
            CASE
              WHEN (
                "false_2" & 1
              ) <> 0
              THEN CAST('未启用' AS status)
              WHEN (
                "false_2" & 2
              ) <> 0
              THEN CAST('不在执行期' AS status)
              WHEN "false_2" <> 0
              THEN CAST('不符合' AS status)
              WHEN (
                "unknown_2" | CASE
                  WHEN (
                    "ao" = TRUE
                  )
                  AND (
                    (
                      "ak" OR (
                        "ld" AND (
                          (
                            "flags" & 1099510579200
                          ) <> 0
                        )
                      )
                    )
                  )
                  THEN 4611686018427387904
                  ELSE 0
                END
              ) <> 0
              THEN CAST('待补充' AS status)
              WHEN (
                "unset_2" & 4611686018427387903
              ) <> 0
              THEN CAST('待明确' AS status)
              WHEN "unset_2" <> 0
              THEN CAST('金额待定' AS status)
              ELSE CAST('符合' AS status)
            END AS "status_2",
            CASE
              WHEN (
                "false" & 1
              ) <> 0
              THEN CAST('未启用' AS status)
              WHEN (
                "false" & 2
              ) <> 0
              THEN CAST('不在执行期' AS status)
              WHEN "false" <> 0
              THEN CAST('不符合' AS status)
              WHEN (
                "unknown" | CASE
                  WHEN (
                    "ao_2" = TRUE
                  )
                  AND (
                    (
                      "ak_3" OR (
                        "ld_2" AND (
                          (
                            "flags_2" & 1099510579200
                          ) <> 0
                        )
                      )
                    )
                  )
                  THEN 4611686018427387904
                  ELSE 0
                END
              ) <> 0
              THEN CAST('待补充' AS status)
              WHEN (
                "unset_3" & 4611686018427387903
              ) <> 0
              THEN CAST('待明确' AS status)
              WHEN "unset_3" <> 0
              THEN CAST('金额待定' AS status)
              ELSE CAST('符合' AS status)
            END AS "status_3"
          FROM (
            SELECT
              *,
              "unset" | CASE
                WHEN (
                  "ao" = TRUE
                )
                AND (
                  (
                    "as" OR (
                      "ld" AND (
                        (
                          "flags" & 1152920405095219200
                        ) <> 0
                      )
                    )
                  )
                )
                THEN 4611686018427387904
                ELSE 0
              END AS "unset_2",
              "unset" | CASE
                WHEN (
                  "ao_2" = TRUE
                )
                AND (
                  (
                    "as_3"
                    OR (
                      "ld_2" AND (
                        (
                          "flags_2" & 1152920405095219200
                        ) <> 0
                      )
                    )
                  )
                )
                THEN 4611686018427387904
                ELSE 0
              END AS "unset_3"
            FROM (
              SELECT
                *,
                COALESCE("own_2" <> "high_2", TRUE) AS "ld",
                "alive_2" AND COALESCE("own_2" <> "high_2", TRUE) AS "ao",
                CASE WHEN "alive_2" = TRUE THEN "low_2" END AS "amount_low",
                COALESCE("own_4" <> "high_4", TRUE) AS "ld_2",
                "alive" AND COALESCE("own_4" <> "high_4", TRUE) AS "ao_2",
                CASE WHEN "alive" = TRUE THEN "low_4" END AS "amount_low_2"
              FROM (
                SELECT
                  *,
                  CAST(LEAST("own", "room_2") AS BIGINT) AS "own_2",
                  CAST(LEAST("low", "room_2") AS BIGINT) AS "low_2",
                  CAST(LEAST("own_3", "room_4") AS BIGINT) AS "own_4",
                  CAST(LEAST("low_3", "room_4") AS BIGINT) AS "low_4"
                FROM (
                  SELECT
                    *,
                    CASE
                      WHEN (
                        (
                          "flags" & 1048575
                        ) <> 0
                      )
                      THEN 0
                      ELSE GREATEST(
                        0,
                        "x_54" - CASE
                          WHEN "dated" = TRUE
                          THEN COALESCE("bh", 0) + COALESCE("oh", 0)
                          ELSE COALESCE("ah", 0) - "vh"
                        END
                      )
                    END AS "room_2",
                    CASE WHEN "alive_2" = TRUE THEN "high_2" END AS "amount_high",
                    CASE
                      WHEN "alive_2" = TRUE
                      THEN CASE
                        WHEN COALESCE("high_2" < "high", TRUE) AND (
                          NOT (
                            "high_2" IS NULL
                          )
                        )
                        THEN '年度'
                        ELSE NULL
                      END
                    END AS "cut_2",
                    CASE
                      WHEN (
                        (
                          "flags_2" & 1048575
                        ) <> 0
                      )
                      THEN 0
                      ELSE GREATEST(
                        0,
                        "x_54" - CASE
                          WHEN "dated" = TRUE
                          THEN COALESCE("bh_2", 0) + COALESCE("oh_2", 0)
                          ELSE COALESCE("ah_2", 0) - "vh_2"
                        END
                      )
                    END AS "room_4",
                    CASE WHEN "alive" = TRUE THEN "high_4" END AS "amount_high_2"
                  FROM (
                    SELECT
                      *,
                      CAST(CASE
                        WHEN "dated" = TRUE
                        THEN COALESCE("bf", 0) + COALESCE("of", 0)
                        ELSE COALESCE("af", 0) - "vf"
                      END AS BIGINT) AS "flags",
                      CAST(CASE
                        WHEN "alive_2" = TRUE
                        THEN LEAST(
                          "high",
                          CASE
                            WHEN "x_54" IS NULL
                            THEN NULL
                            ELSE GREATEST(0, "x_54" - CASE WHEN "dated" = TRUE THEN COALESCE("bl", 0) ELSE 0 END)
                          END
                        )
                        ELSE "high"
                      END AS BIGINT) AS "high_2",
                      CAST(CASE
                        WHEN "dated" = TRUE
                        THEN COALESCE("bf_2", 0) + COALESCE("of_2", 0)
                        ELSE COALESCE("af_2", 0) - "vf_2"
                      END AS BIGINT) AS "flags_2",
                      CAST(CASE
                        WHEN "alive" = TRUE
                        THEN LEAST(
                          "high_3",
                          CASE
                            WHEN "x_54" IS NULL
                            THEN NULL
                            ELSE GREATEST(0, "x_54" - CASE WHEN "dated" = TRUE THEN COALESCE("bl_2", 0) ELSE 0 END)
                          END
                        )
                        ELSE "high_3"
                      END AS BIGINT) AS "high_4"
                    FROM (
                      WITH l10 AS (
                        SELECT
                          *,
                          (
                            CASE WHEN "high" IS NULL THEN 1 ELSE 0 END + CASE
                              WHEN (
                                (
                                  "alive_2" = TRUE
                                ) AND COALESCE("low" <> "high", TRUE)
                              )
                              AND (
                                (
                                  "unknown_2" <> 0
                                ) OR (
                                  "ak" = TRUE
                                )
                              )
                              THEN 1048576
                              ELSE 0
                            END
                          ) + CASE
                            WHEN (
                              (
                                "alive_2" = TRUE
                              ) AND COALESCE("low" <> "high", TRUE)
                            )
                            AND (
                              (
                                "unset" <> 0
                              ) OR (
                                "as" = TRUE
                              )
                            )
                            THEN 1099511627776
                            ELSE 0
                          END AS "vf",
                          (
                            CASE WHEN "high_3" IS NULL THEN 1 ELSE 0 END + CASE
                              WHEN (
                                (
                                  "alive" = TRUE
                                ) AND COALESCE("low_3" <> "high_3", TRUE)
                              )
                              AND (
                                (
                                  "unknown" <> 0
                                ) OR (
                                  "ak_3" = TRUE
                                )
                              )
                              THEN 1048576
                              ELSE 0
                            END
                          ) + CASE
                            WHEN (
                              (
                                "alive" = TRUE
                              ) AND COALESCE("low_3" <> "high_3", TRUE)
                            )
                            AND (
                              (
                                "unset" <> 0
                              ) OR (
                                "as_3" = TRUE
                              )
                            )
                            THEN 1099511627776
                            ELSE 0
                          END AS "vf_2"
                        FROM (
                          SELECT
                            *,
                            CASE
                              WHEN (
                                "alive_2" = TRUE
                              )
                              AND (
                                NOT (
                                  (
                                    "unknown_2" <> 0
                                  ) OR (
                                    "unset" <> 0
                                  )
                                )
                              )
                              THEN "own"
                              ELSE 0
                            END AS "low",
                            CASE WHEN (
                              NOT "o"
                            ) AND (
                              "alive_2" = TRUE
                            ) THEN "own" END AS "before",
                            COALESCE("high", 0) AS "vh",
                            CASE
                              WHEN (
                                "alive" = TRUE
                              )
                              AND (
                                NOT (
                                  (
                                    "unknown" <> 0
                                  ) OR (
                                    "unset" <> 0
                                  )
                                )
                              )
                              THEN "own_3"
                              ELSE 0
                            END AS "low_3",
                            COALESCE("high_3", 0) AS "vh_2"
                          FROM (
                            SELECT
                              *,
                              CASE
                                WHEN NOT "alive_2"
                                THEN 0
                                ELSE (
                                  (
                                    "x_52" * 2
                                  ) + 1000000
                                ) // 2000000
                              END AS "own",
                              CASE WHEN "alive_2" = TRUE THEN (
                                (
                                  "x_53" * 2
                                ) + 10
                              ) // 20 ELSE 0 END AS "high",
                              CASE WHEN NOT "alive" THEN 0 ELSE (
                                (
                                  "m" * 2
                                ) + 1000000
                              ) // 2000000 END AS "own_3",
                              CASE WHEN "alive" = TRUE THEN (
                                (
                                  "x_55" * 2
                                ) + 10
                              ) // 20 ELSE 0 END AS "high_3"
                            FROM (
                              SELECT
                                *,
                                "false" = 0 AS "alive",
                                "false_2" = 0 AS "alive_2",
                                "o_2" AND "f_3" AS "ak_3",
                                "o_2" AND "f_4" AS "as_3"
                              FROM (
                                SELECT
                                  *,
                                  (
                                    (
                                      (
                                        CASE WHEN "x" = FALSE THEN 4 ELSE 0 END | CASE WHEN "x_27" = FALSE THEN 8 ELSE 0 END
                                      ) | CASE WHEN "x_29" = FALSE THEN 65536 ELSE 0 END
                                    ) | CASE WHEN "x_31" = FALSE THEN 131072 ELSE 0 END
                                  ) | CASE WHEN "x_38" = FALSE THEN 262144 ELSE 0 END AS "false",
                                  (
                                    (
                                      (
                                        CASE WHEN "x" IS NULL THEN 4 ELSE 0 END | CASE WHEN "x_27" IS NULL THEN 8 ELSE 0 END
                                      ) | CASE WHEN "x_29" IS NULL THEN 65536 ELSE 0 END
                                    ) | CASE WHEN (
                                      "x_31" IS NULL
                                    ) AND (
                                      "f" = TRUE
                                    ) THEN 131072 ELSE 0 END
                                  ) | CASE WHEN "x_38" IS NULL THEN 262144 ELSE 0 END AS "unknown",
                                  (
                                    (
                                      (
                                        (
                                          CASE WHEN "x" = FALSE THEN 4 ELSE 0 END | CASE WHEN "x_27" = FALSE THEN 8 ELSE 0 END
                                        ) | CASE WHEN "x_29" = FALSE THEN 65536 ELSE 0 END
                                      ) | CASE WHEN "x_31" = FALSE THEN 131072 ELSE 0 END
                                    ) | CASE WHEN "x_38" = FALSE THEN 262144 ELSE 0 END
                                  ) | CASE WHEN "x_44" = FALSE THEN 524288 ELSE 0 END AS "false_2",
                                  (
                                    (
                                      (
                                        (
                                          CASE WHEN "x" IS NULL THEN 4 ELSE 0 END | CASE WHEN "x_27" IS NULL THEN 8 ELSE 0 END
                                        ) | CASE WHEN "x_29" IS NULL THEN 65536 ELSE 0 END
                                      ) | CASE WHEN (
                                        "x_31" IS NULL
                                      ) AND (
                                        "f" = TRUE
                                      ) THEN 131072 ELSE 0 END
                                    ) | CASE WHEN "x_38" IS NULL THEN 262144 ELSE 0 END
                                  ) | CASE WHEN "x_44" IS NULL THEN 524288 ELSE 0 END AS "unknown_2",
                                  "o" AND "f_3" AS "ak",
                                  "o" AND "f_4" AS "as",
                                  COALESCE(NOT (
                                    "m" = (
                                      "x_55" * 100000
                                    )
                                  ), FALSE) AS "o_2"
                                FROM (
                                  SELECT
                                    *,
                                    CASE WHEN (
                                      "x_26" & 24
                                    ) = 0 THEN TRUE WHEN (
                                      "x_26" & 7
                                    ) = 0 THEN FALSE END AS "x_27",
                                    COALESCE(NOT (
                                      "x_52" = (
                                        "x_53" * 100000
                                      )
                                    ), FALSE) AS "o",
                                    GREATEST("x_52", "x_43" * 1000000) AS "m",
                                    GREATEST("x_53", "x_43" * 10) AS "x_55"
                                  FROM (
                                    SELECT
                                      *,
                                      CASE
                                        WHEN "企业.行业" IS NULL
                                        THEN (
                                          "g" | "x_25"
                                        ) | 16
                                        WHEN (
                                          (
                                            "企业.行业" >= '06'
                                          ) AND (
                                            "企业.行业" < '47'
                                          )
                                        )
                                        THEN "g"
                                        WHEN (
                                          (
                                            "企业.行业" >= '51'
                                          ) AND (
                                            "企业.行业" < '52'
                                          )
                                        )
                                        THEN "x_25"
                                        ELSE 16
                                      END AS "x_26",
                                      COALESCE("项目.设备购置额", 0) * "x_50" AS "x_52",
                                      COALESCE("项目.设备购置额", 5000000000000) * "x_51" AS "x_53",
                                      (
                                        "项目.设备购置额" IS NULL
                                      )
                                      OR (
                                        COALESCE(NOT (
                                          "x_50" = (
                                            "x_51" * 100000
                                          )
                                        ), FALSE)
                                        AND (
                                          "x_48" IS NULL
                                        )
                                      ) AS "f_3",
                                      (
                                        COALESCE(NOT (
                                          "x_50" = (
                                            "x_51" * 100000
                                          )
                                        ), FALSE) AND "n"
                                      ) AS "f_4"
                                    FROM (
                                      SELECT
                                        *,
                                        (
                                          "x_11" & (
                                            (
                                              (
                                                "x_19" | (
                                                  "x_19" >> 1
                                                )
                                              ) | (
                                                "x_19" >> 2
                                              )
                                            ) | (
                                              "x_19" >> 3
                                            )
                                          )
                                        ) | (
                                          "x_19" & (
                                            (
                                              (
                                                "x_11" | (
                                                  "x_11" >> 1
                                                )
                                              ) | (
                                                "x_11" >> 2
                                              )
                                            ) | (
                                              "x_11" >> 3
                                            )
                                          )
                                        ) AS "g",
                                        LEAST(
                                          CASE WHEN "p" = TRUE THEN "x_49" * 100000 END,
                                          CASE WHEN "n" = TRUE THEN "x_49" END
                                        ) AS "x_50",
                                        GREATEST(CASE WHEN "p" = TRUE THEN "x_49" END, CASE WHEN "n" = TRUE THEN "x_49" * 10 END) AS "x_51"
                                      FROM (
                                        SELECT
                                          *,
                                          CASE
                                            WHEN "企业.从业人员" IS NULL
                                            THEN 15
                                            WHEN (
                                              "企业.从业人员" >= CAST(1000 AS BIGINT)
                                            )
                                            THEN 8
                                            WHEN (
                                              "企业.从业人员" >= CAST(300 AS BIGINT)
                                            )
                                            THEN 4
                                            WHEN "x_10" = TRUE
                                            THEN 2
                                            ELSE 1
                                          END AS "x_11",
                                          CASE
                                            WHEN "企业.从业人员" IS NULL
                                            THEN 15
                                            WHEN (
                                              "企业.从业人员" >= CAST(200 AS BIGINT)
                                            )
                                            THEN 8
                                            WHEN "x_10" = TRUE
                                            THEN 4
                                            WHEN (
                                              "企业.从业人员" >= CAST(5 AS BIGINT)
                                            )
                                            THEN 2
                                            ELSE 1
                                          END AS "x_25",
                                          CASE WHEN "x_31" IS NULL THEN 131072 ELSE 0 END AS "unset",
                                          "项目.总投资" >= "x_43" AS "x_44",
                                          COALESCE("x_48", TRUE) AS "p",
                                          NOT COALESCE("x_48", FALSE) AS "n",
                                          (
                                            NOT (
                                              "项目.立项日期" IS NULL
                                            )
                                          ) AND (
                                            NOT (
                                              "year_2" IS NULL
                                            )
                                          ) AS "dated"
                                        FROM (
                                          SELECT
                                            *,
                                            (
                                              (
                                                "企业.行业" >= '13'
                                              ) AND (
                                                "企业.行业" < '44'
                                              )
                                            ) AS "x",
                                            "企业.从业人员" >= CAST(20 AS BIGINT) AS "x_10",
                                            CASE
                                              WHEN "企业.营业收入" IS NULL
                                              THEN 15
                                              WHEN (
                                                "企业.营业收入" >= 40000000000
                                              )
                                              THEN 8
                                              WHEN (
                                                "企业.营业收入" >= CAST(2000000000 AS BIGINT)
                                              )
                                              THEN 4
                                              WHEN (
                                                "企业.营业收入" >= CAST(300000000 AS BIGINT)
                                              )
                                              THEN 2
                                              ELSE 1
                                            END AS "x_19",
                                            "项目.类型" IN ('强链') AS "x_29",
                                            CASE WHEN "企业.新兴产业领域" IN ('航空', '电子信息') THEN TRUE END AS "x_31",
                                            "企业.新兴产业领域" IS NULL AS "f",
                                            (
                                              "项目.立项日期" >= CAST(19109 AS BIGINT)
                                            )
                                            AND (
                                              CAST(19357 AS BIGINT) >= "项目.立项日期"
                                            ) AS "x_38",
                                            CASE
                                              WHEN NOT (
                                                "项目.立项日期" IS NULL
                                              )
                                              THEN CAST(YEAR(CAST('1970-01-01' AS DATE) + INTERVAL (CAST("项目.立项日期" AS INT)) DAY) AS BIGINT)
                                            END AS "year_2",
                                            CAST(200000000 AS BIGINT) AS "x_43",
                                            "项目.立项日期" >= CAST(18993 AS BIGINT) AS "x_48",
                                            CAST(1 AS BIGINT) AS "x_49",
                                            CAST(1000000000 AS BIGINT) AS "x_54"
                                          FROM (
                                            SELECT
                                              r."number" AS "number",
                                              r."record" AS "record",
                                              s."行业" AS "企业.行业",
                                              s."从业人员" AS "企业.从业人员",
                                              s."营业收入" AS "企业.营业收入",
                                              r."类型" AS "项目.类型",
                                              s."新兴产业领域" AS "企业.新兴产业领域",
                                              DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), r."立项日期") AS "项目.立项日期",
                                              r."总投资" AS "项目.总投资",
                                              r."设备购置额" AS "项目.设备购置额"
                                            FROM "k_项目" AS r
                                            JOIN "k_企业" AS s
                                              ON s."number" = r."number"
                                          ) AS l0
                                        ) AS l1
                                      ) AS l2
                                    ) AS l3
                                  ) AS l4
                                ) AS l5
                              ) AS l6
                            ) AS l7
                          ) AS l8
                        ) AS l9
                      )
                      SELECT
                        l10.*,
                        w0."bh",
                        w0."bf",
                        w0."bl",
                        w0."oh",
                        w0."ah",
                        w0."of",
                        w0."af",
                        w1."bh_2",
                        w1."bf_2",
                        w1."bl_2",
                        w1."oh_2",
                        w1."ah_2",
                        w1."of_2",
                        w1."af_2"
                      FROM l10
                      LEFT JOIN (
                        SELECT
                          "number",
                          "record",
                          SUM(CASE WHEN "dated" = TRUE THEN "vh" ELSE 0 END) OVER (
                            PARTITION BY "number", "year_2"
                            ORDER BY "项目.立项日期" NULLS FIRST, "record" NULLS FIRST
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                          ) AS "bh",
                          SUM(CASE WHEN "dated" = TRUE THEN "vf" ELSE 0 END) OVER (
                            PARTITION BY "number", "year_2"
                            ORDER BY "项目.立项日期" NULLS FIRST, "record" NULLS FIRST
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                          ) AS "bf",
                          SUM(CASE WHEN "dated" = TRUE THEN "low" ELSE 0 END) OVER (
                            PARTITION BY "number", "year_2"
                            ORDER BY "项目.立项日期" NULLS FIRST, "record" NULLS FIRST
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                          ) AS "bl",
                          SUM(CASE WHEN "dated" = TRUE THEN 0 ELSE "vh" END) OVER (PARTITION BY "number") AS "oh",
                          SUM("vh") OVER (PARTITION BY "number") AS "ah",
                          SUM(CASE WHEN "dated" = TRUE THEN 0 ELSE "vf" END) OVER (PARTITION BY "number") AS "of",
                          SUM("vf") OVER (PARTITION BY "number") AS "af"
                        FROM l10
                        WHERE
                          "alive_2"
                      ) AS w0
                        ON (
                          w0."number" = l10."number"
                        ) AND (
                          w0."record" = l10."record"
                        )
                      LEFT JOIN (
                        SELECT
                          "number",
                          "record",
                          SUM(CASE WHEN "dated" = TRUE THEN "vh_2" ELSE 0 END) OVER (
                            PARTITION BY "number", "year_2"
                            ORDER BY "项目.立项日期" NULLS FIRST, "record" NULLS FIRST
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                          ) AS "bh_2",
                          SUM(CASE WHEN "dated" = TRUE THEN "vf_2" ELSE 0 END) OVER (
                            PARTITION BY "number", "year_2"
                            ORDER BY "项目.立项日期" NULLS FIRST, "record" NULLS FIRST
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                          ) AS "bf_2",
                          SUM(CASE WHEN "dated" = TRUE THEN "low_3" ELSE 0 END) OVER (
                            PARTITION BY "number", "year_2"
                            ORDER BY "项目.立项日期" NULLS FIRST, "record" NULLS FIRST
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                          ) AS "bl_2",
                          SUM(CASE WHEN "dated" = TRUE THEN 0 ELSE "vh_2" END) OVER (PARTITION BY "number") AS "oh_2",
                          SUM("vh_2") OVER (PARTITION BY "number") AS "ah_2",
                          SUM(CASE WHEN "dated" = TRUE THEN 0 ELSE "vf_2" END) OVER (PARTITION BY "number") AS "of_2",
                          SUM("vf_2") OVER (PARTITION BY "number") AS "af_2"
                        FROM l10
                        WHERE
                          "alive"
                      ) AS w1
                        ON (
                          w1."number" = l10."number"
                        ) AND (
                          w1."record" = l10."record"
                        )
                    ) AS l11
                  ) AS l12
                ) AS l13
              ) AS l14
            ) AS l15
          ) AS l16
        ) AS l17
      ) AS l18
    ) AS l19
  ) AS l20
) AS top
