-- count(purchase where total > 50 in last 30d) >= 2
WITH known AS (
  SELECT
    COALESCE(a.`root`, r.`profile`) AS `profile`,
    CAST((
      CAST(CAST((
        r.`ts` - CAST('1970-01-01 00:00:00' AS TIMESTAMP_NTZ)
      ) AS INTERVAL SECOND) AS DECIMAL(20, 6)) * 1000000
    ) AS BIGINT) AS `ts`,
    r.`seq`,
    r.`idx`,
    r.`source`,
    r.`id`,
    r.`kind`,
    r.`type`,
    r.`rev`,
    r.`said_ts`,
    r.`properties`,
    r.`context`
  FROM records AS r
  LEFT JOIN aliases AS a
    ON a.`leaf` = r.`profile`
), people AS (
  SELECT DISTINCT
    `profile`
  FROM known
  WHERE
    (
      `ts` <= 1769860800000000 AND `profile` <> ''
    )
), dead AS (
  SELECT DISTINCT
    `profile`,
    `source`,
    COALESCE(
      CASE
        WHEN SCHEMA_OF_VARIANT(`id`) = 'STRING'
        THEN TRY_VARIANT_GET(`id`, '$', 'STRING')
      END,
      TO_JSON(`id`),
      ''
    ) AS `id`
  FROM (
    SELECT
      `profile`,
      `source`,
      `id` AS `id`
    FROM (
      SELECT
        `profile`,
        `source`,
        TRY_VARIANT_GET(`properties`, '$["id"]', 'variant') AS `id`
      FROM (
        SELECT
          `profile`,
          `source`,
          PARSE_JSON(`properties`) AS `properties`
        FROM known
        WHERE
          `kind` = 'delete_event'
      ) AS said
    ) AS found
  ) AS plain
), mended AS (
  SELECT
    `profile`,
    `source`,
    `id`,
    `ts`,
    `said_ts`,
    `properties`
  FROM (
    SELECT
      `profile`,
      `source`,
      `id`,
      `ts`,
      `said_ts`,
      `properties`,
      ROW_NUMBER() OVER (
        PARTITION BY `profile`, `source`, `id`
        ORDER BY `rev` DESC, `seq` ASC NULLS LAST, `idx` ASC NULLS LAST
      ) AS `place`
    FROM known
    WHERE
      (
        `kind` = 'replace' AND `rev` > 1
      )
  ) AS ranked
  WHERE
    `place` = 1
), copies AS (
  SELECT
    `seq`,
    `idx`
  FROM (
    SELECT
      `seq`,
      `idx`,
      ROW_NUMBER() OVER (
        PARTITION BY `profile`, `source`, `id`
        ORDER BY `seq` ASC NULLS LAST, `idx` ASC NULLS LAST
      ) AS `place`
    FROM known
    WHERE
      (
        `profile` IN (
          SELECT
            `root`
          FROM aliases
        )
        AND NOT (
          `kind` IN ('replace', 'delete_event')
        )
      )
  ) AS ranked
  WHERE
    `place` > 1
), corrected AS (
  SELECT
    k.`profile` AS `profile`,
    COALESCE(CASE WHEN NOT (
      (
        m.`said_ts` IS NULL
      )
    ) THEN m.`ts` END, k.`ts`) AS `ts`,
    COALESCE(CASE WHEN NOT (
      m.`properties` = '{}'
    ) THEN m.`properties` END, k.`properties`) AS `properties`,
    k.`seq`,
    k.`idx`,
    k.`source`,
    k.`id`,
    k.`kind`,
    k.`type`,
    k.`context`
  FROM known AS k
  LEFT JOIN mended AS m
    ON (
      m.`profile` = k.`profile` AND (
        m.`source` = k.`source` AND m.`id` = k.`id`
      )
    )
  LEFT JOIN dead AS d
    ON (
      d.`profile` = k.`profile` AND (
        d.`source` = k.`source` AND d.`id` = k.`id`
      )
    )
  LEFT JOIN copies AS c
    ON (
      c.`seq` = k.`seq` AND c.`idx` = k.`idx`
    )
  WHERE
    (
      NOT (
        k.`kind` IN ('replace', 'delete_event')
      )
      AND (
        (
          d.`id` IS NULL
        ) AND (
          c.`seq` IS NULL
        )
      )
    )
), effective AS (
  SELECT
    `profile`,
    `ts`,
    `seq`,
    `idx`,
    `source`,
    `id`,
    `kind`,
    `type`,
    `properties`,
    `context`
  FROM corrected
  WHERE
    (
      `ts` <= 1769860800000000 AND `profile` <> ''
    )
), documents AS (
  SELECT
    `profile`,
    `ts`,
    `seq`,
    `idx`,
    `id`,
    `type`,
    PARSE_JSON(`properties`) AS `properties`,
    PARSE_JSON(`context`) AS `context`
  FROM effective
  WHERE
    (
      `type` = 'purchase'
      AND (
        `ts` >= 1767268800000001 AND `ts` < 1769860800000001
      )
    )
), shaped AS (
  SELECT
    `profile`,
    `ts`,
    `seq`,
    `idx`,
    `id`,
    `type`,
    `f0` AS `f0`
  FROM (
    SELECT
      `profile`,
      `ts`,
      `seq`,
      `idx`,
      `id`,
      `type`,
      TRY_VARIANT_GET(`properties`, '$["total"]', 'variant') AS `f0`
    FROM documents
  ) AS found
), chosen AS (
  SELECT
    shaped.`profile`,
    `ts`,
    `seq`,
    `idx`,
    `id`,
    `f0`,
    COALESCE(
      (
        `type` = 'purchase'
        AND (
          (
            `ts` >= 1767268800000001 AND `ts` < 1769860800000001
          )
          AND COALESCE(
            CASE
              WHEN (
                CASE
                  WHEN (
                    SCHEMA_OF_VARIANT(`f0`) IN ('BIGINT', 'DOUBLE')
                    OR STARTSWITH(SCHEMA_OF_VARIANT(`f0`), 'DECIMAL')
                  )
                  THEN TRY_VARIANT_GET(`f0`, '$', 'DOUBLE')
                END = CAST(50.0 AS DOUBLE)
                AND NOT (
                  (
                    LENGTH(CAST(`f0` AS STRING)) <= 16
                    AND NOT (
                      SCHEMA_OF_VARIANT(`f0`) = 'DOUBLE'
                    )
                  )
                )
              )
              THEN RAISE_ERROR('clew: a number is beyond DECIMAL(38, 12)')
              ELSE CASE
                WHEN (
                  SCHEMA_OF_VARIANT(`f0`) IN ('BIGINT', 'DOUBLE')
                  OR STARTSWITH(SCHEMA_OF_VARIANT(`f0`), 'DECIMAL')
                )
                THEN TRY_VARIANT_GET(`f0`, '$', 'DOUBLE')
              END > CAST(50.0 AS DOUBLE)
            END,
            FALSE
          )
        )
      ),
      FALSE
    ) AS `s0`
  FROM shaped
), counted AS (
  SELECT
    `profile`,
    COUNT(*) FILTER(WHERE
      `s0`) AS `a0`
  FROM chosen
  GROUP BY
    `profile`
)
SELECT
  counted.`profile`
