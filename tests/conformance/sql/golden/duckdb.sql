-- count(purchase where total > 50 in last 30d) >= 2
WITH known AS NOT MATERIALIZED (
  SELECT
    COALESCE(a."root", r."profile") AS "profile",
    EPOCH_US(r."ts") AS "ts",
    r."seq",
    r."idx",
    r."source",
    r."id",
    r."kind",
    r."type",
    r."rev",
    r."said_ts",
    r."properties",
    r."context"
  FROM records AS r
  LEFT JOIN aliases AS a
    ON a."leaf" = r."profile"
), people AS (
  SELECT DISTINCT
    "profile"
  FROM known
  WHERE
    (
      "ts" <= 1769860800000000 AND STRLEN("profile") > 0
    )
), dead AS (
  SELECT DISTINCT
    "profile",
    "source",
    COALESCE(
      CASE
        WHEN STARTS_WITH("id", '"')
        THEN CASE
          WHEN CONTAINS("id", '\')
          THEN JSON_EXTRACT_STRING("id", '$')
          ELSE SUBSTR("id", 2, (
            LENGTH("id") - 2
          ))
        END
      END,
      CASE
        WHEN (
          (
            STARTS_WITH("id", '[') OR STARTS_WITH("id", '{')
          )
          AND CONTAINS("id", '"\u0001')
        )
        THEN ARRAY_TO_STRING(
          LIST_TRANSFORM(
            REGEXP_EXTRACT_ALL("id", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
            LAMBDA token : CASE
              WHEN ENDS_WITH(token, ':')
              THEN token
              ELSE CASE
                WHEN STARTS_WITH(token, '"\u0001')
                THEN CASE
                  WHEN SUBSTR(token, 8, 1) = 'n'
                  THEN SUBSTR(token, 9, (
                    LENGTH(token) - 9
                  ))
                  ELSE CONCAT('"', SUBSTR(token, 9))
                END
                ELSE token
              END
            END
          ),
          ''
        )
        ELSE "id"
      END,
      ''
    ) AS "id"
  FROM (
    SELECT
      "profile",
      "source",
      CASE
        WHEN STARTS_WITH("id", '"\u0001')
        THEN CASE
          WHEN SUBSTR("id", 8, 1) = 'n'
          THEN SUBSTR("id", 9, (
            LENGTH("id") - 9
          ))
          ELSE CONCAT('"', SUBSTR("id", 9))
        END
        ELSE "id"
      END AS "id"
    FROM (
      SELECT
        "profile",
        "source",
        CAST(JSON_EXTRACT("properties", '/id') AS TEXT) AS "id"
      FROM (
        SELECT
          "profile",
          "source",
          CASE
            WHEN REGEXP_MATCHES("properties", '[:,\[]-?[0-9][0-9.eE+-]{15}|\\u0001')
            THEN ARRAY_TO_STRING(
              LIST_TRANSFORM(
                REGEXP_EXTRACT_ALL("properties", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
                LAMBDA token : CASE
                  WHEN REGEXP_MATCHES(token, '^-?[0-9]')
                  THEN CONCAT('"\u0001n', token, '"')
                  WHEN (
                    STARTS_WITH(token, '"\u0001') AND NOT (
                      ENDS_WITH(token, ':')
                    )
                  )
                  THEN CONCAT('"\u0001s', SUBSTR(token, 2))
                  ELSE token
                END
              ),
              ''
            )
            ELSE "properties"
          END AS "properties"
        FROM known
        WHERE
          "kind" = 'delete_event'
      ) AS said
    ) AS found
  ) AS plain
), mended AS (
  SELECT
    "profile",
    "source",
    "id",
    "ts",
    "said_ts",
    "properties"
  FROM (
    SELECT
      "profile",
      "source",
      "id",
      "ts",
      "said_ts",
      "properties",
      ROW_NUMBER() OVER (PARTITION BY "profile", "source", "id" ORDER BY "rev" DESC, "seq" ASC, "idx" ASC) AS "place"
    FROM known
    WHERE
      (
        "kind" = 'replace' AND "rev" > 1
      )
  ) AS ranked
  WHERE
    "place" = 1
), copies AS (
  SELECT
    "seq",
    "idx"
  FROM (
    SELECT
      "seq",
      "idx",
      ROW_NUMBER() OVER (PARTITION BY "profile", "source", "id" ORDER BY "seq" ASC, "idx" ASC) AS "place"
    FROM known
    WHERE
      (
        "profile" IN (
          SELECT
            "root"
          FROM aliases
        )
        AND NOT (
          "kind" IN ('replace', 'delete_event')
        )
      )
  ) AS ranked
  WHERE
    "place" > 1
), corrected AS NOT MATERIALIZED (
  SELECT
    k."profile" AS "profile",
    COALESCE(CASE WHEN NOT (
      (
        m."said_ts" IS NULL
      )
    ) THEN m."ts" END, k."ts") AS "ts",
    COALESCE(CASE WHEN NOT (
      m."properties" = '{}'
    ) THEN m."properties" END, k."properties") AS "properties",
    k."seq",
    k."idx",
    k."source",
    k."id",
    k."kind",
    k."type",
    k."context"
  FROM known AS k
  LEFT JOIN mended AS m
    ON (
      m."profile" = k."profile" AND (
        m."source" = k."source" AND m."id" = k."id"
      )
    )
  LEFT JOIN dead AS d
    ON (
      d."profile" = k."profile" AND (
        d."source" = k."source" AND d."id" = k."id"
      )
    )
  LEFT JOIN copies AS c
    ON (
      c."seq" = k."seq" AND c."idx" = k."idx"
    )
  WHERE
    (
      NOT (
        k."kind" IN ('replace', 'delete_event')
      )
      AND (
        (
          d."id" IS NULL
        ) AND (
          c."seq" IS NULL
        )
      )
    )
), effective AS NOT MATERIALIZED (
  SELECT
    "profile",
    "ts",
    "seq",
    "idx",
    "source",
    "id",
    "kind",
    "type",
    "properties",
    "context"
  FROM corrected
  WHERE
    (
      "ts" <= 1769860800000000 AND STRLEN("profile") > 0
    )
), documents AS (
  SELECT
    "profile",
    "ts",
    "seq",
    "idx",
    "id",
    "type",
    CASE
      WHEN REGEXP_MATCHES("properties", '[:,\[]-?[0-9][0-9.eE+-]{15}|\\u0001')
      THEN ARRAY_TO_STRING(
        LIST_TRANSFORM(
          REGEXP_EXTRACT_ALL("properties", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
          LAMBDA token : CASE
            WHEN REGEXP_MATCHES(token, '^-?[0-9]')
            THEN CONCAT('"\u0001n', token, '"')
            WHEN (
              STARTS_WITH(token, '"\u0001') AND NOT (
                ENDS_WITH(token, ':')
              )
            )
            THEN CONCAT('"\u0001s', SUBSTR(token, 2))
            ELSE token
          END
        ),
        ''
      )
      ELSE "properties"
    END AS "properties",
    CASE
      WHEN REGEXP_MATCHES("context", '[:,\[]-?[0-9][0-9.eE+-]{15}|\\u0001')
      THEN ARRAY_TO_STRING(
        LIST_TRANSFORM(
          REGEXP_EXTRACT_ALL("context", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
          LAMBDA token : CASE
            WHEN REGEXP_MATCHES(token, '^-?[0-9]')
            THEN CONCAT('"\u0001n', token, '"')
            WHEN (
              STARTS_WITH(token, '"\u0001') AND NOT (
                ENDS_WITH(token, ':')
              )
            )
            THEN CONCAT('"\u0001s', SUBSTR(token, 2))
            ELSE token
          END
        ),
        ''
      )
      ELSE "context"
    END AS "context"
  FROM effective
  WHERE
    (
      "type" = 'purchase'
      AND (
        "ts" >= 1767268800000001 AND "ts" < 1769860800000001
      )
    )
), shaped AS (
  SELECT
    "profile",
    "ts",
    "seq",
    "idx",
    "id",
    "type",
    CASE
      WHEN STARTS_WITH("f0", '"\u0001')
      THEN CASE
        WHEN SUBSTR("f0", 8, 1) = 'n'
        THEN SUBSTR("f0", 9, (
          LENGTH("f0") - 9
        ))
        ELSE CONCAT('"', SUBSTR("f0", 9))
      END
      ELSE "f0"
    END AS "f0"
  FROM (
    SELECT
      "profile",
      "ts",
      "seq",
      "idx",
      "id",
      "type",
      CAST(JSON_EXTRACT("properties", '/total') AS TEXT) AS "f0"
    FROM documents
  ) AS found
), chosen AS (
  SELECT
    shaped."profile",
    "ts",
    "seq",
    "idx",
    "id",
    "f0",
    COALESCE(
      (
        "type" = 'purchase'
        AND (
          (
            "ts" >= 1767268800000001 AND "ts" < 1769860800000001
          )
          AND COALESCE(
            CASE
              WHEN (
                TRY_CAST("f0" AS DOUBLE) = CAST(50.0 AS DOUBLE) AND NOT (
                  LENGTH("f0") <= 16
                )
              )
              THEN ERROR('clew: a number needs the wide kind')
              ELSE TRY_CAST("f0" AS DOUBLE) > CAST(50.0 AS DOUBLE)
            END,
            FALSE
          )
        )
      ),
      FALSE
    ) AS "s0"
  FROM shaped
), counted AS (
  SELECT
    "profile",
    COUNT(*) FILTER(WHERE
      "s0") AS "a0"
  FROM chosen
  GROUP BY
    "profile"
)
SELECT
  counted."profile"
FROM counted
WHERE
  COALESCE(CAST(COALESCE(counted."a0", 0) AS INT128) >= CAST('2' AS INT128), FALSE);

-- profile.tier in ["gold"] and did visit this_week
WITH known AS NOT MATERIALIZED (
  SELECT
    COALESCE(a."root", r."profile") AS "profile",
    EPOCH_US(r."ts") AS "ts",
    r."seq",
    r."idx",
    r."source",
    r."id",
    r."kind",
    r."type",
    r."rev",
    r."said_ts",
    r."properties",
    r."context"
  FROM records AS r
  LEFT JOIN aliases AS a
    ON a."leaf" = r."profile"
), people AS (
  SELECT DISTINCT
    "profile"
  FROM known
  WHERE
    (
      "ts" <= 1769860800000000 AND STRLEN("profile") > 0
    )
), dead AS (
  SELECT DISTINCT
    "profile",
    "source",
    COALESCE(
      CASE
        WHEN STARTS_WITH("id", '"')
        THEN CASE
          WHEN CONTAINS("id", '\')
          THEN JSON_EXTRACT_STRING("id", '$')
          ELSE SUBSTR("id", 2, (
            LENGTH("id") - 2
          ))
        END
      END,
      CASE
        WHEN (
          (
            STARTS_WITH("id", '[') OR STARTS_WITH("id", '{')
          )
          AND CONTAINS("id", '"\u0001')
        )
        THEN ARRAY_TO_STRING(
          LIST_TRANSFORM(
            REGEXP_EXTRACT_ALL("id", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
            LAMBDA token : CASE
              WHEN ENDS_WITH(token, ':')
              THEN token
              ELSE CASE
                WHEN STARTS_WITH(token, '"\u0001')
                THEN CASE
                  WHEN SUBSTR(token, 8, 1) = 'n'
                  THEN SUBSTR(token, 9, (
                    LENGTH(token) - 9
                  ))
                  ELSE CONCAT('"', SUBSTR(token, 9))
                END
                ELSE token
              END
            END
          ),
          ''
        )
        ELSE "id"
      END,
      ''
    ) AS "id"
  FROM (
    SELECT
      "profile",
      "source",
      CASE
        WHEN STARTS_WITH("id", '"\u0001')
        THEN CASE
          WHEN SUBSTR("id", 8, 1) = 'n'
          THEN SUBSTR("id", 9, (
            LENGTH("id") - 9
          ))
          ELSE CONCAT('"', SUBSTR("id", 9))
        END
        ELSE "id"
      END AS "id"
    FROM (
      SELECT
        "profile",
        "source",
        CAST(JSON_EXTRACT("properties", '/id') AS TEXT) AS "id"
      FROM (
        SELECT
          "profile",
          "source",
          CASE
            WHEN REGEXP_MATCHES("properties", '[:,\[]-?[0-9][0-9.eE+-]{15}|\\u0001')
            THEN ARRAY_TO_STRING(
              LIST_TRANSFORM(
                REGEXP_EXTRACT_ALL("properties", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
                LAMBDA token : CASE
                  WHEN REGEXP_MATCHES(token, '^-?[0-9]')
                  THEN CONCAT('"\u0001n', token, '"')
                  WHEN (
                    STARTS_WITH(token, '"\u0001') AND NOT (
                      ENDS_WITH(token, ':')
                    )
                  )
                  THEN CONCAT('"\u0001s', SUBSTR(token, 2))
                  ELSE token
                END
              ),
              ''
            )
            ELSE "properties"
          END AS "properties"
        FROM known
        WHERE
          "kind" = 'delete_event'
      ) AS said
    ) AS found
  ) AS plain
), mended AS (
  SELECT
    "profile",
    "source",
    "id",
    "ts",
    "said_ts",
    "properties"
  FROM (
    SELECT
      "profile",
      "source",
      "id",
      "ts",
      "said_ts",
      "properties",
      ROW_NUMBER() OVER (PARTITION BY "profile", "source", "id" ORDER BY "rev" DESC, "seq" ASC, "idx" ASC) AS "place"
    FROM known
    WHERE
      (
        "kind" = 'replace' AND "rev" > 1
      )
  ) AS ranked
  WHERE
    "place" = 1
), copies AS (
  SELECT
    "seq",
    "idx"
  FROM (
    SELECT
      "seq",
      "idx",
      ROW_NUMBER() OVER (PARTITION BY "profile", "source", "id" ORDER BY "seq" ASC, "idx" ASC) AS "place"
    FROM known
    WHERE
      (
        "profile" IN (
          SELECT
            "root"
          FROM aliases
        )
        AND NOT (
          "kind" IN ('replace', 'delete_event')
        )
      )
  ) AS ranked
  WHERE
    "place" > 1
), corrected AS NOT MATERIALIZED (
  SELECT
    k."profile" AS "profile",
    COALESCE(CASE WHEN NOT (
      (
        m."said_ts" IS NULL
      )
    ) THEN m."ts" END, k."ts") AS "ts",
    COALESCE(CASE WHEN NOT (
      m."properties" = '{}'
    ) THEN m."properties" END, k."properties") AS "properties",
    k."seq",
    k."idx",
    k."source",
    k."id",
    k."kind",
    k."type",
    k."context"
  FROM known AS k
  LEFT JOIN mended AS m
    ON (
      m."profile" = k."profile" AND (
        m."source" = k."source" AND m."id" = k."id"
      )
    )
  LEFT JOIN dead AS d
    ON (
      d."profile" = k."profile" AND (
        d."source" = k."source" AND d."id" = k."id"
      )
    )
  LEFT JOIN copies AS c
    ON (
      c."seq" = k."seq" AND c."idx" = k."idx"
    )
  WHERE
    (
      NOT (
        k."kind" IN ('replace', 'delete_event')
      )
      AND (
        (
          d."id" IS NULL
        ) AND (
          c."seq" IS NULL
        )
      )
    )
), effective AS NOT MATERIALIZED (
  SELECT
    "profile",
    "ts",
    "seq",
    "idx",
    "source",
    "id",
    "kind",
    "type",
    "properties",
    "context"
  FROM corrected
  WHERE
    (
      "ts" <= 1769860800000000 AND STRLEN("profile") > 0
    )
), registers AS (
  SELECT
    "profile",
    ARG_MAX("vr0", ROW("ts", "id", "seq", "idx")) FILTER(WHERE
      NOT (
        (
          "vr0" IS NULL
        )
      )) AS "r0",
    ARG_MAX("vr1", ROW("ts", "id", "seq", "idx")) FILTER(WHERE
      NOT (
        (
          "vr1" IS NULL
        )
      )) AS "r1",
    ARG_MAX("vr2", ROW("ts", "id", "seq", "idx")) FILTER(WHERE
      NOT (
        (
          "vr2" IS NULL
        )
      )) AS "r2"
  FROM (
    SELECT
      "profile",
      "ts",
      "seq",
      "idx",
      "id",
      CASE
        WHEN STARTS_WITH("vr0", '"\u0001')
        THEN CASE
          WHEN SUBSTR("vr0", 8, 1) = 'n'
          THEN SUBSTR("vr0", 9, (
            LENGTH("vr0") - 9
          ))
          ELSE CONCAT('"', SUBSTR("vr0", 9))
        END
        ELSE "vr0"
      END AS "vr0",
      CASE
        WHEN STARTS_WITH("vr1", '"\u0001')
        THEN CASE
          WHEN SUBSTR("vr1", 8, 1) = 'n'
          THEN SUBSTR("vr1", 9, (
            LENGTH("vr1") - 9
          ))
          ELSE CONCAT('"', SUBSTR("vr1", 9))
        END
        ELSE "vr1"
      END AS "vr1",
      CASE
        WHEN STARTS_WITH("vr2", '"\u0001')
        THEN CASE
          WHEN SUBSTR("vr2", 8, 1) = 'n'
          THEN SUBSTR("vr2", 9, (
            LENGTH("vr2") - 9
          ))
          ELSE CONCAT('"', SUBSTR("vr2", 9))
        END
        ELSE "vr2"
      END AS "vr2"
    FROM (
      SELECT
        "profile",
        "ts",
        "seq",
        "idx",
        "id",
        CASE
          WHEN "kind" = 'identify'
          THEN CAST(JSON_EXTRACT("properties", '/tier') AS TEXT)
        END AS "vr0",
        CASE
          WHEN "kind" = 'identify'
          THEN CAST(JSON_EXTRACT("properties", '/timeZone') AS TEXT)
        END AS "vr1",
        CASE
          WHEN "kind" = 'identify'
          THEN CAST(JSON_EXTRACT("properties", '/timezone') AS TEXT)
        END AS "vr2"
      FROM (
        SELECT
          "profile",
          "ts",
          "seq",
          "idx",
          "id",
          "kind",
          CASE
            WHEN REGEXP_MATCHES("properties", '[:,\[]-?[0-9][0-9.eE+-]{15}|\\u0001')
            THEN ARRAY_TO_STRING(
              LIST_TRANSFORM(
                REGEXP_EXTRACT_ALL("properties", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
                LAMBDA token : CASE
                  WHEN REGEXP_MATCHES(token, '^-?[0-9]')
                  THEN CONCAT('"\u0001n', token, '"')
                  WHEN (
                    STARTS_WITH(token, '"\u0001') AND NOT (
                      ENDS_WITH(token, ':')
                    )
                  )
                  THEN CONCAT('"\u0001s', SUBSTR(token, 2))
                  ELSE token
                END
              ),
              ''
            )
            ELSE "properties"
          END AS "properties"
        FROM effective
        WHERE
          "kind" IN ('identify')
      ) AS writes
    ) AS found
  ) AS written
  GROUP BY
    "profile"
), local AS (
  SELECT
    people."profile",
    COALESCE(z0."w0from0", z1."w0from0", 1769385600000000) AS "w0from0",
    COALESCE(z0."w0to0", z1."w0to0", 1769860800000001) AS "w0to0"
  FROM people
  LEFT JOIN registers
    ON registers."profile" = people."profile"
  LEFT JOIN (VALUES
    ('UTC', 1769385600000000, 1769860800000001),
    ('Europe/Berlin', 1769382000000000, 1769860800000001),
    ('America/New_York', 1769403600000000, 1769860800000001),
    ('Africa/Cairo', 1769378400000000, 1769860800000001),
    ('Pacific/Apia', 1769338800000000, 1769860800000001),
    ('Asia/Beirut', 1769378400000000, 1769860800000001)) AS z0("zone", "w0from0", "w0to0")
    ON z0."zone" = CASE
      WHEN STARTS_WITH(registers."r1", '"')
      THEN CASE
        WHEN CONTAINS(registers."r1", '\')
        THEN JSON_EXTRACT_STRING(registers."r1", '$')
        ELSE SUBSTR(registers."r1", 2, (
          LENGTH(registers."r1") - 2
        ))
      END
    END
  LEFT JOIN (VALUES
    ('UTC', 1769385600000000, 1769860800000001),
    ('Europe/Berlin', 1769382000000000, 1769860800000001),
    ('America/New_York', 1769403600000000, 1769860800000001),
    ('Africa/Cairo', 1769378400000000, 1769860800000001),
    ('Pacific/Apia', 1769338800000000, 1769860800000001),
    ('Asia/Beirut', 1769378400000000, 1769860800000001)) AS z1("zone", "w0from0", "w0to0")
    ON z1."zone" = CASE
      WHEN STARTS_WITH(registers."r2", '"')
      THEN CASE
        WHEN CONTAINS(registers."r2", '\')
        THEN JSON_EXTRACT_STRING(registers."r2", '$')
        ELSE SUBSTR(registers."r2", 2, (
          LENGTH(registers."r2") - 2
        ))
      END
    END
), documents AS (
  SELECT
    "profile",
    "ts",
    "seq",
    "idx",
    "id",
    "type",
    CASE
      WHEN REGEXP_MATCHES("properties", '[:,\[]-?[0-9][0-9.eE+-]{15}|\\u0001')
      THEN ARRAY_TO_STRING(
        LIST_TRANSFORM(
          REGEXP_EXTRACT_ALL("properties", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
          LAMBDA token : CASE
            WHEN REGEXP_MATCHES(token, '^-?[0-9]')
            THEN CONCAT('"\u0001n', token, '"')
            WHEN (
              STARTS_WITH(token, '"\u0001') AND NOT (
                ENDS_WITH(token, ':')
              )
            )
            THEN CONCAT('"\u0001s', SUBSTR(token, 2))
            ELSE token
          END
        ),
        ''
      )
      ELSE "properties"
    END AS "properties",
    CASE
      WHEN REGEXP_MATCHES("context", '[:,\[]-?[0-9][0-9.eE+-]{15}|\\u0001')
      THEN ARRAY_TO_STRING(
        LIST_TRANSFORM(
          REGEXP_EXTRACT_ALL("context", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
          LAMBDA token : CASE
            WHEN REGEXP_MATCHES(token, '^-?[0-9]')
            THEN CONCAT('"\u0001n', token, '"')
            WHEN (
              STARTS_WITH(token, '"\u0001') AND NOT (
                ENDS_WITH(token, ':')
              )
            )
            THEN CONCAT('"\u0001s', SUBSTR(token, 2))
            ELSE token
          END
        ),
        ''
      )
      ELSE "context"
    END AS "context"
  FROM effective
  WHERE
    "type" = 'visit'
), shaped AS (
  SELECT
    "profile",
    "ts",
    "seq",
    "idx",
    "id",
    "type"
  FROM (
    SELECT
      "profile",
      "ts",
      "seq",
      "idx",
      "id",
      "type"
    FROM documents
  ) AS found
), chosen AS (
  SELECT
    shaped."profile",
    "ts",
    "seq",
    "idx",
    "id",
    COALESCE(
      (
        "type" = 'visit' AND (
          "ts" >= local."w0from0" AND "ts" < local."w0to0"
        )
      ),
      FALSE
    ) AS "s0"
  FROM shaped
  LEFT JOIN local
    ON local."profile" = shaped."profile"
), counted AS (
  SELECT
    "profile",
    COUNT(*) FILTER(WHERE
      "s0") AS "a0"
  FROM chosen
  GROUP BY
    "profile"
)
SELECT
  registers."profile"
FROM registers
LEFT JOIN local
  ON local."profile" = registers."profile"
LEFT JOIN counted
  ON counted."profile" = registers."profile"
WHERE
  (
    COALESCE(
      CASE
        WHEN STARTS_WITH(registers."r0", '"')
        THEN CASE
          WHEN CONTAINS(registers."r0", '\')
          THEN JSON_EXTRACT_STRING(registers."r0", '$')
          ELSE SUBSTR(registers."r0", 2, (
            LENGTH(registers."r0") - 2
          ))
        END
      END = 'gold',
      FALSE
    )
    AND COALESCE(counted."a0", 0) >= 1
  );

-- sequence(cart then no purchase within 24h) in last 7d
WITH known AS NOT MATERIALIZED (
  SELECT
    COALESCE(a."root", r."profile") AS "profile",
    EPOCH_US(r."ts") AS "ts",
    r."seq",
    r."idx",
    r."source",
    r."id",
    r."kind",
    r."type",
    r."rev",
    r."said_ts",
    r."properties",
    r."context"
  FROM records AS r
  LEFT JOIN aliases AS a
    ON a."leaf" = r."profile"
), people AS (
  SELECT DISTINCT
    "profile"
  FROM known
  WHERE
    (
      "ts" <= 1769860800000000 AND STRLEN("profile") > 0
    )
), dead AS (
  SELECT DISTINCT
    "profile",
    "source",
    COALESCE(
      CASE
        WHEN STARTS_WITH("id", '"')
        THEN CASE
          WHEN CONTAINS("id", '\')
          THEN JSON_EXTRACT_STRING("id", '$')
          ELSE SUBSTR("id", 2, (
            LENGTH("id") - 2
          ))
        END
      END,
      CASE
        WHEN (
          (
            STARTS_WITH("id", '[') OR STARTS_WITH("id", '{')
          )
          AND CONTAINS("id", '"\u0001')
        )
        THEN ARRAY_TO_STRING(
          LIST_TRANSFORM(
            REGEXP_EXTRACT_ALL("id", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
            LAMBDA token : CASE
              WHEN ENDS_WITH(token, ':')
              THEN token
              ELSE CASE
                WHEN STARTS_WITH(token, '"\u0001')
                THEN CASE
                  WHEN SUBSTR(token, 8, 1) = 'n'
                  THEN SUBSTR(token, 9, (
                    LENGTH(token) - 9
                  ))
                  ELSE CONCAT('"', SUBSTR(token, 9))
                END
                ELSE token
              END
            END
          ),
          ''
        )
        ELSE "id"
      END,
      ''
    ) AS "id"
  FROM (
    SELECT
      "profile",
      "source",
      CASE
        WHEN STARTS_WITH("id", '"\u0001')
        THEN CASE
          WHEN SUBSTR("id", 8, 1) = 'n'
          THEN SUBSTR("id", 9, (
            LENGTH("id") - 9
          ))
          ELSE CONCAT('"', SUBSTR("id", 9))
        END
        ELSE "id"
      END AS "id"
    FROM (
      SELECT
        "profile",
        "source",
        CAST(JSON_EXTRACT("properties", '/id') AS TEXT) AS "id"
      FROM (
        SELECT
          "profile",
          "source",
          CASE
            WHEN REGEXP_MATCHES("properties", '[:,\[]-?[0-9][0-9.eE+-]{15}|\\u0001')
            THEN ARRAY_TO_STRING(
              LIST_TRANSFORM(
                REGEXP_EXTRACT_ALL("properties", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
                LAMBDA token : CASE
                  WHEN REGEXP_MATCHES(token, '^-?[0-9]')
                  THEN CONCAT('"\u0001n', token, '"')
                  WHEN (
                    STARTS_WITH(token, '"\u0001') AND NOT (
                      ENDS_WITH(token, ':')
                    )
                  )
                  THEN CONCAT('"\u0001s', SUBSTR(token, 2))
                  ELSE token
                END
              ),
              ''
            )
            ELSE "properties"
          END AS "properties"
        FROM known
        WHERE
          "kind" = 'delete_event'
      ) AS said
    ) AS found
  ) AS plain
), mended AS (
  SELECT
    "profile",
    "source",
    "id",
    "ts",
    "said_ts",
    "properties"
  FROM (
    SELECT
      "profile",
      "source",
      "id",
      "ts",
      "said_ts",
      "properties",
      ROW_NUMBER() OVER (PARTITION BY "profile", "source", "id" ORDER BY "rev" DESC, "seq" ASC, "idx" ASC) AS "place"
    FROM known
    WHERE
      (
        "kind" = 'replace' AND "rev" > 1
      )
  ) AS ranked
  WHERE
    "place" = 1
), copies AS (
  SELECT
    "seq",
    "idx"
  FROM (
    SELECT
      "seq",
      "idx",
      ROW_NUMBER() OVER (PARTITION BY "profile", "source", "id" ORDER BY "seq" ASC, "idx" ASC) AS "place"
    FROM known
    WHERE
      (
        "profile" IN (
          SELECT
            "root"
          FROM aliases
        )
        AND NOT (
          "kind" IN ('replace', 'delete_event')
        )
      )
  ) AS ranked
  WHERE
    "place" > 1
), corrected AS NOT MATERIALIZED (
  SELECT
    k."profile" AS "profile",
    COALESCE(CASE WHEN NOT (
      (
        m."said_ts" IS NULL
      )
    ) THEN m."ts" END, k."ts") AS "ts",
    COALESCE(CASE WHEN NOT (
      m."properties" = '{}'
    ) THEN m."properties" END, k."properties") AS "properties",
    k."seq",
    k."idx",
    k."source",
    k."id",
    k."kind",
    k."type",
    k."context"
  FROM known AS k
  LEFT JOIN mended AS m
    ON (
      m."profile" = k."profile" AND (
        m."source" = k."source" AND m."id" = k."id"
      )
    )
  LEFT JOIN dead AS d
    ON (
      d."profile" = k."profile" AND (
        d."source" = k."source" AND d."id" = k."id"
      )
    )
  LEFT JOIN copies AS c
    ON (
      c."seq" = k."seq" AND c."idx" = k."idx"
    )
  WHERE
    (
      NOT (
        k."kind" IN ('replace', 'delete_event')
      )
      AND (
        (
          d."id" IS NULL
        ) AND (
          c."seq" IS NULL
        )
      )
    )
), effective AS NOT MATERIALIZED (
  SELECT
    "profile",
    "ts",
    "seq",
    "idx",
    "source",
    "id",
    "kind",
    "type",
    "properties",
    "context"
  FROM corrected
  WHERE
    (
      "ts" <= 1769860800000000 AND STRLEN("profile") > 0
    )
), documents AS (
  SELECT
    "profile",
    "ts",
    "seq",
    "idx",
    "id",
    "type",
    CASE
      WHEN REGEXP_MATCHES("properties", '[:,\[]-?[0-9][0-9.eE+-]{15}|\\u0001')
      THEN ARRAY_TO_STRING(
        LIST_TRANSFORM(
          REGEXP_EXTRACT_ALL("properties", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
          LAMBDA token : CASE
            WHEN REGEXP_MATCHES(token, '^-?[0-9]')
            THEN CONCAT('"\u0001n', token, '"')
            WHEN (
              STARTS_WITH(token, '"\u0001') AND NOT (
                ENDS_WITH(token, ':')
              )
            )
            THEN CONCAT('"\u0001s', SUBSTR(token, 2))
            ELSE token
          END
        ),
        ''
      )
      ELSE "properties"
    END AS "properties",
    CASE
      WHEN REGEXP_MATCHES("context", '[:,\[]-?[0-9][0-9.eE+-]{15}|\\u0001')
      THEN ARRAY_TO_STRING(
        LIST_TRANSFORM(
          REGEXP_EXTRACT_ALL("context", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
          LAMBDA token : CASE
            WHEN REGEXP_MATCHES(token, '^-?[0-9]')
            THEN CONCAT('"\u0001n', token, '"')
            WHEN (
              STARTS_WITH(token, '"\u0001') AND NOT (
                ENDS_WITH(token, ':')
              )
            )
            THEN CONCAT('"\u0001s', SUBSTR(token, 2))
            ELSE token
          END
        ),
        ''
      )
      ELSE "context"
    END AS "context"
  FROM effective
  WHERE
    (
      (
        (
          "type" = 'cart' AND "ts" >= 1769256000000001
        )
        OR (
          "type" = 'purchase' AND "ts" >= 1769256000000001
        )
      )
      AND "type" IN ('cart', 'purchase')
    )
), shaped AS (
  SELECT
    "profile",
    "ts",
    "seq",
    "idx",
    "id",
    "type"
  FROM (
    SELECT
      "profile",
      "ts",
      "seq",
      "idx",
      "id",
      "type"
    FROM documents
  ) AS found
), chosen AS (
  SELECT
    shaped."profile",
    "ts",
    "seq",
    "idx",
    "id",
    COALESCE("type" = 'cart', FALSE) AS "s0",
    COALESCE("type" = 'purchase', FALSE) AS "s1",
    COALESCE((
      "ts" >= 1769256000000001 AND "ts" < 1769860800000001
    ), FALSE) AS "s2"
  FROM shaped
), q0_0 AS (
  SELECT
    "profile",
    "ts",
    "s0",
    "s1",
    "s2",
    MIN(CASE WHEN "s1" THEN "ts" END) OVER (
      PARTITION BY "profile"
      ORDER BY "ts" ASC
      RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS "after0"
  FROM chosen
  WHERE
    (
      "s0" OR "s1"
    )
), q0_1 AS (
  SELECT
    "profile",
    "ts",
    "s0",
    "s1",
    "s2",
    CASE
      WHEN COALESCE(
        (
          (
            "s0" AND "s2"
          )
          AND (
            (
              (
                "after0" IS NULL
              ) OR "after0" >= (
                "ts" + 86400000000
              )
            )
            AND (
              (
                "ts" + 86400000000
              ) + 0
            ) <= 1769860800000000
          )
        ),
        FALSE
      )
      THEN "ts"
    END AS "e0"
  FROM q0_0
), q0 AS (
  SELECT
    "profile"
  FROM q0_1
  GROUP BY
    "profile"
  HAVING
    NOT (
      (
        MAX("e0") IS NULL
      )
    )
)
SELECT
  q0."profile"
FROM q0
WHERE
  NOT (
    (
      q0."profile" IS NULL
    )
  );

-- avg(total of purchase since last refund)
WITH known AS NOT MATERIALIZED (
  SELECT
    COALESCE(a."root", r."profile") AS "profile",
    EPOCH_US(r."ts") AS "ts",
    r."seq",
    r."idx",
    r."source",
    r."id",
    r."kind",
    r."type",
    r."rev",
    r."said_ts",
    r."properties",
    r."context"
  FROM records AS r
  LEFT JOIN aliases AS a
    ON a."leaf" = r."profile"
), people AS (
  SELECT DISTINCT
    "profile"
  FROM known
  WHERE
    (
      "ts" <= 1769860800000000 AND STRLEN("profile") > 0
    )
), dead AS (
  SELECT DISTINCT
    "profile",
    "source",
    COALESCE(
      CASE
        WHEN STARTS_WITH("id", '"')
        THEN CASE
          WHEN CONTAINS("id", '\')
          THEN JSON_EXTRACT_STRING("id", '$')
          ELSE SUBSTR("id", 2, (
            LENGTH("id") - 2
          ))
        END
      END,
      CASE
        WHEN (
          (
            STARTS_WITH("id", '[') OR STARTS_WITH("id", '{')
          )
          AND CONTAINS("id", '"\u0001')
        )
        THEN ARRAY_TO_STRING(
          LIST_TRANSFORM(
            REGEXP_EXTRACT_ALL("id", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
            LAMBDA token : CASE
              WHEN ENDS_WITH(token, ':')
              THEN token
              ELSE CASE
                WHEN STARTS_WITH(token, '"\u0001')
                THEN CASE
                  WHEN SUBSTR(token, 8, 1) = 'n'
                  THEN SUBSTR(token, 9, (
                    LENGTH(token) - 9
                  ))
                  ELSE CONCAT('"', SUBSTR(token, 9))
                END
                ELSE token
              END
            END
          ),
          ''
        )
        ELSE "id"
      END,
      ''
    ) AS "id"
  FROM (
    SELECT
      "profile",
      "source",
      CASE
        WHEN STARTS_WITH("id", '"\u0001')
        THEN CASE
          WHEN SUBSTR("id", 8, 1) = 'n'
          THEN SUBSTR("id", 9, (
            LENGTH("id") - 9
          ))
          ELSE CONCAT('"', SUBSTR("id", 9))
        END
        ELSE "id"
      END AS "id"
    FROM (
      SELECT
        "profile",
        "source",
        CAST(JSON_EXTRACT("properties", '/id') AS TEXT) AS "id"
      FROM (
        SELECT
          "profile",
          "source",
          CASE
            WHEN REGEXP_MATCHES("properties", '[:,\[]-?[0-9][0-9.eE+-]{15}|\\u0001')
            THEN ARRAY_TO_STRING(
              LIST_TRANSFORM(
                REGEXP_EXTRACT_ALL("properties", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
                LAMBDA token : CASE
                  WHEN REGEXP_MATCHES(token, '^-?[0-9]')
                  THEN CONCAT('"\u0001n', token, '"')
                  WHEN (
                    STARTS_WITH(token, '"\u0001') AND NOT (
                      ENDS_WITH(token, ':')
                    )
                  )
                  THEN CONCAT('"\u0001s', SUBSTR(token, 2))
                  ELSE token
                END
              ),
              ''
            )
            ELSE "properties"
          END AS "properties"
        FROM known
        WHERE
          "kind" = 'delete_event'
      ) AS said
    ) AS found
  ) AS plain
), mended AS (
  SELECT
    "profile",
    "source",
    "id",
    "ts",
    "said_ts",
    "properties"
  FROM (
    SELECT
      "profile",
      "source",
      "id",
      "ts",
      "said_ts",
      "properties",
      ROW_NUMBER() OVER (PARTITION BY "profile", "source", "id" ORDER BY "rev" DESC, "seq" ASC, "idx" ASC) AS "place"
    FROM known
    WHERE
      (
        "kind" = 'replace' AND "rev" > 1
      )
  ) AS ranked
  WHERE
    "place" = 1
), copies AS (
  SELECT
    "seq",
    "idx"
  FROM (
    SELECT
      "seq",
      "idx",
      ROW_NUMBER() OVER (PARTITION BY "profile", "source", "id" ORDER BY "seq" ASC, "idx" ASC) AS "place"
    FROM known
    WHERE
      (
        "profile" IN (
          SELECT
            "root"
          FROM aliases
        )
        AND NOT (
          "kind" IN ('replace', 'delete_event')
        )
      )
  ) AS ranked
  WHERE
    "place" > 1
), corrected AS NOT MATERIALIZED (
  SELECT
    k."profile" AS "profile",
    COALESCE(CASE WHEN NOT (
      (
        m."said_ts" IS NULL
      )
    ) THEN m."ts" END, k."ts") AS "ts",
    COALESCE(CASE WHEN NOT (
      m."properties" = '{}'
    ) THEN m."properties" END, k."properties") AS "properties",
    k."seq",
    k."idx",
    k."source",
    k."id",
    k."kind",
    k."type",
    k."context"
  FROM known AS k
  LEFT JOIN mended AS m
    ON (
      m."profile" = k."profile" AND (
        m."source" = k."source" AND m."id" = k."id"
      )
    )
  LEFT JOIN dead AS d
    ON (
      d."profile" = k."profile" AND (
        d."source" = k."source" AND d."id" = k."id"
      )
    )
  LEFT JOIN copies AS c
    ON (
      c."seq" = k."seq" AND c."idx" = k."idx"
    )
  WHERE
    (
      NOT (
        k."kind" IN ('replace', 'delete_event')
      )
      AND (
        (
          d."id" IS NULL
        ) AND (
          c."seq" IS NULL
        )
      )
    )
), effective AS NOT MATERIALIZED (
  SELECT
    "profile",
    "ts",
    "seq",
    "idx",
    "source",
    "id",
    "kind",
    "type",
    "properties",
    "context"
  FROM corrected
  WHERE
    (
      "ts" <= 1769860800000000 AND STRLEN("profile") > 0
    )
), markers AS (
  SELECT
    "profile",
    MAX("ts") FILTER(WHERE
      "type" = 'refund') AS "m0"
  FROM effective
  WHERE
    "type" IN ('refund')
  GROUP BY
    "profile"
), documents AS (
  SELECT
    "profile",
    "ts",
    "seq",
    "idx",
    "id",
    "type",
    CASE
      WHEN REGEXP_MATCHES("properties", '[:,\[]-?[0-9][0-9.eE+-]{15}|\\u0001')
      THEN ARRAY_TO_STRING(
        LIST_TRANSFORM(
          REGEXP_EXTRACT_ALL("properties", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
          LAMBDA token : CASE
            WHEN REGEXP_MATCHES(token, '^-?[0-9]')
            THEN CONCAT('"\u0001n', token, '"')
            WHEN (
              STARTS_WITH(token, '"\u0001') AND NOT (
                ENDS_WITH(token, ':')
              )
            )
            THEN CONCAT('"\u0001s', SUBSTR(token, 2))
            ELSE token
          END
        ),
        ''
      )
      ELSE "properties"
    END AS "properties",
    CASE
      WHEN REGEXP_MATCHES("context", '[:,\[]-?[0-9][0-9.eE+-]{15}|\\u0001')
      THEN ARRAY_TO_STRING(
        LIST_TRANSFORM(
          REGEXP_EXTRACT_ALL("context", '"(?:[^"\\]|\\.)*":?|-?[0-9][0-9.eE+-]*|[^"0-9-]+'),
          LAMBDA token : CASE
            WHEN REGEXP_MATCHES(token, '^-?[0-9]')
            THEN CONCAT('"\u0001n', token, '"')
            WHEN (
              STARTS_WITH(token, '"\u0001') AND NOT (
                ENDS_WITH(token, ':')
              )
            )
            THEN CONCAT('"\u0001s', SUBSTR(token, 2))
            ELSE token
          END
        ),
        ''
      )
      ELSE "context"
    END AS "context"
  FROM effective
  WHERE
    "type" = 'purchase'
), shaped AS (
  SELECT
    "profile",
    "ts",
    "seq",
    "idx",
    "id",
    "type",
    CASE
      WHEN STARTS_WITH("f0", '"\u0001')
      THEN CASE
        WHEN SUBSTR("f0", 8, 1) = 'n'
        THEN SUBSTR("f0", 9, (
          LENGTH("f0") - 9
        ))
        ELSE CONCAT('"', SUBSTR("f0", 9))
      END
      ELSE "f0"
    END AS "f0"
  FROM (
    SELECT
      "profile",
      "ts",
      "seq",
      "idx",
      "id",
      "type",
      CAST(JSON_EXTRACT("properties", '/total') AS TEXT) AS "f0"
    FROM documents
  ) AS found
), chosen AS (
  SELECT
    shaped."profile",
    "ts",
    "seq",
    "idx",
    "id",
    "f0",
    COALESCE((
      "type" = 'purchase' AND "ts" > markers."m0"
    ), FALSE) AS "s0"
  FROM shaped
  LEFT JOIN markers
    ON markers."profile" = shaped."profile"
), counted AS (
  SELECT
    "profile",
    SUM(
      CASE
        WHEN "s0"
        THEN CASE
          WHEN REGEXP_FULL_MATCH("f0", '-?[0-9]{1,14}(\.[0-9]{1,12})?')
          THEN CAST("f0" AS DECIMAL(38, 12))
          WHEN NOT (
            (
              TRY_CAST("f0" AS DOUBLE) IS NULL
            )
          )
          THEN ERROR('clew: a number needs the wide kind')
        END
      END
    ) AS "a0",
    COUNT(
      CASE
        WHEN "s0"
        THEN CASE
          WHEN REGEXP_FULL_MATCH("f0", '-?[0-9]{1,14}(\.[0-9]{1,12})?')
          THEN CAST("f0" AS DECIMAL(38, 12))
          WHEN NOT (
            (
              TRY_CAST("f0" AS DOUBLE) IS NULL
            )
          )
          THEN ERROR('clew: a number needs the wide kind')
        END
      END
    ) AS "a1"
  FROM chosen
  GROUP BY
    "profile"
)
SELECT
  people."profile",
  CAST(CASE
    WHEN CAST(counted."a1" AS INT128) < CAST('0' AS INT128)
    THEN (
      CAST('0' AS INT128) - CAST(REPLACE(CAST(counted."a0" AS TEXT), '.', '') AS INT128)
    )
    WHEN CAST(counted."a1" AS INT128) > CAST('0' AS INT128)
    THEN CAST(REPLACE(CAST(counted."a0" AS TEXT), '.', '') AS INT128)
  END AS TEXT) AS "mantissa",
  CAST(CASE
    WHEN CAST(counted."a1" AS INT128) < CAST('0' AS INT128)
    THEN (
      CAST('0' AS INT128) - CAST(counted."a1" AS INT128)
    )
    WHEN CAST(counted."a1" AS INT128) > CAST('0' AS INT128)
    THEN CAST(counted."a1" AS INT128)
  END AS TEXT) AS "divisor"
FROM people
LEFT JOIN counted
  ON counted."profile" = people."profile";
