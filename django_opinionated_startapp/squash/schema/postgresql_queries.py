"""What is asked of PostgreSQL's system catalogs, for any version from 12 on.

Objects of the system have numbers below 16384. A name has its schema before it unless that is the current one.
"""

# The number, the sort, the name and the definition of every table, view and composite type of the user.
RELATIONS = """
    SELECT
        c.oid,
        CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'c' THEN 'type' ELSE 'table' END,
        CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname || '.' END || c.relname,
        concat_ws(' ',
            CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED' END,
            CASE c.relkind
                WHEN 'c' THEN 'COMPOSITE'
                WHEN 'f' THEN (
                    SELECT concat_ws(' ', 'FOREIGN TABLE', s.srvname, f.ftoptions)
                    FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = c.oid
                )
                WHEN 'p' THEN 'TABLE PARTITION BY ' || pg_get_partkeydef(c.oid)
                WHEN 'v' THEN pg_get_viewdef(c.oid)
                WHEN 'm' THEN pg_get_viewdef(c.oid)
                ELSE 'TABLE'
            END,
            (SELECT 'INHERITS ' || string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno)
                FROM pg_inherits WHERE inhrelid = c.oid),
            pg_get_expr(c.relpartbound, c.oid),
            CASE WHEN c.relrowsecurity THEN 'ROW LEVEL SECURITY' END,
            CASE WHEN c.relforcerowsecurity THEN 'FORCED' END,
            'REPLICA IDENTITY ' || nullif(nullif(c.relreplident::text, 'd'), 'n'),
            'USING ' || (SELECT amname FROM pg_am WHERE pg_am.oid = c.relam AND amname <> 'heap'),
            'WITH ' || c.reloptions::text,
            'TABLESPACE ' || (SELECT spcname FROM pg_tablespace t WHERE t.oid = c.reltablespace),
            'GRANTS ' || (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(c.relacl) a),
            'COMMENT ' || quote_literal(obj_description(c.oid, 'pg_class'))
        )
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c') AND c.oid >= 16384 AND n.nspname !~ '^pg_'
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')
"""

# The relation, the name, the definition and the default of every column, in order. Options that begin with `pg_` are
# notes of the server to itself, such as `pg_attver`, which is another number each time.
COLUMNS = """
    SELECT
        a.attrelid,
        a.attname,
        concat_ws(' ',
            format_type(a.atttypid, a.atttypmod),
            'COLLATE ' || (
                SELECT quote_ident(collname) FROM pg_collation o
                WHERE o.oid = a.attcollation AND a.attcollation <> t.typcollation
            ),
            CASE WHEN a.attnotnull THEN 'NOT NULL' END,
            CASE a.attidentity WHEN 'a' THEN 'GENERATED ALWAYS AS IDENTITY' WHEN 'd' THEN 'GENERATED AS IDENTITY' END,
            CASE WHEN a.attgenerated <> '' THEN 'GENERATED ' || a.attgenerated::text || ' AS ' || e.text END,
            CASE WHEN a.attstorage <> t.typstorage THEN 'STORAGE ' || a.attstorage::text END,
            CASE WHEN a.attstattarget >= 0 THEN 'STATISTICS ' || a.attstattarget::text END,
            'WITH ' || (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(a.attoptions) o WHERE o !~ '^pg_'),
            'GRANTS ' || (SELECT string_agg(g::text, ' ' ORDER BY g::text) FROM unnest(a.attacl) g),
            'COMMENT ' || quote_literal(col_description(a.attrelid, a.attnum))
        ),
        CASE WHEN a.attgenerated = '' THEN e.text END
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN LATERAL (
        SELECT pg_get_expr(d.adbin, d.adrelid) AS text FROM pg_attrdef d
        WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum
    ) e ON true
    WHERE a.attrelid >= 16384 AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f', 'c')
    ORDER BY a.attrelid, a.attnum
"""

# The name, how it is spelled in a default, the owner with its column, and the definition of every sequence.
SEQUENCES = """
    SELECT
        CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname || '.' END || c.relname,
        c.oid::regclass::text,
        d.refobjid,
        a.attname,
        concat_ws(' ',
            'owned by ' || a.attname,
            CASE d.deptype WHEN 'i' THEN 'as identity' END,
            s.seqtypid::regtype, s.seqstart, 'by', s.seqincrement,
            'from', s.seqmin, 'to', s.seqmax, 'cache', s.seqcache,
            CASE WHEN s.seqcycle THEN 'cycle' END
        )
    FROM pg_sequence s
    JOIN pg_class c ON c.oid = s.seqrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = d.classid
        AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
    LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')
"""

# The relation, the sort, the name and the definition of every constraint.
CONSTRAINTS = """
    SELECT
        o.conrelid,
        o.contype::text,
        o.conname,
        concat_ws(' ',
            pg_get_constraintdef(o.oid),
            CASE WHEN o.connoinherit AND o.contype = 'c' THEN 'NO INHERIT' END,
            'WITH ' || c.reloptions::text,
            CASE WHEN i.indisclustered THEN 'CLUSTERED' END,
            'COMMENT ' || quote_literal(obj_description(o.oid, 'pg_constraint'))
        )
    FROM pg_constraint o
    LEFT JOIN pg_class c ON c.oid = o.conindid AND o.contype IN ('p', 'u', 'x')
    LEFT JOIN pg_index i ON i.indexrelid = c.oid
    WHERE o.contype IN ('p', 'u', 'f', 'c', 'x')
"""