FROM counted
WHERE
  COALESCE(
    CAST(COALESCE(counted.`a0`, 0) AS DECIMAL(38, 0)) >= CAST('2' AS DECIMAL(38, 0)),
    FALSE
  );

-- profile.tier in ["gold"] and did visit this_week
WITH known AS (
  SELECT
    COALESCE(a.`root`, r.`profile`) AS `profile`,
    CAST((
      CAST(CAST((
        r.`ts` - CAST('1970-01-01 00:00:00' AS TIMESTAMP_NTZ)
      ) AS INTERVAL SECOND) AS DECIMAL(20, 6)) * 1000000
    ) AS BIGINT) AS `ts`,
    r.`seq`,
    r.`idx`,
    r.`source`,
    r.`id`,
    r.`kind`,
    r.`type`,
    r.`rev`,
    r.`said_ts`,
    r.`properties`,
    r.`context`
  FROM records AS r
  LEFT JOIN aliases AS a
    ON a.`leaf` = r.`profile`
), people AS (
  SELECT DISTINCT
    `profile`
  FROM known
  WHERE
    (
      `ts` <= 1769860800000000 AND `profile` <> ''
    )
), dead AS (
  SELECT DISTINCT
    `profile`,
    `source`,
    COALESCE(
      CASE
        WHEN SCHEMA_OF_VARIANT(`id`) = 'STRING'
        THEN TRY_VARIANT_GET(`id`, '$', 'STRING')
      END,
      TO_JSON(`id`),
      ''
    ) AS `id`
  FROM (
    SELECT
      `profile`,
      `source`,
      `id` AS `id`
    FROM (
      SELECT
        `profile`,
        `source`,
        TRY_VARIANT_GET(`properties`, '$["id"]', 'variant') AS `id`
      FROM (
        SELECT
          `profile`,
          `source`,
          PARSE_JSON(`properties`) AS `properties`
        FROM known
        WHERE
          `kind` = 'delete_event'
      ) AS said
    ) AS found
  ) AS plain
), mended AS (
  SELECT
    `profile`,
    `source`,
    `id`,
    `ts`,
    `said_ts`,
    `properties`
  FROM (
    SELECT
      `profile`,
      `source`,
      `id`,
      `ts`,
      `said_ts`,
      `properties`,
      ROW_NUMBER() OVER (
        PARTITION BY `profile`, `source`, `id`
        ORDER BY `rev` DESC, `seq` ASC NULLS LAST, `idx` ASC NULLS LAST
      ) AS `place`
    FROM known
    WHERE
      (
        `kind` = 'replace' AND `rev` > 1
      )
  ) AS ranked
  WHERE
    `place` = 1
), copies AS (
  SELECT
    `seq`,
    `idx`
  FROM (
    SELECT
      `seq`,
      `idx`,
      ROW_NUMBER() OVER (
        PARTITION BY `profile`, `source`, `id`
        ORDER BY `seq` ASC NULLS LAST, `idx` ASC NULLS LAST
      ) AS `place`
    FROM known
    WHERE
      (
        `profile` IN (
          SELECT
            `root`
          FROM aliases
        )
        AND NOT (
          `kind` IN ('replace', 'delete_event')
        )
      )
  ) AS ranked
  WHERE
    `place` > 1
), corrected AS (
  SELECT
    k.`profile` AS `profile`,
    COALESCE(CASE WHEN NOT (
      (
        m.`said_ts` IS NULL
      )
    ) THEN m.`ts` END, k.`ts`) AS `ts`,
    COALESCE(CASE WHEN NOT (
      m.`properties` = '{}'
    ) THEN m.`properties` END, k.`properties`) AS `properties`,
    k.`seq`,
    k.`idx`,
    k.`source`,
    k.`id`,
    k.`kind`,
    k.`type`,
    k.`context`
  FROM known AS k
  LEFT JOIN mended AS m
    ON (
      m.`profile` = k.`profile` AND (
        m.`source` = k.`source` AND m.`id` = k.`id`
      )
    )
  LEFT JOIN dead AS d
    ON (
      d.`profile` = k.`profile` AND (
        d.`source` = k.`source` AND d.`id` = k.`id`
      )
    )
  LEFT JOIN copies AS c
    ON (
      c.`seq` = k.`seq` AND c.`idx` = k.`idx`
    )
  WHERE
    (
      NOT (
        k.`kind` IN ('replace', 'delete_event')
      )
      AND (
        (
          d.`id` IS NULL
        ) AND (
          c.`seq` IS NULL
        )
      )
    )
), effective AS (
  SELECT
    `profile`,
    `ts`,
    `seq`,
    `idx`,
    `source`,
    `id`,
    `kind`,
    `type`,
    `properties`,
    `context`
  FROM corrected
  WHERE
    (
      `ts` <= 1769860800000000 AND `profile` <> ''
    )
), registers AS (
  SELECT
    `profile`,
    MAX_BY(`vr0`, STRUCT(`ts`, `id`, `seq`, `idx`)) FILTER(WHERE
      NOT (
        (
          `vr0` IS NULL
        )
      )) AS `r0`,
    MAX_BY(`vr1`, STRUCT(`ts`, `id`, `seq`, `idx`)) FILTER(WHERE
      NOT (
        (
          `vr1` IS NULL
        )
      )) AS `r1`,
    MAX_BY(`vr2`, STRUCT(`ts`, `id`, `seq`, `idx`)) FILTER(WHERE
      NOT (
        (
          `vr2` IS NULL
        )
      )) AS `r2`
  FROM (
    SELECT
      `profile`,
      `ts`,
      `seq`,
      `idx`,
      `id`,
      `vr0` AS `vr0`,
      `vr1` AS `vr1`,
      `vr2` AS `vr2`
    FROM (
      SELECT
        `profile`,
        `ts`,
        `seq`,
        `idx`,
        `id`,
        CASE
          WHEN `kind` = 'identify'
          THEN TRY_VARIANT_GET(`properties`, '$["tier"]', 'variant')
        END AS `vr0`,
        CASE
          WHEN `kind` = 'identify'
          THEN TRY_VARIANT_GET(`properties`, '$["timeZone"]', 'variant')
        END AS `vr1`,
        CASE
          WHEN `kind` = 'identify'
          THEN TRY_VARIANT_GET(`properties`, '$["timezone"]', 'variant')
        END AS `vr2`
      FROM (
        SELECT
          `profile`,
          `ts`,
          `seq`,
          `idx`,
          `id`,
          `kind`,
          PARSE_JSON(`properties`) AS `properties`
        FROM effective
        WHERE
          `kind` IN ('identify')
      ) AS writes
    ) AS found
  ) AS written
  GROUP BY
    `profile`
), local AS (
  SELECT
    people.`profile`,
    COALESCE(z0.`w0from0`, z1.`w0from0`, 1769385600000000) AS `w0from0`,
    COALESCE(z0.`w0to0`, z1.`w0to0`, 1769860800000001) AS `w0to0`
  FROM people
  LEFT JOIN registers
    ON registers.`profile` = people.`profile`
  LEFT JOIN VALUES
    ('UTC', 1769385600000000, 1769860800000001),
    ('Europe/Berlin', 1769382000000000, 1769860800000001),
    ('America/New_York', 1769403600000000, 1769860800000001),
    ('Africa/Cairo', 1769378400000000, 1769860800000001),
    ('Pacific/Apia', 1769338800000000, 1769860800000001),
    ('Asia/Beirut', 1769378400000000, 1769860800000001) AS z0(`zone`, `w0from0`, `w0to0`)
    ON z0.`zone` = CASE
      WHEN SCHEMA_OF_VARIANT(registers.`r1`) = 'STRING'
      THEN TRY_VARIANT_GET(registers.`r1`, '$', 'STRING')
    END
  LEFT JOIN VALUES
    ('UTC', 1769385600000000, 1769860800000001),
    ('Europe/Berlin', 1769382000000000, 1769860800000001),
    ('America/New_York', 1769403600000000, 1769860800000001),
    ('Africa/Cairo', 1769378400000000, 1769860800000001),
    ('Pacific/Apia', 1769338800000000, 1769860800000001),
    ('Asia/Beirut', 1769378400000000, 1769860800000001) AS z1(`zone`, `w0from0`, `w0to0`)
    ON z1.`zone` = CASE
      WHEN SCHEMA_OF_VARIANT(registers.`r2`) = 'STRING'
      THEN TRY_VARIANT_GET(registers.`r2`, '$', 'STRING')
    END
), documents AS (
  SELECT
    `profile`,
    `ts`,
    `seq`,
    `idx`,
    `id`,
    `type`,
    PARSE_JSON(`properties`) AS `properties`,
    PARSE_JSON(`context`) AS `context`
  FROM effective
  WHERE
    `type` = 'visit'
), shaped AS (
  SELECT
    `profile`,
    `ts`,
    `seq`,
    `idx`,
    `id`,
    `type`
  FROM (
    SELECT
      `profile`,
      `ts`,
      `seq`,
      `idx`,
      `id`,
      `type`
    FROM documents
  ) AS found
), chosen AS (
  SELECT
    shaped.`profile`,
    `ts`,
    `seq`,
    `idx`,
    `id`,
    COALESCE(
      (
        `type` = 'visit' AND (
          `ts` >= local.`w0from0` AND `ts` < local.`w0to0`
        )
      ),
      FALSE
    ) AS `s0`
  FROM shaped
  LEFT JOIN local
    ON local.`profile` = shaped.`profile`
), counted AS (
  SELECT
    `profile`,
    COUNT(*) FILTER(WHERE
      `s0`) AS `a0`
  FROM chosen
  GROUP BY
    `profile`
)
SELECT
  registers.`profile`
