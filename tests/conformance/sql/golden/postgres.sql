-- count(purchase where total > 50 in last 30d) >= 2
WITH known AS NOT MATERIALIZED (
  SELECT
    COALESCE(a."root", r."profile") AS "profile",
    CAST((
      EXTRACT(EPOCH FROM r."ts") * 1000000
    ) AS BIGINT) AS "ts",
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
      "ts" <= 1769860800000000 AND "profile" <> ''
    )
), dead AS (
  SELECT DISTINCT
    "profile",
    "source",
    COALESCE(
      CASE
        WHEN JSON_TYPEOF("id") = 'string'
        THEN JSON_ARRAY_ELEMENT_TEXT(JSON_BUILD_ARRAY("id"), 0)
      END,
      CAST("id" AS TEXT),
      ''
    ) AS "id"
  FROM (
    SELECT
      "profile",
      "source",
      "id" AS "id"
    FROM (
      SELECT
        "profile",
        "source",
        JSON_OBJECT_FIELD("properties", 'id') AS "id"
      FROM (
        SELECT
          "profile",
          "source",
          CAST("properties" AS JSON) AS "properties"
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
      ROW_NUMBER() OVER (
        PARTITION BY "profile", "source", "id"
        ORDER BY "rev" DESC NULLS LAST, "seq" ASC, "idx" ASC
      ) AS "place"
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
      "ts" <= 1769860800000000 AND "profile" <> ''
    )
), documents AS (
  SELECT
    "profile",
    "ts",
    "seq",
    "idx",
    "id",
    "type",
    CAST("properties" AS JSON) AS "properties",
    CAST("context" AS JSON) AS "context"
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
    "f0" AS "f0"
  FROM (
    SELECT
      "profile",
      "ts",
      "seq",
      "idx",
      "id",
      "type",
      JSON_OBJECT_FIELD("properties", 'total') AS "f0"
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
              WHEN JSON_TYPEOF("f0") = 'number'
              THEN CAST(JSON_ARRAY_ELEMENT_TEXT(JSON_BUILD_ARRAY("f0"), 0) AS DECIMAL)
            END > CAST('50' AS DECIMAL),
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
  COALESCE(CAST(COALESCE(counted."a0", 0) AS DECIMAL) >= CAST('2' AS DECIMAL), FALSE);

-- profile.tier in ["gold"] and did visit this_week
WITH known AS NOT MATERIALIZED (
  SELECT
    COALESCE(a."root", r."profile") AS "profile",
    CAST((
      EXTRACT(EPOCH FROM r."ts") * 1000000
    ) AS BIGINT) AS "ts",
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
      "ts" <= 1769860800000000 AND "profile" <> ''
    )
), dead AS (
  SELECT DISTINCT
    "profile",
    "source",
    COALESCE(
      CASE
        WHEN JSON_TYPEOF("id") = 'string'
        THEN JSON_ARRAY_ELEMENT_TEXT(JSON_BUILD_ARRAY("id"), 0)
      END,
      CAST("id" AS TEXT),
      ''
    ) AS "id"
  FROM (
    SELECT
      "profile",
      "source",
      "id" AS "id"
    FROM (
      SELECT
        "profile",
        "source",
        JSON_OBJECT_FIELD("properties", 'id') AS "id"
      FROM (
        SELECT
          "profile",
          "source",
          CAST("properties" AS JSON) AS "properties"
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
      ROW_NUMBER() OVER (
        PARTITION BY "profile", "source", "id"
        ORDER BY "rev" DESC NULLS LAST, "seq" ASC, "idx" ASC
      ) AS "place"
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
      "ts" <= 1769860800000000 AND "profile" <> ''
    )
), registers AS (
  SELECT
    "profile",
    (
      ARRAY_AGG(
        "vr0" ORDER BY "ts" DESC NULLS LAST, (
          "id"
        ) COLLATE "C" DESC NULLS LAST, "seq" DESC NULLS LAST, "idx" DESC NULLS LAST
      ) FILTER(WHERE
        NOT (
          (
            "vr0" IS NULL
          )
        ))
    )[1] AS "r0",
    (
      ARRAY_AGG(
        "vr1" ORDER BY "ts" DESC NULLS LAST, (
          "id"
        ) COLLATE "C" DESC NULLS LAST, "seq" DESC NULLS LAST, "idx" DESC NULLS LAST
      ) FILTER(WHERE
        NOT (
          (
            "vr1" IS NULL
          )
        ))
    )[1] AS "r1",
    (
      ARRAY_AGG(
        "vr2" ORDER BY "ts" DESC NULLS LAST, (
          "id"
        ) COLLATE "C" DESC NULLS LAST, "seq" DESC NULLS LAST, "idx" DESC NULLS LAST
      ) FILTER(WHERE
        NOT (
          (
            "vr2" IS NULL
          )
        ))
    )[1] AS "r2"
  FROM (
    SELECT
      "profile",
      "ts",
      "seq",
      "idx",
      "id",
      "vr0" AS "vr0",
      "vr1" AS "vr1",
      "vr2" AS "vr2"
    FROM (
      SELECT
        "profile",
        "ts",
        "seq",
        "idx",
        "id",
        CASE WHEN "kind" = 'identify' THEN JSON_OBJECT_FIELD("properties", 'tier') END AS "vr0",
        CASE WHEN "kind" = 'identify' THEN JSON_OBJECT_FIELD("properties", 'timeZone') END AS "vr1",
        CASE WHEN "kind" = 'identify' THEN JSON_OBJECT_FIELD("properties", 'timezone') END AS "vr2"
      FROM (
        SELECT
          "profile",
          "ts",
          "seq",
          "idx",
          "id",
          "kind",
          CAST("properties" AS JSON) AS "properties"
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
      WHEN JSON_TYPEOF(registers."r1") = 'string'
      THEN JSON_ARRAY_ELEMENT_TEXT(JSON_BUILD_ARRAY(registers."r1"), 0)
    END
  LEFT JOIN (VALUES
    ('UTC', 1769385600000000, 1769860800000001),
    ('Europe/Berlin', 1769382000000000, 1769860800000001),
    ('America/New_York', 1769403600000000, 1769860800000001),
    ('Africa/Cairo', 1769378400000000, 1769860800000001),
    ('Pacific/Apia', 1769338800000000, 1769860800000001),
    ('Asia/Beirut', 1769378400000000, 1769860800000001)) AS z1("zone", "w0from0", "w0to0")
    ON z1."zone" = CASE
      WHEN JSON_TYPEOF(registers."r2") = 'string'
      THEN JSON_ARRAY_ELEMENT_TEXT(JSON_BUILD_ARRAY(registers."r2"), 0)
    END
), documents AS (
  SELECT
    "profile",
    "ts",
    "seq",
    "idx",
    "id",
    "type",
    CAST("properties" AS JSON) AS "properties",
    CAST("context" AS JSON) AS "context"
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
      (
        (
          CASE
            WHEN JSON_TYPEOF(registers."r0") = 'string'
            THEN JSON_ARRAY_ELEMENT_TEXT(JSON_BUILD_ARRAY(registers."r0"), 0)
          END
        ) COLLATE "C"
      ) = (
        (
          'gold'
        ) COLLATE "C"
      ),
      FALSE
    )
    AND COALESCE(counted."a0", 0) >= 1
  );

-- sequence(cart then no purchase within 24h) in last 7d
WITH known AS NOT MATERIALIZED (
  SELECT
    COALESCE(a."root", r."profile") AS "profile",
    CAST((
      EXTRACT(EPOCH FROM r."ts") * 1000000
    ) AS BIGINT) AS "ts",
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
      "ts" <= 1769860800000000 AND "profile" <> ''
    )
), dead AS (
  SELECT DISTINCT
    "profile",
    "source",
    COALESCE(
      CASE
        WHEN JSON_TYPEOF("id") = 'string'
        THEN JSON_ARRAY_ELEMENT_TEXT(JSON_BUILD_ARRAY("id"), 0)
      END,
      CAST("id" AS TEXT),
      ''
    ) AS "id"
  FROM (
    SELECT
      "profile",
      "source",
      "id" AS "id"
    FROM (
      SELECT
        "profile",
        "source",
        JSON_OBJECT_FIELD("properties", 'id') AS "id"
      FROM (
        SELECT
          "profile",
          "source",
          CAST("properties" AS JSON) AS "properties"
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
      ROW_NUMBER() OVER (
        PARTITION BY "profile", "source", "id"
        ORDER BY "rev" DESC NULLS LAST, "seq" ASC, "idx" ASC
      ) AS "place"
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
      "ts" <= 1769860800000000 AND "profile" <> ''
    )
), documents AS (
  SELECT
    "profile",
    "ts",
    "seq",
    "idx",
    "id",
    "type",
    CAST("properties" AS JSON) AS "properties",
    CAST("context" AS JSON) AS "context"
  FROM effective
  WHERE
    (
      (
        "type" = 'cart' AND "ts" >= 1769256000000001
      )
      OR (
        "type" = 'purchase' AND "ts" >= 1769256000000001
      )
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
    CAST((
      EXTRACT(EPOCH FROM r."ts") * 1000000
    ) AS BIGINT) AS "ts",
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
      "ts" <= 1769860800000000 AND "profile" <> ''
    )
), dead AS (
  SELECT DISTINCT
    "profile",
    "source",
    COALESCE(
      CASE
        WHEN JSON_TYPEOF("id") = 'string'
        THEN JSON_ARRAY_ELEMENT_TEXT(JSON_BUILD_ARRAY("id"), 0)
      END,
      CAST("id" AS TEXT),
      ''
    ) AS "id"
  FROM (
    SELECT
      "profile",
      "source",
      "id" AS "id"
    FROM (
      SELECT
        "profile",
        "source",
        JSON_OBJECT_FIELD("properties", 'id') AS "id"
      FROM (
        SELECT
          "profile",
          "source",
          CAST("properties" AS JSON) AS "properties"
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
      ROW_NUMBER() OVER (
        PARTITION BY "profile", "source", "id"
        ORDER BY "rev" DESC NULLS LAST, "seq" ASC, "idx" ASC
      ) AS "place"
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
      "ts" <= 1769860800000000 AND "profile" <> ''
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
    CAST("properties" AS JSON) AS "properties",
    CAST("context" AS JSON) AS "context"
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
    "f0" AS "f0"
  FROM (
    SELECT
      "profile",
      "ts",
      "seq",
      "idx",
      "id",
      "type",
      JSON_OBJECT_FIELD("properties", 'total') AS "f0"
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
          WHEN JSON_TYPEOF("f0") = 'number'
          THEN CAST(JSON_ARRAY_ELEMENT_TEXT(JSON_BUILD_ARRAY("f0"), 0) AS DECIMAL)
        END
      END
    ) AS "a0",
    COUNT(
      CASE
        WHEN "s0"
        THEN CASE
          WHEN JSON_TYPEOF("f0") = 'number'
          THEN CAST(JSON_ARRAY_ELEMENT_TEXT(JSON_BUILD_ARRAY("f0"), 0) AS DECIMAL)
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
    WHEN CAST(counted."a1" AS DECIMAL) < CAST('0' AS DECIMAL)
    THEN (
      CAST('0' AS DECIMAL) - counted."a0"
    )
    WHEN CAST(counted."a1" AS DECIMAL) > CAST('0' AS DECIMAL)
    THEN counted."a0"
  END AS TEXT) AS "mantissa",
  CAST(CASE
    WHEN CAST(counted."a1" AS DECIMAL) < CAST('0' AS DECIMAL)
    THEN (
      CAST('0' AS DECIMAL) - CAST(counted."a1" AS DECIMAL)
    )
    WHEN CAST(counted."a1" AS DECIMAL) > CAST('0' AS DECIMAL)
    THEN CAST(counted."a1" AS DECIMAL)
  END AS TEXT) AS "divisor"
FROM people
LEFT JOIN counted
  ON counted."profile" = people."profile";
