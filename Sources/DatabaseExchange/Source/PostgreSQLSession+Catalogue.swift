// What a PostgreSQL server says about its tables.

extension PostgreSQLSession {
  func tables() throws -> [SourceTable] {
    let rows = try connection.query(
      """
      SELECT n.nspname, c.relname, pg_catalog.pg_table_is_visible(c.oid), a.attname,
        pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND n.nspname NOT LIKE 'pg\\_%'
      ORDER BY n.nspname, c.relname, a.attnum
      """)
    let keys = try uniqueKeys()
    let references = try foreignKeys()
    var tables: [SourceTable] = []
    for row in 0..<rows.rowCount {
      let schema = rows.text(row, 0) ?? ""
      let name = rows.text(row, 1) ?? ""
      if tables.last?.name != name || tables.last?.schema != schema {
        tables.append(
          SourceTable(
            schema: schema, name: name, columns: [], uniqueKeys: keys["\(schema)\u{0}\(name)"] ?? [],
            isOnPath: rows.text(row, 2) == "t", foreignKeys: references["\(schema)\u{0}\(name)"] ?? []))
      }
      tables[tables.count - 1].columns.append(
        SourceColumn(
          name: rows.text(row, 3) ?? "", type: rows.text(row, 4) ?? "", isNullable: rows.text(row, 5) == "f"))
    }
    return tables
  }

  /// Unique keys by schema and table, the primary key first. Partial and expression indexes do not
  /// constrain every row.
  private func uniqueKeys() throws -> [String: [[String]]] {
    let rows = try connection.query(
      """
      SELECT n.nspname, c.relname, i.indexrelid, a.attname
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
      WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
      ORDER BY n.nspname, c.relname, i.indisprimary DESC, i.indexrelid, k.place
      """)
    var keys: [String: [[String]]] = [:]
    var previous: String?
    for row in 0..<rows.rowCount {
      let table = "\(rows.text(row, 0) ?? "")\u{0}\(rows.text(row, 1) ?? "")"
      let index = rows.text(row, 2)
      if index != previous { keys[table, default: []].append([]) }
      previous = index
      let last = (keys[table]?.count ?? 1) - 1
      keys[table]?[last].append(rows.text(row, 3) ?? "")
    }
    return keys
  }

  /// References by schema and table. Those of partitions are those of the table that they are part of.
  private func foreignKeys() throws -> [String: [SourceForeignKey]] {
    let rows = try connection.query(
      """
      SELECT n.nspname, c.relname, o.oid, a.attname, tn.nspname, t.relname, ta.attname
      FROM pg_catalog.pg_constraint o
      JOIN pg_catalog.pg_class c ON c.oid = o.conrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_class t ON t.oid = o.confrelid
      JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
      CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(o.conkey), pg_catalog.unnest(o.confkey))
        WITH ORDINALITY AS k (own, other, place)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.own
      JOIN pg_catalog.pg_attribute ta ON ta.attrelid = o.confrelid AND ta.attnum = k.other
      WHERE o.contype = 'f' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      ORDER BY n.nspname, c.relname, o.conname, o.oid, k.place
      """)
    var keys: [String: [SourceForeignKey]] = [:]
    var previous: String?
    for row in 0..<rows.rowCount {
      func text(_ column: Int) -> String { rows.text(row, column) ?? "" }
      let table = "\(text(0))\u{0}\(text(1))"
      if text(2) != previous {
        keys[table, default: []].append(
          SourceForeignKey(columns: [], schema: text(4), table: text(5), targetColumns: []))
      }
      previous = text(2)
      let last = (keys[table]?.count ?? 1) - 1
      keys[table]?[last].columns.append(text(3))
      keys[table]?[last].targetColumns.append(text(6))
    }
    return keys
  }
}
