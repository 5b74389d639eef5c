/*
 * SQLite in memory: inserting rows and selecting them by an index.
 */
#include <stdlib.h>

#include <sqlite3.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.sqlite", "1.0.0")

#define ROWS 10000

static void close_database(void *database)
{
	(void)sqlite3_close_v2(database);
}

static void drop_statement(void *statement)
{
	(void)sqlite3_finalize(statement);
}

/* A database in memory with an empty table, closed after the last slice. */
static sqlite3 *open_database(struct tare_state *b)
{
	sqlite3 *database = NULL;

	if (sqlite3_open(":memory:", &database) != SQLITE_OK ||
	    sqlite3_exec(database,
			 "create table item (id integer primary key, "
			 "key integer not null, value text not null);"
			 "create index item_key on item (key);",
			 NULL, NULL, NULL) != SQLITE_OK) {
		tare_say(b, TARE_STATUS_FAIL, sqlite3_errmsg(database));
		(void)sqlite3_close_v2(database);
		return NULL;
	}
	tare_defer(b, close_database, database);
	return database;
}

static sqlite3_stmt *prepare(struct tare_state *b, sqlite3 *database,
			     const char *sql)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) !=
	    SQLITE_OK) {
		tare_say(b, TARE_STATUS_FAIL, sqlite3_errmsg(database));
		return NULL;
	}
	tare_defer(b, drop_statement, statement);
	return statement;
}

/* Writes row ID; its key is a bijection of the ids. */
static int put_row(sqlite3_stmt *insert, int64_t id)
{
	(void)sqlite3_bind_int64(insert, 1, id);
	(void)sqlite3_bind_int64(insert, 2, id * 7919 % ROWS);
	(void)sqlite3_bind_text(insert, 3, "thirty-two bytes of plain text..",
				-1, SQLITE_STATIC);
	int r = sqlite3_step(insert);
	(void)sqlite3_reset(insert);
	return r == SQLITE_DONE;
}

static int64_t count_rows(struct tare_state *b, sqlite3 *database)
{
	sqlite3_stmt *count = prepare(b, database, "select count(*) from item");

	if (!count || sqlite3_step(count) != SQLITE_ROW)
		return -1;
	int64_t rows = sqlite3_column_int64(count, 0);
	(void)sqlite3_reset(count);
	return rows;
}

static const char insert_sql[] =
    "insert or replace into item (id, key, value) values (?, ?, ?)";

TARE_BENCH(insert, .summary = "one row into a table of 10 000 with an index",
	   .unit = "rows", .tags = "sqlite")
{
	sqlite3 *database = open_database(b);
	sqlite3_stmt *insert =
	    database ? prepare(b, database, insert_sql) : NULL;
	int64_t id = 0;
	int complete = 1;

	if (!insert)
		return;
	for (int64_t i = 0; i < ROWS; i++)
		complete &= put_row(insert, i);
	TARE_LOOP(b) {
		complete &= put_row(insert, id);
		id = id + 1 < ROWS ? id + 1 : 0;
	}
	tare_expect(b, complete);
	tare_expect(b, count_rows(b, database) == ROWS);
}

TARE_BENCH(select, .summary = "one row of 10 000 by an indexed key",
	   .unit = "rows", .tags = "sqlite")
{
	sqlite3 *database = open_database(b);
	sqlite3_stmt *insert =
	    database ? prepare(b, database, insert_sql) : NULL;
	sqlite3_stmt *select =
	    database ? prepare(b, database, "select id from item where key = ?")
		     : NULL;
	int64_t start = (int64_t)(tare_random(b) % ROWS), id = start;
	int right = 1;

	if (!insert || !select)
		return;
	for (int64_t i = 0; i < ROWS; i++)
		right &= put_row(insert, i);
	TARE_LOOP(b) {
		(void)sqlite3_bind_int64(select, 1, id * 7919 % ROWS);
		right &= sqlite3_step(select) == SQLITE_ROW &&
			 sqlite3_column_int64(select, 0) == id;
		(void)sqlite3_reset(select);
		id = id + 1 < ROWS ? id + 1 : 0;
	}
	tare_expect(b, right);
}