FROM registers
LEFT JOIN local
  ON local.`profile` = registers.`profile`
LEFT JOIN counted
  ON counted.`profile` = registers.`profile`
WHERE
  (
    COALESCE(
      CASE
        WHEN SCHEMA_OF_VARIANT(registers.`r0`) = 'STRING'
        THEN TRY_VARIANT_GET(registers.`r0`, '$', 'STRING')
      END = 'gold',
      FALSE
    )
    AND COALESCE(counted.`a0`, 0) >= 1
  );

-- sequence(cart then no purchase within 24h) in last 7d
WITH known AS (
  SELECT
    COALESCE(a.`root`, r.`profile`) AS `profile`,
    CAST((
      CAST(CAST((
        r.`ts` - CAST('1970-01-01 00:00:00' AS TIMESTAMP_NTZ)
      ) AS INTERVAL SECOND) AS DECIMAL(20, 6)) * 1000000
    ) AS BIGINT) AS `ts`,
    r.`seq`,
    r.`idx`,
    r.`source`,
    r.`id`,
    r.`kind`,
    r.`type`,
    r.`rev`,
    r.`said_ts`,
    r.`properties`,
    r.`context`
  FROM records AS r
  LEFT JOIN aliases AS a
    ON a.`leaf` = r.`profile`
), people AS (
  SELECT DISTINCT
    `profile`
  FROM known
  WHERE
    (
      `ts` <= 1769860800000000 AND `profile` <> ''
    )
), dead AS (
  SELECT DISTINCT
    `profile`,
    `source`,
    COALESCE(
      CASE
        WHEN SCHEMA_OF_VARIANT(`id`) = 'STRING'
        THEN TRY_VARIANT_GET(`id`, '$', 'STRING')
      END,
      TO_JSON(`id`),
      ''
    ) AS `id`
  FROM (
    SELECT
      `profile`,
      `source`,
      `id` AS `id`
    FROM (
      SELECT
        `profile`,
        `source`,
        TRY_VARIANT_GET(`properties`, '$["id"]', 'variant') AS `id`
      FROM (
        SELECT
          `profile`,
          `source`,
          PARSE_JSON(`properties`) AS `properties`
        FROM known
        WHERE
          `kind` = 'delete_event'
      ) AS said
    ) AS found
  ) AS plain
), mended AS (
  SELECT
    `profile`,
    `source`,
    `id`,
    `ts`,
    `said_ts`,
    `properties`
  FROM (
    SELECT
      `profile`,
      `source`,
      `id`,
      `ts`,
      `said_ts`,
      `properties`,
      ROW_NUMBER() OVER (
        PARTITION BY `profile`, `source`, `id`
        ORDER BY `rev` DESC, `seq` ASC NULLS LAST, `idx` ASC NULLS LAST
      ) AS `place`
    FROM known
    WHERE
      (
        `kind` = 'replace' AND `rev` > 1
      )
  ) AS ranked
  WHERE
    `place` = 1
), copies AS (
  SELECT
    `seq`,
    `idx`
  FROM (
    SELECT
      `seq`,
      `idx`,
      ROW_NUMBER() OVER (
        PARTITION BY `profile`, `source`, `id`
        ORDER BY `seq` ASC NULLS LAST, `idx` ASC NULLS LAST
      ) AS `place`
    FROM known
    WHERE
      (
        `profile` IN (
          SELECT
            `root`
          FROM aliases
        )
        AND NOT (
          `kind` IN ('replace', 'delete_event')
        )
      )
  ) AS ranked
  WHERE
    `place` > 1
), corrected AS (
  SELECT
    k.`profile` AS `profile`,
    COALESCE(CASE WHEN NOT (
      (
        m.`said_ts` IS NULL
      )
    ) THEN m.`ts` END, k.`ts`) AS `ts`,
    COALESCE(CASE WHEN NOT (
      m.`properties` = '{}'
    ) THEN m.`properties` END, k.`properties`) AS `properties`,
    k.`seq`,
    k.`idx`,
    k.`source`,
    k.`id`,
    k.`kind`,
    k.`type`,
    k.`context`
  FROM known AS k
  LEFT JOIN mended AS m
    ON (
      m.`profile` = k.`profile` AND (
        m.`source` = k.`source` AND m.`id` = k.`id`
      )
    )
  LEFT JOIN dead AS d
    ON (
      d.`profile` = k.`profile` AND (
        d.`source` = k.`source` AND d.`id` = k.`id`
      )
    )
  LEFT JOIN copies AS c
    ON (
      c.`seq` = k.`seq` AND c.`idx` = k.`idx`
    )
  WHERE
    (
      NOT (
        k.`kind` IN ('replace', 'delete_event')
      )
      AND (
        (
          d.`id` IS NULL
        ) AND (
          c.`seq` IS NULL
        )
      )
    )
), effective AS (
  SELECT
    `profile`,
    `ts`,
    `seq`,
    `idx`,
    `source`,
    `id`,
    `kind`,
    `type`,
    `properties`,
    `context`
  FROM corrected
  WHERE
    (
      `ts` <= 1769860800000000 AND `profile` <> ''
    )
), documents AS (
  SELECT
    `profile`,
    `ts`,
    `seq`,
    `idx`,
    `id`,
    `type`,
    PARSE_JSON(`properties`) AS `properties`,
    PARSE_JSON(`context`) AS `context`
  FROM effective
  WHERE
    (
      (
        `type` = 'cart' AND `ts` >= 1769256000000001
      )
      OR (
        `type` = 'purchase' AND `ts` >= 1769256000000001
      )
    )
), shaped AS (
  SELECT
    `profile`,
    `ts`,
    `seq`,
    `idx`,
    `id`,
    `type`
  FROM (
    SELECT
      `profile`,
      `ts`,
      `seq`,
      `idx`,
      `id`,
      `type`
    FROM documents
  ) AS found
), chosen AS (
  SELECT
    shaped.`profile`,
    `ts`,
    `seq`,
    `idx`,
    `id`,
    COALESCE(`type` = 'cart', FALSE) AS `s0`,
    COALESCE(`type` = 'purchase', FALSE) AS `s1`,
    COALESCE((
      `ts` >= 1769256000000001 AND `ts` < 1769860800000001
    ), FALSE) AS `s2`
  FROM shaped
), q0_0 AS (
  SELECT
    `profile`,
    `ts`,
    `s0`,
    `s1`,
    `s2`,
    MIN(CASE WHEN `s1` THEN `ts` END) OVER (
      PARTITION BY `profile`
      ORDER BY `ts` ASC NULLS LAST
      RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS `after0`
  FROM chosen
  WHERE
    (
      `s0` OR `s1`
    )
), q0_1 AS (
  SELECT
    `profile`,
    `ts`,
    `s0`,
    `s1`,
    `s2`,
    CASE
      WHEN COALESCE(
        (
          (
            `s0` AND `s2`
          )
          AND (
            (
              (
                `after0` IS NULL
              ) OR `after0` >= (
                `ts` + 86400000000
              )
            )
            AND (
              (
                `ts` + 86400000000
              ) + 0
            ) <= 1769860800000000
          )
        ),
        FALSE
      )
      THEN `ts`
    END AS `e0`
  FROM q0_0
), q0 AS (
  SELECT
    `profile`
  FROM q0_1
  GROUP BY
    `profile`
  HAVING
    NOT (
      (
        MAX(`e0`) IS NULL
      )
    )
)
SELECT
  q0.`profile`
FROM q0
WHERE
  NOT (
    (
      q0.`profile` IS NULL
    )
  );

-- avg(total of purchase since last refund)
WITH known AS (
  SELECT
    COALESCE(a.`root`, r.`profile`) AS `profile`,
    CAST((
      CAST(CAST((
        r.`ts` - CAST('1970-01-01 00:00:00' AS TIMESTAMP_NTZ)
      ) AS INTERVAL SECOND) AS DECIMAL(20, 6)) * 1000000
    ) AS BIGINT) AS `ts`,
    r.`seq`,
    r.`idx`,
    r.`source`,
    r.`id`,
    r.`kind`,
    r.`type`,
    r.`rev`,
    r.`said_ts`,
    r.`properties`,
    r.`context`
  FROM records AS r
  LEFT JOIN aliases AS a
    ON a.`leaf` = r.`profile`
), people AS (
  SELECT DISTINCT
    `profile`
  FROM known
  WHERE
    (
      `ts` <= 1769860800000000 AND `profile` <> ''
    )
), dead AS (
  SELECT DISTINCT
    `profile`,
    `source`,
    COALESCE(
      CASE
        WHEN SCHEMA_OF_VARIANT(`id`) = 'STRING'
        THEN TRY_VARIANT_GET(`id`, '$', 'STRING')
      END,
      TO_JSON(`id`),
      ''
    ) AS `id`
  FROM (
    SELECT
      `profile`,
      `source`,
      `id` AS `id`
    FROM (
      SELECT
        `profile`,
        `source`,
        TRY_VARIANT_GET(`properties`, '$["id"]', 'variant') AS `id`
      FROM (
        SELECT
          `profile`,
          `source`,
          PARSE_JSON(`properties`) AS `properties`
        FROM known
        WHERE
          `kind` = 'delete_event'
      ) AS said
    ) AS found
  ) AS plain
), mended AS (
  SELECT
    `profile`,
    `source`,
    `id`,
    `ts`,
    `said_ts`,
    `properties`
  FROM (
    SELECT
      `profile`,
      `source`,
      `id`,
      `ts`,
      `said_ts`,
      `properties`,
      ROW_NUMBER() OVER (
        PARTITION BY `profile`, `source`, `id`
        ORDER BY `rev` DESC, `seq` ASC NULLS LAST, `idx` ASC NULLS LAST
      ) AS `place`
    FROM known
    WHERE
      (
        `kind` = 'replace' AND `rev` > 1
      )
  ) AS ranked
  WHERE
    `place` = 1
), copies AS (
  SELECT
    `seq`,
    `idx`
  FROM (
    SELECT
      `seq`,
      `idx`,
      ROW_NUMBER() OVER (
        PARTITION BY `profile`, `source`, `id`
        ORDER BY `seq` ASC NULLS LAST, `idx` ASC NULLS LAST
      ) AS `place`
    FROM known
    WHERE
      (
        `profile` IN (
          SELECT
            `root`
          FROM aliases
        )
        AND NOT (
          `kind` IN ('replace', 'delete_event')
        )
      )
  ) AS ranked
  WHERE
    `place` > 1
), corrected AS (
  SELECT
    k.`profile` AS `profile`,
    COALESCE(CASE WHEN NOT (
      (
        m.`said_ts` IS NULL
      )
    ) THEN m.`ts` END, k.`ts`) AS `ts`,
    COALESCE(CASE WHEN NOT (
      m.`properties` = '{}'
    ) THEN m.`properties` END, k.`properties`) AS `properties`,
    k.`seq`,
    k.`idx`,
    k.`source`,
    k.`id`,
    k.`kind`,
    k.`type`,
    k.`context`
  FROM known AS k
  LEFT JOIN mended AS m
    ON (
      m.`profile` = k.`profile` AND (
        m.`source` = k.`source` AND m.`id` = k.`id`
      )
    )
  LEFT JOIN dead AS d
    ON (
      d.`profile` = k.`profile` AND (
        d.`source` = k.`source` AND d.`id` = k.`id`
      )
    )
  LEFT JOIN copies AS c
    ON (
      c.`seq` = k.`seq` AND c.`idx` = k.`idx`
    )
  WHERE
    (
      NOT (
        k.`kind` IN ('replace', 'delete_event')
      )
      AND (
        (
          d.`id` IS NULL
        ) AND (
          c.`seq` IS NULL
        )
      )
    )
), effective AS (
  SELECT
    `profile`,
    `ts`,
    `seq`,
    `idx`,
    `source`,
    `id`,
    `kind`,
    `type`,
    `properties`,
    `context`
  FROM corrected
  WHERE
    (
      `ts` <= 1769860800000000 AND `profile` <> ''
    )
), markers AS (
  SELECT
    `profile`,
    MAX(`ts`) FILTER(WHERE
      `type` = 'refund') AS `m0`
  FROM effective
  WHERE
    `type` IN ('refund')
  GROUP BY
    `profile`
), documents AS (
  SELECT
    `profile`,
    `ts`,
    `seq`,
    `idx`,
    `id`,
    `type`,
    PARSE_JSON(`properties`) AS `properties`,
    PARSE_JSON(`context`) AS `context`
  FROM effective
  WHERE
    `type` = 'purchase'
), shaped AS (
  SELECT
    `profile`,
    `ts`,
    `seq`,
    `idx`,
    `id`,
    `type`,
    `f0` AS `f0`
  FROM (
    SELECT
      `profile`,
      `ts`,
      `seq`,
      `idx`,
      `id`,
      `type`,
      TRY_VARIANT_GET(`properties`, '$["total"]', 'variant') AS `f0`
    FROM documents
  ) AS found
), chosen AS (
  SELECT
    shaped.`profile`,
    `ts`,
    `seq`,
    `idx`,
    `id`,
    `f0`,
    COALESCE((
      `type` = 'purchase' AND `ts` > markers.`m0`
    ), FALSE) AS `s0`
  FROM shaped
  LEFT JOIN markers
    ON markers.`profile` = shaped.`profile`
), counted AS (
  SELECT
    `profile`,
    SUM(
      CASE
        WHEN `s0`
        THEN CASE
          WHEN (
            SCHEMA_OF_VARIANT(`f0`) IN ('BIGINT', 'DOUBLE')
            OR STARTSWITH(SCHEMA_OF_VARIANT(`f0`), 'DECIMAL')
          )
          THEN CASE
            WHEN (
              CAST(`f0` AS STRING) RLIKE '\\A(?:-?[0-9]{1,14}(\\.[0-9]{1,12})?)\\z'
            )
            THEN CAST(CAST(`f0` AS STRING) AS DECIMAL(38, 12))
            ELSE RAISE_ERROR('clew: a number is beyond DECIMAL(38, 12)')
          END
        END
      END
    ) AS `a0`,
    COUNT(
      CASE
        WHEN `s0`
        THEN CASE
          WHEN (
            SCHEMA_OF_VARIANT(`f0`) IN ('BIGINT', 'DOUBLE')
            OR STARTSWITH(SCHEMA_OF_VARIANT(`f0`), 'DECIMAL')
          )
          THEN CASE
            WHEN (
              CAST(`f0` AS STRING) RLIKE '\\A(?:-?[0-9]{1,14}(\\.[0-9]{1,12})?)\\z'
            )
            THEN CAST(CAST(`f0` AS STRING) AS DECIMAL(38, 12))
            ELSE RAISE_ERROR('clew: a number is beyond DECIMAL(38, 12)')
          END
        END
      END
    ) AS `a1`
  FROM chosen
  GROUP BY
    `profile`
)
SELECT
  people.`profile`,
  CAST(CASE
    WHEN CAST(counted.`a1` AS DECIMAL(38, 0)) < CAST('0' AS DECIMAL(38, 0))
    THEN (
      CAST('0' AS DECIMAL(38, 0)) - CAST((
        counted.`a0` * CAST('1000000000000' AS DECIMAL(13, 0))
      ) AS DECIMAL(38, 0))
    )
    WHEN CAST(counted.`a1` AS DECIMAL(38, 0)) > CAST('0' AS DECIMAL(38, 0))
    THEN CAST((
      counted.`a0` * CAST('1000000000000' AS DECIMAL(13, 0))
    ) AS DECIMAL(38, 0))
  END AS STRING) AS `mantissa`,
  CAST(CASE
    WHEN CAST(counted.`a1` AS DECIMAL(38, 0)) < CAST('0' AS DECIMAL(38, 0))
    THEN (
      CAST('0' AS DECIMAL(38, 0)) - CAST(counted.`a1` AS DECIMAL(38, 0))
    )
    WHEN CAST(counted.`a1` AS DECIMAL(38, 0)) > CAST('0' AS DECIMAL(38, 0))
    THEN CAST(counted.`a1` AS DECIMAL(38, 0))
  END AS STRING) AS `divisor`
FROM people
LEFT JOIN counted
  ON counted.`profile` = people.`profile`;
