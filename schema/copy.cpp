// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/copy.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "schema/engine.hpp"
#include "schema/migrations.hpp"
#include "schema/sql.hpp"
#include "schema/sqlite_file.hpp"

namespace zusage::schema {
namespace {

constexpr std::int64_t rows_between_reports = 10'000;

// In the order of their references: whoever is referred to comes first.
constexpr std::string_view tables[] = {"organiser",
                                       "organiser_page",
                                       "organiser_look",
                                       "organiser_logo",
                                       "staff",
                                       "staff_role",
                                       "staff_session",
                                       "api_token",
                                       "api_answer",
                                       "second_factor",
                                       "recovery_code",
                                       "sign_in_failure",
                                       "rate_bucket",
                                       "audit_entry",
                                       "purpose",
                                       "notice",
                                       "principal",
                                       "consent_record",
                                       "consent_state",
                                       "consent_chain",
                                       "published_head",
                                       "verification",
                                       "suppression",
                                       "import_request",
                                       "consent_month",
                                       "consent_month_counted",
                                       "renewal",
                                       "renewal_asked",
                                       "event_series",
                                       "event",
                                       "event_organiser",
                                       "event_staff",
                                       "staff_token",
                                       "event_choice",
                                       "event_session",
                                       "event_question",
                                       "event_purpose",
                                       "export_preset",
                                       "sign_up_draft",
                                       "question_history",
                                       "answer_erasure",
                                       "paper_document",
                                       "paper_chunk",
                                       "registration_group",
                                       "ring_group",
                                       "invitation",
                                       "registration",
                                       "registration_session",
                                       "registration_note",
                                       "paper_link",
                                       "announcement",
                                       "attendance",
                                       "check_in",
                                       "webhook_endpoint",
                                       "webhook_call",
                                       "personal_link",
                                       "mail_run",
                                       "mail_run_recipient",
                                       "certificate",
                                       "municipality",
                                       "ring_person",
                                       "indicator_answer",
                                       "indicator_release",
                                       "indicator_release_answer",
                                       "data_access",
                                       "data_request",
                                       "retention_run",
                                       "retention_erased",
                                       "idempotency",
                                       "mail_text",
                                       "newsletter",
                                       "newsletter_waiting",
                                       "newsletter_pace",
                                       "message",
                                       "delivery_attempt"};

[[noreturn]] void fail(const std::string& what) {
  throw error(error::kind::other, what);
}

std::vector<std::string> texts(connection& on, const std::string& sql,
                               const std::string& argument) {
  std::vector<std::string> found;
  const column_type types[] = {column_type::text};
  const parameter bound[] = {parameter(argument)};
  on.query(sql, bound, 1, types, 1, [&](const row& r) {
    found.push_back(r.text(0));
    return true;
  });
  return found;
}

std::int64_t count_rows(connection& on, const std::string& table) {
  std::int64_t count = 0;
  const column_type types[] = {column_type::integer};
  on.query("SELECT COUNT(*) FROM " + table, nullptr, 0, types, 1, [&](const row& r) {
    count = r.integer(0);
    return true;
  });
  return count;
}

// SQLite gives rows as they are stepped to; a PostgreSQL result would be in memory as a whole, so
// it is read through a cursor.
class table_reader {
 public:
  table_reader(connection& on, const std::string& table, const std::string& columns,
               std::size_t count)
      : on_(on), types_(count, column_type::text) {
    const auto select = "SELECT " + columns + " FROM " + table;
    fetch_ = select;
    if (!on.by().is_remote()) return;
    on.script("DECLARE rows_of_" + table + " NO SCROLL CURSOR FOR " + select);
    fetch_ = "FETCH 1000 FROM rows_of_" + table;
  }

  template <class Each>
  void read(Each&& each) {
    std::int64_t before = -1, seen = 0;
    while (before != seen) {
      before = seen;
      on_.query(fetch_, nullptr, 0, types_.data(), types_.size(), [&](const row& r) {
        ++seen;
        each(r);
        return true;
      });
      if (!on_.by().is_remote()) return;
    }
  }

 private:
  connection& on_;
  std::vector<column_type> types_;
  std::string fetch_;
};

struct shape {
  std::string columns, placeholders;
  std::size_t count = 0;
};

shape shape_of(connection& on, const std::string& table) {
  shape found;
  for (const auto& name : texts(on, std::string(on.by().columns_of_table()), table)) {
    const char* comma = found.count == 0 ? "" : ", ";
    found.columns += comma + name;
    found.placeholders += comma + (":" + std::to_string(++found.count));
  }
  return found;
}

std::int64_t copy_table(connection& from, connection& to, const std::string& table,
                        const copy_progress& progress) {
  const auto shape = shape_of(from, table);
  if (shape.columns != shape_of(to, table).columns) {
    fail("the table " + table + " looks different in the two databases");
  }
  const auto insert =
      "INSERT INTO " + table + " (" + shape.columns + ") VALUES (" + shape.placeholders + ")";
  std::int64_t rows = 0;
  table_reader source(from, table, shape.columns, shape.count);
  source.read([&](const row& r) {
    std::vector<parameter> values;
    for (std::size_t i = 0; i < shape.count; ++i) {
      values.push_back(r.is_null(i) ? parameter(std::nullopt) : parameter(r.text(i)));
    }
    to.run(insert, values.data(), values.size());
    if (++rows % rows_between_reports == 0) progress({table, rows});
  });
  if (rows != count_rows(to, table)) fail("not all rows of " + table + " arrived");
  // Rows that come later are numbered behind those that came along.
  if (const auto next = to.by().continue_numbers(table, shape.columns); !next.empty()) {
    to.script(next);
  }
  progress({table, rows});
  return rows;
}

void require_empty(connection& on, const std::string& url) {
  for (const auto table : tables) {
    if (count_rows(on, std::string(table)) > 0) {
      fail("the database " + shown_url(url) + " has data already (table " + std::string(table) +
           "); name an empty one");
    }
  }
}

}  // namespace

std::vector<copied_table> copy_database(const std::string& from, const std::string& to,
                                        const copy_progress& progress) {
  if (from == to) fail("source and target are the same database");
  std::unique_ptr<file_lock> source_lock, target_lock;
  if (!engine_of(from).is_remote()) {
    const auto path = database_path(from);
    if (!std::filesystem::exists(path)) fail("there is no database at " + path);
    source_lock = std::make_unique<file_lock>(path);
  }
  if (!engine_of(to).is_remote()) {
    require_writable(database_path(to));
    target_lock = std::make_unique<file_lock>(database_path(to));
  }
  connection source(from, connection::access::read_only);
  require_current_version(source);
  connection target(to, connection::access::read_write);
  migrate(target);
  source.begin_reading();
  target.begin_writing();
  require_empty(target, to);
  std::vector<copied_table> copied;
  for (const auto table : tables) {
    const std::string name(table);
    copied.push_back({name, copy_table(source, target, name, progress)});
  }
  target.commit();
  if (!engine_of(to).is_remote() && ::chmod(database_path(to).c_str(), 0600) != 0)
    fail("cannot restrict access to " + database_path(to));
  source.rollback();
  return copied;
}

}  // namespace zusage::schema