# The relation, the name and the definition of everything else that belongs to a table or a view.
PARTS = {
    "index": """
        SELECT
            i.indrelid,
            c.relname,
            concat_ws(' ',
                replace(pg_get_indexdef(c.oid), ' INDEX ' || quote_ident(c.relname) || ' ON ', ' INDEX ON '),
                CASE WHEN NOT i.indisvalid THEN 'INVALID' END,
                CASE WHEN i.indisclustered THEN 'CLUSTERED' END,
                CASE WHEN i.indisreplident THEN 'REPLICA IDENTITY' END,
                'TABLESPACE ' || (SELECT spcname FROM pg_tablespace t WHERE t.oid = c.reltablespace),
                'COMMENT ' || quote_literal(obj_description(c.oid, 'pg_class'))
            )
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid AND contype IN ('p', 'u', 'x'))
    """,
    "trigger": """
        SELECT
            tgrelid,
            tgname,
            concat_ws(' ',
                replace(pg_get_triggerdef(oid), ' TRIGGER ' || quote_ident(tgname) || ' ', ' TRIGGER '),
                'ENABLED ' || nullif(tgenabled::text, 'O')
            )
        FROM pg_trigger WHERE NOT tgisinternal
    """,
    "rule": "SELECT ev_class, rulename, pg_get_ruledef(oid) FROM pg_rewrite WHERE rulename <> '_RETURN'",
    "policy": """
        SELECT
            polrelid,
            polname,
            concat_ws(' ',
                CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                polcmd::text,
                'TO ' || polroles::regrole[]::text,
                'USING ' || pg_get_expr(polqual, polrelid),
                'CHECK ' || pg_get_expr(polwithcheck, polrelid)
            )
        FROM pg_policy
    """,
    "statistics": """
        SELECT
            stxrelid,
            stxname,
            replace(
                pg_get_statisticsobjdef(s.oid),
                concat('STATISTICS ', quote_ident(nspname), '.', quote_ident(stxname), ' '),
                'STATISTICS '
            )
        FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = stxnamespace
    """,
}

# The name and the definition of everything that belongs to no table.
OTHERS = {
    "schema": """
        SELECT
            nspname,
            concat_ws(' ', 'GRANTS', (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(nspacl) a))
        FROM pg_namespace n
        WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = n.oid AND deptype = 'e')
    """,
    "extension": """
        SELECT extname, concat(extversion, ' in ', extnamespace::regnamespace) FROM pg_extension
    """,
    "function": """
        SELECT
            concat(pronamespace::regnamespace, '.', proname, '(', pg_get_function_identity_arguments(p.oid), ')'),
            concat_ws(' ',
                CASE prokind
                    WHEN 'a' THEN (
                        SELECT concat_ws(' ', 'AGGREGATE', pg_get_function_result(p.oid), to_jsonb(g) - 'aggfnoid')
                        FROM pg_aggregate g WHERE g.aggfnoid = p.oid
                    )
                    ELSE pg_get_functiondef(p.oid)
                END,
                'GRANTS ' || (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(proacl) a)
            )
        FROM pg_proc p
        WHERE p.oid >= 16384 AND pronamespace <> 'pg_catalog'::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype IN ('e', 'i'))
    """,
    "type": """
        SELECT
            t.oid::regtype::text,
            CASE typtype
                WHEN 'e' THEN (
                    SELECT concat('ENUM (', string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder), ')')
                    FROM pg_enum WHERE enumtypid = t.oid
                )
                WHEN 'd' THEN concat_ws(' ',
                    'DOMAIN', format_type(typbasetype, typtypmod), CASE WHEN typnotnull THEN 'NOT NULL' END,
                    'DEFAULT ' || typdefault,
                    (SELECT string_agg(pg_get_constraintdef(oid), ' ' ORDER BY conname)
                        FROM pg_constraint WHERE contypid = t.oid AND contype = 'c')
                )
                ELSE (
                    SELECT concat_ws(' ', 'RANGE OF', rngsubtype::regtype, nullif(rngsubdiff::text, '-'))
                    FROM pg_range WHERE rngtypid = t.oid
                )
            END
        FROM pg_type t
        WHERE typtype IN ('e', 'd', 'r') AND t.oid >= 16384 AND typnamespace::regnamespace::text !~ '^pg_'
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = t.oid AND deptype = 'e')
    """,
    "collation": """
        SELECT concat(collnamespace::regnamespace, '.', collname),
            (to_jsonb(c) - 'oid' - 'collname' - 'collnamespace' - 'collowner' - 'collversion')::text
        FROM pg_collation c WHERE oid >= 16384 AND collnamespace <> 'pg_catalog'::regnamespace
    """,
    "text search configuration": """
        SELECT concat(cfgnamespace::regnamespace, '.', cfgname), (
            SELECT string_agg(concat(maptokentype, ':', mapdict::regdictionary), ' ' ORDER BY maptokentype, mapseqno)
            FROM pg_ts_config_map WHERE mapcfg = c.oid
        )
        FROM pg_ts_config c
        WHERE oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')
    """,
    "event trigger": """
        SELECT evtname, concat_ws(' ', evtevent, evtfoid::regproc, evtenabled, evttags::text) FROM pg_event_trigger
    """,
}
