"""From raw rows to canonical tables: prepared, validated, typed; surveys, KPIs, scales."""
